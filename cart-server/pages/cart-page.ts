import type { Page } from 'playwright-core';
import type { RawCart } from '../parse/cart.ts';

export const cartPath = '/gp/cart/view.html';

/** Appears once the cart, full or empty, is on the page. */
export const cartReady =
  '#sc-active-cart, #activeCartViewForm, [data-name="Active Items"], .sc-your-amazon-cart-is-empty, #sc-empty-cart';

export async function collectCart(page: Page): Promise<RawCart> {
  return page.evaluate(collect, cartReady);
}

/** Runs in the page: everything it needs is inside. */
function collect(cart: string): RawCart {
  const text = (element: Element | null | undefined) => {
    if (!element) return null;
    const copy = element.cloneNode(true) as Element; // cloning an element gives an element
    copy.querySelectorAll('script, style, noscript').forEach((it) => it.remove());
    return copy.textContent.replaceAll(/\s+/g, ' ').trim() || null;
  };
  const maxOf = (row: Element) => {
    const stepper = row.querySelector('fieldset[name="sc-quantity"], .qs-widget-stepper');
    if (stepper) return stepper.getAttribute('data-valuemax');
    const last = [...(row.querySelector<HTMLSelectElement>('select[name="quantity"]')?.options ?? [])].at(-1);
    return last && !last.text.trim().endsWith('+') ? last.value : null;
  };
  const hasLists = document.querySelector('[data-name="Active Items"]') !== null;
  const savedLists = '[data-name="Saved Cart"], [data-name="Saved Items"], #sc-saved-cart';
  const rows = [...document.querySelectorAll('.sc-list-item')].map((row) => ({
    asin: row.getAttribute('data-asin') || null,
    itemId: row.getAttribute('data-itemid'),
    itemType: row.getAttribute('data-itemtype'),
    isRemoved: row.getAttribute('data-removed') === 'true',
    isInSavedList: row.closest(savedLists) !== null,
    // Other lists of the page ("buy it again") are no cart, whatever their rows say.
    isInActiveList: !hasLists || row.closest('[data-name="Active Items"]') !== null,
    quantity: row.getAttribute('data-quantity'),
    price: row.getAttribute('data-price'),
    subtotal: row.getAttribute('data-subtotal'),
    isOutOfStock: row.getAttribute('data-outofstock') === '1',
    isSelected: row.getAttribute('data-isselected') !== '0',
    title:
      text(row.querySelector('.sc-product-title .a-truncate-full')) ??
      text(row.querySelector('.a-truncate-full')) ??
      text(row.querySelector('.sc-product-title')),
    shownPrices: [
      '.apex-price-to-pay-value .a-offscreen',
      '.sc-product-price',
      '.sc-price',
      '.a-price:not(.a-text-price) .a-offscreen',
    ].flatMap((it) => text(row.querySelector(it)) ?? []),
    shownQuantity: text(row.querySelector('.qs-widget-stepper-value, span[id^="qs-widget-quantity"]')),
    maxQuantity: maxOf(row),
    picture: row.querySelector<HTMLImageElement>('img.sc-product-image, .sc-image-wrapper img')?.src ?? null,
  }));
  return {
    hasCart: document.querySelector(cart) !== null,
    rows,
    hasGroceryCart: document.querySelector('#sc-alm-buy-box[data-brand-id]') !== null,
    subtotal:
      text(document.querySelector('#sc-subtotal-amount-activecart')) ??
      text(document.querySelector('#sc-subtotal-amount-buybox')),
  };
}
