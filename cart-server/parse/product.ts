import { readAsin } from './asin.ts';
import { availabilityOf, type Availability } from './availability.ts';
import { isCurrency } from './currency-signs.ts';
import { minorOfDecimal, readLeadingMoney, type ShownMoney } from './money.ts';
import { shownText } from './plain-text.ts';

/** How many pieces the form beside an add button lets one choose. */
export type RawQuantity =
  | { readonly kind: 'select'; readonly values: readonly string[] }
  | { readonly kind: 'range'; readonly min: string | null; readonly max: string | null }
  | { readonly kind: 'fixed'; readonly value: string };

export interface RawProduct {
  readonly asin: string | null;
  readonly title: string | null;
  /** Texts that hold the price of the new offer, each in another place of the page; best first. */
  readonly prices: readonly string[];
  /** The same, of things that may stand beside it and count only where it has none. */
  readonly otherPrices: readonly string[];
  /** What the form of the new offer's button would charge. */
  readonly writtenPrice: WrittenPrice | null;
  readonly usedPrices: readonly string[];
  readonly writtenUsedPrice: WrittenPrice | null;
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

/** A price for machines: "1279.0", "SAR", and what is shown for it. */
export interface WrittenPrice {
  readonly amount: string;
  readonly currency: string;
  readonly text: string;
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
  const { fresh, used } = pricesOf(raw, domain);
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

function pricesOf(
  raw: RawProduct,
  domain: string,
): { readonly fresh: ShownMoney | undefined; readonly used: ShownMoney | undefined } {
  const hasOther = raw.newOffer || raw.hasSeeAllOffers || raw.groceryOffer;
  // Where only a used copy can be had, the page's one price is that copy's.
  const written = raw.hasUsedOffer && !hasOther ? raw.writtenUsedPrice : raw.writtenPrice;
  const isNamed = raw.prices.length > 0 || written !== null;
  return {
    fresh: isNamed ? agreedPrice(raw.prices, written, domain) : agreedPrice(raw.otherPrices, null, domain),
    used: hasOther ? undefined : agreedPrice(raw.usedPrices, raw.writtenUsedPrice, domain),
  };
}

/**
 * The price that all places of a page agree on; where they do not, the one that the button would charge. Undefined when
 * neither is known: no place is right for certain.
 */
function agreedPrice(
  texts: readonly string[],
  written: WrittenPrice | null,
  domain: string,
): ShownMoney | undefined {
  const shown = texts.flatMap((it) => readLeadingMoney(it, domain) ?? []);
  const [first, ...others] = shown;
  const charged = written ? minorOfDecimal(written.amount, written.currency) : undefined;
  if (written && charged !== undefined && isCurrency(written.currency)) {
    const { currency, text } = written;
    const same = shown.find((it) => it.amountMinor === charged && it.currency === currency);
    if (same || first) return same;
    return text === '' ? undefined : { amountMinor: charged, currency, text: shownText(text) };
  }
  const isAgreed = others.every(
    (it) => it.amountMinor === first?.amountMinor && it.currency === first.currency,
  );
  return isAgreed ? first : undefined;
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
