import { html, type Markup } from '../html.ts';
import { script } from '../scripts.ts';
import { fill, itemsText } from '../texts.ts';
import type { PricedCart, PricedLine } from './cart-lines.ts';
import { cartRow, removedRow, templateRow } from './cart-row.ts';
import { shopPage } from './layout.ts';
import { wholefoodsBrandId } from './product-parts.ts';
import type { View } from './view.ts';

export interface CartPageParts {
  readonly cart: PricedCart;
  /** Rows that were removed since the page was last read. */
  readonly removed: readonly { readonly line: PricedLine; readonly why: 'deleted' | 'saved' }[];
  /** The grocery cart, shown beside this one when it holds anything. */
  readonly grocery: PricedCart;
  /** What the shop has to say, such as a limit it applied. */
  readonly notice: string | null;
}

export function cartPage(view: View, parts: CartPageParts): Markup {
  const { cart } = parts;
  return shopPage(view, {
    title: `Demo store ${view.texts.cartTitle}`,
    body: html`<div id="sc-retail-cart-container">
        <div id="sc-cart-content">
          <div id="sc-cart-column">${activeCart(view, parts)} ${savedCart(view, cart)}</div>
          <div id="sc-side-column">
            ${cart.active.length > 0 && buyBox(view, cart)}
            ${parts.grocery.active.length > 0 && groceryBox(view, parts.grocery)}
          </div>
        </div>
      </div>
      ${script('cart')}`,
  });
}

function activeCart(view: View, { cart, removed, notice }: CartPageParts): Markup {
  const { texts, switches } = view;
  const isEmpty = cart.active.length === 0;
  return html`<div id="sc-active-cart" data-name="Active Cart" class="a-cardui sc-card-style sc-list">
    ${notice !== null && html`<div class="a-alert sc-cart-notice" role="alert">${notice}</div>`}
    <div class="a-row sc-cart-header">
      ${
        isEmpty
          ? html`<h2 class="sc-your-cart-is-empty">${texts.emptyCart}</h2>`
          : html`<h2 id="sc-active-items-header" class="a-size-extra-large">${texts.cartTitle}</h2>`
      }
    </div>
    <form id="activeCartViewForm" method="post" action="${cartAction(view)}">
      <input type="hidden" name="anti-csrftoken-a2z" value="${view.csrf}" />
      <div data-name="Active Items" class="a-section sc-list-body">
        ${switches.hasTemplateRow && templateRow()}
        ${removed.map(({ line, why }) => removedRow(view, line, why))}
        ${cart.active.map((line, at) => cartRow(view, line, { type: 'active', at }))}
      </div>
      ${
        !isEmpty &&
        html`<div data-name="Subtotals" class="a-row sc-subtotal sc-subtotal-activecart">
          ${subtotal(view, cart, 'activecart')}
        </div>`
      }
    </form>
  </div>`;
}

export function subtotal({ texts }: View, cart: PricedCart, place: string): Markup {
  return html`<span id="sc-subtotal-label-${place}" class="a-size-medium sc-number-of-items"
      >${fill(texts.subtotal, itemsText(texts, cart.count))}</span
    >
    <span id="sc-subtotal-amount-${place}" class="sc-price-container a-text-bold"
      ><span class="a-size-medium a-color-base sc-price sc-white-space-nowrap"
        >${cart.subtotal.text}</span
      ></span
    >`;
}

function savedCart(view: View, cart: PricedCart): Markup | false {
  const copies = view.switches.hasSavedCopies ? cart.active : [];
  const saved = [...cart.saved, ...copies];
  if (saved.length === 0) return false;
  return html`<div id="sc-secondary-list" class="a-cardui sc-card-style">
    <div id="sc-saved-cart-list-caption-text" class="sc-list-caption">
      ${view.texts.savedForLater} (${itemsText(view.texts, saved.length)})
    </div>
    <div id="sc-saved-cart" data-name="Saved Cart" data-listtype="saved-for-later" class="a-section sc-list">
      <form id="savedCartViewForm" method="post" action="${cartAction(view)}">
        <input type="hidden" name="anti-csrftoken-a2z" value="${view.csrf}" />
        <div id="sc-saved-cart-items" class="a-section sc-list-body">
          ${saved.map((line, at) => cartRow(view, line, { type: 'saved', at }))}
        </div>
      </form>
    </div>
  </div>`;
}

function buyBox(view: View, cart: PricedCart): Markup {
  return html`<div id="sc-buy-box" class="a-cardui sc-card-style">
    <div data-name="Subtotals" class="a-row sc-subtotal sc-subtotal-buybox">
      ${subtotal(view, cart, 'buybox')}
    </div>
    <form id="gutterCartViewForm" method="get" action="/checkout/entry/cart">
      <span id="sc-buy-box-ptc-button" class="a-button a-button-primary a-button-span12"
        ><input
          name="proceedToRetailCheckout"
          class="a-button-input"
          type="submit"
          value="Proceed to checkout"
      /></span>
    </form>
  </div>`;
}

function groceryBox(view: View, grocery: PricedCart): Markup {
  return html`<div id="sc-alm-buy-box" data-brand-id="${wholefoodsBrandId}" class="a-cardui sc-card-style">
    <b>Whole Foods Market (demo)</b>
    <div class="a-row sc-subtotal">
      ${fill(view.texts.subtotal, itemsText(view.texts, grocery.count))}
      <span class="sc-price a-text-bold">${grocery.subtotal.text}</span>
    </div>
    <a class="a-link-normal" href="/cart/localmarket?almBrandId=${wholefoodsBrandId}">View cart</a>
  </div>`;
}

const cartAction = ({ switches }: View): string =>
  switches.era === 2023
    ? '/gp/cart/view.html/ref=ord_cart_shr?app-nav-type=none&dc=df'
    : '/cart/ref=ord_cart_shr?app-nav-type=none&dc=df';
