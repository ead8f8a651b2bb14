import type { Product } from '../catalogue/product.ts';
import { html, type Markup } from '../html.ts';
import { script } from '../scripts.ts';
import type { CartPageParts } from './cart-page.ts';
import { subtotal } from './cart-page.ts';
import type { PricedLine } from './cart-lines.ts';
import { templateRow, removedRow } from './cart-row.ts';
import { freshAddButton } from './grocery-markup.ts';
import { shopPage } from './layout.ts';
import { wholefoodsBrandId } from './product-parts.ts';
import { priceMarkup } from './price-markup.ts';
import type { View } from './view.ts';

/** Where a grocery store has to be chosen before anything can be bought there. */
export function chooseStorePage(view: View): Markup {
  return shopPage(view, {
    title: 'Whole Foods Market (demo)',
    store: 'wholefoods',
    body: html`<div class="alm-choose-store a-cardui">
      <h1>Choose your store</h1>
      <p>Enter a postcode to see what a store near you has.</p>
      <form id="alm-store-form" method="post" action="/alm/store">
        <input type="hidden" name="anti-csrftoken-a2z" value="${view.csrf}" />
        <input
          id="alm-postcode"
          name="postcode"
          maxlength="10"
          placeholder="Postcode"
          aria-label="Postcode"
          required
        />
        <span class="a-button a-button-primary"
          ><input id="alm-store-submit" class="a-button-input" type="submit" value="Choose this store"
        /></span>
      </form>
    </div>`,
  });
}

export function storefrontPage(view: View, products: readonly Product[]): Markup {
  return shopPage(view, {
    title: 'Whole Foods Market (demo)',
    store: 'wholefoods',
    body: html`<div id="alm-storefront">
        <h1>Whole Foods Market <small>(demo)</small></h1>
        <a class="a-link-normal" href="/cart/localmarket?almBrandId=${wholefoodsBrandId}"
          >Your Whole Foods cart</a
        >
        <div class="product-grid">
          ${products.map(
            (product, at) =>
              html`<div class="a-carousel-card" data-asin="${product.asin}">
                <a href="/dp/${product.asin}?almBrandId=${wholefoodsBrandId}&amp;fpw=alm&amp;s=wholefoods"
                  ><img src="/images/${product.asin}.svg" alt="" width="160" height="160" /><span
                    class="grid-title"
                    >${product.title}</span
                  ></a
                >
                ${priceMarkup(view.price(view.offer(product).priceMinor), { size: 'm' })}
                ${freshAddButton(view, product, `atfc-storefront-${at}`)}
              </div>`,
          )}
        </div>
      </div>
      ${script('grocery')}`,
  });
}

/** The grocery cart: rows of its own make, and a first price on the page that is not the subtotal. */
export function groceryCartPage(
  view: View,
  { cart, removed, notice }: Omit<CartPageParts, 'grocery'>,
): Markup {
  const action = `/cart/localmarket/ref=alm_cart?almBrandId=${wholefoodsBrandId}`;
  const form = (id: string, name: string, rows: Markup[]): Markup =>
    html`<form id="${id}" method="post" action="${action}">
      <input type="hidden" name="anti-csrftoken-a2z" value="${view.csrf}" />
      <div data-name="${name}" class="a-section sc-list-body">${rows}</div>
    </form>`;
  return shopPage(view, {
    title: 'Whole Foods Market (demo) cart',
    store: 'wholefoods',
    body: html`<div id="sc-retail-cart-container">
        <div id="sc-cart-content">
          <div id="sc-cart-column">
            <div class="alm-threshold a-alert">
              Pickup is free. Delivery is free from ${priceMarkup(view.price(10000), { size: 's' })} on.
            </div>
            <div id="sc-active-cart" data-name="Active Cart" class="a-cardui sc-card-style sc-list">
              ${notice !== null && html`<div class="a-alert sc-cart-notice" role="alert">${notice}</div>`}
              <h2>${cart.active.length === 0 ? view.texts.emptyCart : 'Whole Foods Market (demo)'}</h2>
              ${form('localMarketCartViewForm', 'Active Items', [
                ...(view.switches.hasTemplateRow ? [templateRow()] : []),
                ...removed.map(({ line, why }) => removedRow(view, line, why)),
                ...cart.active.map((line) => groceryRow(view, line, 'active')),
              ])}
              ${
                cart.active.length > 0 &&
                html`<div data-name="Subtotals" class="a-row sc-subtotal">
                  ${subtotal(view, cart, 'activecart')}
                </div>`
              }
            </div>
            ${
              (cart.saved.length > 0 || view.switches.hasSavedCopies) &&
              html`<div id="sc-saved-cart" data-name="Saved Cart" class="a-cardui sc-card-style sc-list">
                <h3>${view.texts.savedForLater}</h3>
                ${form('savedCartViewForm', 'Saved Items', [
                  ...[...cart.saved, ...(view.switches.hasSavedCopies ? cart.active : [])].map((line) =>
                    groceryRow(view, line, 'saved'),
                  ),
                ])}
              </div>`
            }
          </div>
          <div id="sc-side-column">
            ${
              cart.active.length > 0 &&
              html`<div
                id="sc-alm-buy-box"
                data-brand-id="${wholefoodsBrandId}"
                class="a-cardui sc-card-style"
              >
                <div data-name="Subtotals" class="a-row sc-subtotal">${subtotal(view, cart, 'buybox')}</div>
                <form method="get" action="/checkout/entry/localmarket">
                  <span class="a-button a-button-primary a-button-span12"
                    ><input
                      class="a-button-input"
                      type="submit"
                      name="proceedToALMCheckout-${wholefoodsBrandId}"
                      value="Check out Whole Foods cart"
                  /></span>
                </form>
              </div>`
            }
          </div>
        </div>
      </div>
      ${script('cart')}`,
  });
}

