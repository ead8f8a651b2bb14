import type { Condition } from './cart.ts';
import type { Offer, Product } from './catalogue/product.ts';
import type { Switches } from './switches.ts';

/** The offer as it stands under the switches: the article's own, then what `*` says, then what its ASIN says. */
export function offerOf(product: Product, { offers }: Pick<Switches, 'offers'>): Offer {
  return { ...product.offer, ...offers['*'], ...offers[product.asin] };
}

/** Whether the shop would put a new copy of it into the cart at all. */
export function isAddable(offer: Offer): boolean {
  return offer.kind === 'new' && !offer.needsChoice;
}

/** US cents the product page shows for one of this condition. */
export function shownMinor(offer: Offer, condition: Condition): number {
  return condition === 'used' ? (offer.usedPriceMinor ?? offer.priceMinor) : offer.priceMinor;
}

/** US cents a line of the cart charges for one. */
export function chargedMinor(offer: Offer, condition: Condition): number {
  return offer.cartPriceMinor ?? shownMinor(offer, condition);
}
