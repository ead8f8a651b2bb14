import { createHash } from 'node:crypto';
import type { Offer, Product } from '../catalogue/product.ts';
import { html, type Markup } from '../html.ts';
import { fill } from '../texts.ts';
import type { View } from './view.ts';

export const wholefoodsBrandId = 'VUZHIFdob2xlIEZvb2Rz';

/** The shop's opaque name of one offer: which article, in which condition. */
export function offerListingId(product: Product, condition: 'new' | 'used'): string {
  return createHash('sha256').update(`${product.asin}/${condition}/${product.seller}`).digest('base64url');
}

/** Stars and how many rated, as cards and product pages show them. */
export function stars(view: View, product: Product): Markup {
  const { locale } = view.switches;
  const shown = new Intl.NumberFormat(locale, { minimumFractionDigits: 1 }).format(product.rating);
  const half = String(Math.round(product.rating * 2) / 2).replace('.', '-');
  return html`<span class="s-rating"
    ><span aria-hidden="true" class="a-size-small a-color-base">${shown}</span>
    <i class="a-icon a-icon-star-mini a-star-mini-${half}"
      ><span class="a-icon-alt">${fill(view.texts.stars, shown)}</span></i
    >
    <a
      class="a-link-normal"
      href="/dp/${product.asin}#customerReviews"
      aria-label="${product.ratings} ratings"
      ><span class="a-size-mini">(${new Intl.NumberFormat(locale).format(product.ratings)})</span></a
    ></span
  >`;
}

/** The `#availability` block of a product page. */
export function availability({ texts }: View, offer: Offer): Markup {
  const said = availabilityText(texts, offer);
  return html`<div id="availability" class="a-section a-spacing-base a-spacing-top-micro">
    <span
      class="a-size-medium ${said.isGood ? 'a-color-success' : 'a-color-price'} primary-availability-message"
      >${said.text}</span
    >
  </div>`;
}

function availabilityText(texts: View['texts'], offer: Offer): { text: string; isGood: boolean } {
  switch (offer.kind) {
    case 'new':
    case 'digital':
      return offer.stockLeft === null
        ? { text: texts.inStock, isGood: true }
        : { text: fill(texts.onlyLeft, offer.stockLeft), isGood: false };
    case 'used_only':
      return { text: fill(texts.onlyLeft, 1), isGood: false };
    case 'see_all':
      return { text: texts.noFeaturedOffer, isGood: false };
    case 'out_of_stock':
      return { text: texts.outOfStock, isGood: false };
    case 'not_deliverable':
      return { text: texts.notDeliverable, isGood: false };
  }
}

/** How many one may choose: the options of a quantity control. */
export const quantityChoices = (offer: Offer): readonly number[] =>
  Array.from({ length: Math.min(offer.maxQuantity, 30) }, (_, at) => at + 1);