function groceryRow(view: View, it: PricedLine, type: 'active' | 'saved'): Markup {
  const { line, product, each, total, offer } = it;
  const submit = (name: string, value: string): Markup =>
    html`<input
      class="a-color-link"
      type="submit"
      name="submit.${name}.${line.id}"
      value="${value}"
      aria-label="${value} ${product.title}"
    />`;
  const subtotalData = {
    numberOfItems: line.quantity,
    subtotal: { code: total.currency, amount: Number(total.decimal) },
    points: 0,
  };
  return html`<div
    id="sc-${type}-${line.id}"
    class="a-row sc-list-item"
    role="listitem"
    data-asin="${product.asin}"
    data-itemid="${line.id}"
    data-itemtype="${type}"
    data-isfresh="1"
    data-quantity="${line.quantity}"
    data-minquantity="1"
    data-price="${each.decimal}"
    data-subtotal="${JSON.stringify(subtotalData)}"
    data-isselected="${type === 'active' ? 1 : 0}"
    data-outofstock="${it.isAvailable ? 0 : 1}"
  >
    <div class="sc-list-item-content">
      <div class="sc-image-wrapper">
        <img class="sc-product-image" src="/images/${product.asin}.svg" alt="" width="120" height="120" />
      </div>
      <div class="sc-item-content-group">
        <a
          class="a-link-normal sc-product-link sc-product-title"
          href="/dp/${product.asin}?almBrandId=${wholefoodsBrandId}"
          ><span class="a-truncate"
            ><span class="a-truncate-full a-offscreen">${product.title}</span
            ><span class="a-truncate-cut" aria-hidden="true">${product.title}</span></span
          ></a
        >
        <div class="sc-item-price-block">
          ${priceMarkup(each, { size: 'm', classes: 'apex-price-to-pay-value' })}
        </div>
        <div class="sc-action-links">
          ${
            type === 'active'
              ? html`<span class="qs-widget-stepper" data-valuemax="${offer.maxQuantity}">
                    <button
                      type="button"
                      data-action="a-stepper-decrement"
                      aria-label="Decrease quantity by one"
                    >
                      −
                    </button>
                    <span class="qs-widget-stepper-value" id="qs-widget-quantity-${line.id}"
                      >${line.quantity}</span
                    >
                    <button
                      type="button"
                      data-action="a-stepper-increment"
                      aria-label="Increase quantity by one"
                      ${line.quantity >= offer.maxQuantity && html`disabled`}
                    >
                      +
                    </button>
                  </span>
                  ${submit('delete-active', view.texts.delete)}
                  ${submit('save-for-later', view.texts.saveForLater)}`
              : html`${submit('move-to-cart', view.texts.moveToCart)}
                ${submit('delete-saved', view.texts.delete)}`
          }
        </div>
      </div>
    </div>
  </div>`;
}
