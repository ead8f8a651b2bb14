import { readAsin } from './asin.ts';
import { availabilityOf, type Availability } from './availability.ts';
import { readLeadingMoney, type ShownMoney } from './money.ts';

/** How many pieces the form beside an add button lets one choose. */
export type RawQuantity =
  | { readonly kind: 'select'; readonly values: readonly string[] }
  | { readonly kind: 'range'; readonly min: string | null; readonly max: string | null }
  | { readonly kind: 'fixed'; readonly value: string };

export interface RawProduct {
  readonly asin: string | null;
  readonly title: string | null;
  /** Texts that may hold the price of the new offer, best first. */
  readonly prices: readonly string[];
  readonly usedPrices: readonly string[];
  /** Words about a price for Prime members only. */
  readonly primePrice: string | null;
  readonly availability: string | null;
  readonly outOfStock: string | null;
  /** The page offers things that ship to where this one does not. */
  readonly hasShippableAlternatives: boolean;
  readonly newOffer: { readonly quantity: RawQuantity } | null;
  readonly groceryOffer: { readonly quantity: RawQuantity } | null;
  readonly hasUsedOffer: boolean;
  readonly hasSeeAllOffers: boolean;
  readonly isDigital: boolean;
  readonly seller: string | null;
  readonly picture: string | null;
  /** Variants of the product, where the page lists them; `isUnchosen` when a dimension has no choice made. */
  readonly variants: readonly { readonly asin: string; readonly label: string }[];
  readonly isUnchosen: boolean;
}

export interface Product {
  readonly asin: string;
  readonly title: string;
  /** Of the offer that an add would take; of the used one where there is no other. */
  readonly price: ShownMoney | null;
  readonly condition: 'new' | 'used' | null;
  readonly primePrice: string | null;
  readonly availability: Availability | null;
  readonly availabilityText: string | null;
  readonly seller: string | null;
  readonly picture: string | null;
  /** The quantities that can be added at once; null where nothing can be added. */
  readonly offered: Offered | null;
  readonly groceryOffered: Offered | null;
  readonly hasUsedOffer: boolean;
  /** Other sellers' offers, behind a page of their own. */
  readonly hasOtherOffers: boolean;
  readonly variants: readonly { readonly asin: string; readonly label: string }[];
  readonly mustChoose: boolean;
}

export interface Offered {
  readonly min: number;
  readonly max: number;
  /** Undefined: every whole number between. */
  readonly values: readonly number[] | undefined;
}

/** Undefined when the page names no product or no title: then nothing on it can be trusted. */
export function readProduct(raw: RawProduct, domain: string): Product | undefined {
  const asin = readAsin(raw.asin);
  const title = raw.title?.trim();
  if (!asin || !title) return undefined;
  const fresh = firstMoney(raw.prices, domain);
  const used =
    raw.newOffer || raw.hasSeeAllOffers || raw.groceryOffer ? undefined : firstMoney(raw.usedPrices, domain);
  return {
    asin,
    title,
    price: fresh ?? used ?? null,
    condition: conditionOf(raw, fresh, used),
    primePrice: raw.primePrice,
    availability: availabilityOf(raw),
    availabilityText: firstSentence(raw.outOfStock ?? raw.availability),
    seller: raw.seller,
    picture: raw.picture,
    offered: raw.newOffer ? readOffered(raw.newOffer.quantity) : null,
    groceryOffered: raw.groceryOffer ? readOffered(raw.groceryOffer.quantity) : null,
    hasUsedOffer: raw.hasUsedOffer,
    hasOtherOffers: raw.hasSeeAllOffers,
    variants: raw.variants.flatMap((it) => {
      const variant = readAsin(it.asin);
      return variant ? [{ asin: variant, label: it.label }] : [];
    }),
    mustChoose: raw.newOffer === null && raw.groceryOffer === null && raw.isUnchosen,
  };
}

/** Whether exactly this many can be added at once. */
export function isOffered(offered: Offered, quantity: number): boolean {
  if (offered.values) return offered.values.includes(quantity);
  return quantity >= offered.min && quantity <= offered.max;
}

/** A price that stands alone on a page whose only offer is used is that offer's, wherever it stands. */
function conditionOf(
  raw: RawProduct,
  fresh: ShownMoney | undefined,
  used: ShownMoney | undefined,
): Product['condition'] {
  const hasOther = raw.newOffer || raw.groceryOffer || raw.hasSeeAllOffers;
  if (fresh) return raw.hasUsedOffer && !hasOther ? 'used' : 'new';
  return used ? 'used' : null;
}

function firstMoney(texts: readonly string[], domain: string): ShownMoney | undefined {
  for (const text of texts) {
    const money = readLeadingMoney(text, domain);
    if (money) return money;
  }
  return undefined;
}

function readOffered(raw: RawQuantity): Offered | null {
  switch (raw.kind) {
    case 'select': {
      const values = raw.values.filter((it) => /^[1-9]\d{0,2}$/.test(it)).map(Number);
      return values.length === 0 ? null : { min: Math.min(...values), max: Math.max(...values), values };
    }
    case 'fixed': {
      const value = /^[1-9]\d{0,2}$/.test(raw.value) ? Number(raw.value) : 1;
      return { min: value, max: value, values: [value] };
    }
    case 'range': {
      const [min, max] = [Number(raw.min ?? 1) || 1, Number(raw.max ?? 1) || 1];
      return { min, max: Math.max(min, max), values: undefined };
    }
  }
}

function firstSentence(text: string | null): string | null {
  const words = text?.trim();
  if (!words) return null;
  const end = /[.。](?:\s|$)/.exec(words);
  return (end ? words.slice(0, end.index + 1) : words).slice(0, 160);
}
