import type { Offer, Product } from '../catalogue/product.ts';
import { offerOf } from '../offer.ts';
import { createPrices, type Prices } from '../price.ts';
import type { Switches } from '../switches.ts';
import { locales, type Texts } from '../texts.ts';

/** What every page may know about the visit it is made for. */
export interface View extends Prices {
  readonly switches: Switches;
  readonly texts: Texts;
  /** Null when signed out. */
  readonly customerName: string | null;
  readonly sessionId: string;
  readonly csrf: string;
  /** Articles in all carts of the visitor, as of now. */
  readonly cartCount: () => number;
  /** Path and query of this page: where sign-in returns to. */
  readonly here: string;
  readonly origin: string;
  readonly offer: (product: Product) => Offer;
}

export function createView(given: Omit<View, 'texts' | keyof Prices | 'offer'>): View {
  const { switches } = given;
  return {
    ...given,
    texts: locales[switches.locale].texts,
    ...createPrices(switches),
    offer: (product) => offerOf(product, switches),
  };
}
