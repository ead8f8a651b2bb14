import type { Condition } from './cart.ts';
import type { Offer, Product } from './catalogue/product.ts';
import type { Switches } from './switches.ts';

/** The offer as it stands under the switches: the article's own, then what `*` says, then what its ASIN says. */
export function offerOf(
  product: Product,
  { offers, pricePercent, cartPricePercent }: Pick<Switches, 'offers' | 'pricePercent' | 'cartPricePercent'>,
): Offer {
  const offer: Offer = { ...product.offer, ...offers['*'], ...offers[product.asin] };
  const priceMinor = percentOf(offer.priceMinor, pricePercent);
  const inCart = cartPricePercent === 100 ? null : percentOf(priceMinor, cartPricePercent);
  return {
    ...offer,
    priceMinor,
    cartPriceMinor: offer.cartPriceMinor ?? inCart,
    listPriceMinor: percentOf(offer.listPriceMinor, pricePercent),
    primePriceMinor: percentOf(offer.primePriceMinor, pricePercent),
    usedPriceMinor: percentOf(offer.usedPriceMinor, pricePercent),
  };
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

function percentOf<M extends number | null>(minor: M, percent: number): M;
function percentOf(minor: number | null, percent: number): number | null {
  return minor === null ? null : Math.round((minor * percent) / 100);
}
