import type { Product } from '../catalogue/product.ts';
import { html, type Markup } from '../html.ts';
import { fill, itemsText } from '../texts.ts';
import type { PricedCart } from './cart-lines.ts';
import { shopPage } from './layout.ts';
import type { View } from './view.ts';

export interface ConfirmationParts {
  readonly product: Product | undefined;
  readonly cart: PricedCart;
  /** What the header still shows before it catches up. */
  readonly staleCartCount: number;
}

/** What the shop shows after an add, whether or not the cart grew. */
export function confirmationPage(view: View, { product, cart, staleCartCount }: ConfirmationParts): Markup {
  const { texts } = view;
  return shopPage(view, {
    title: `Demo store ${texts.cartTitle}`,
    staleCartCount,
    body: html`<div id="sw-full-view-container" class="sw-confirmation">
      <div id="sw-atc-confirmation" class="a-section">
        ${product && html`<img class="sw-atc-image" src="/images/${product.asin}.svg" alt="" width="120" height="120" />`}
        <div>
          <div id="NATC_SMART_WAGON_CONF_MSG_SUCCESS" class="a-alert-success" role="status">
            <span class="sw-tick" aria-hidden="true">✓</span>
            <h1 class="a-size-medium-plus a-color-base sw-atc-text a-text-bold">${texts.addedToCart}</h1>
          </div>
          ${product && html`<div class="a-color-secondary">${product.title}</div>`}
        </div>
      </div>
      <div id="sw-cart-box" class="a-cardui">
        <div id="sw-subtotal">
          <span id="sw-subtotal-item-count">${fill(texts.subtotal, itemsText(texts, cart.count))}</span>
          <span class="a-text-bold sw-subtotal-amount">${cart.subtotal.text}</span>
        </div>
        <span id="sw-gtc" class="a-button a-button-base a-button-span12"
          ><a class="a-button-text" href="/gp/cart/view.html?ref_=sw_gtc">Go to ${texts.cart}</a></span
        >
        <form method="get" action="/checkout/entry/cart">
          <span id="sw-ptc-form" class="a-button a-button-primary a-button-span12"
            ><input
              class="a-button-input"
              type="submit"
              name="proceedToRetailCheckout"
              value="Proceed to checkout"
          /></span>
        </form>
      </div>
    </div>`,
  });
}
