import { readAsin } from './asin.ts';
import { readLeadingMoney, readMoney, type ShownMoney } from './money.ts';
import { plainText } from './plain-text.ts';

/** One result card, as text. */
export interface RawCard {
  readonly asin: string;
  readonly title: string | null;
  readonly brand: string | null;
  readonly price: string | null;
  /** The words about other sellers' offers ("No featured offers available $49.99 (1 new offer)"). */
  readonly otherOffers: string | null;
  readonly otherOffersPrice: string | null;
  /** Texts of stars, of which one may be a rating. */
  readonly ratings: readonly string[];
  readonly isSponsored: boolean;
}

export interface RawSearch {
  readonly cards: readonly RawCard[];
  /** The page's own words that it found nothing, or nothing exact. */
  readonly hasNoResults: boolean;
  readonly hasSimilarOnly: boolean;
}

export interface SearchResult {
  readonly asin: string;
  readonly title: string;
  readonly brand: string | null;
  readonly price: ShownMoney | null;
  /** Lowest other offer, only where there is no price of its own. */
  readonly fromPrice: ShownMoney | null;
  readonly rating: number | null;
  readonly isSponsored: boolean;
}

export interface SearchPage {
  readonly matches: 'exact' | 'similar' | 'none';
  /** In the page's order, advertisements where they stood. */
  readonly results: readonly SearchResult[];
}

export function readSearch(raw: RawSearch, domain: string): SearchPage {
  const results = raw.cards.flatMap((card) => readCard(card, domain));
  const matches =
    results.length === 0 ? 'none' : raw.hasNoResults || raw.hasSimilarOnly ? 'similar' : 'exact';
  return { matches, results };
}

/** The first result that nobody paid for. */
export function firstOrganic(page: SearchPage): SearchResult | undefined {
  return page.results.find((it) => !it.isSponsored);
}

/** At most `limit` results for a reader: what was found first, advertisements last, each product once. */
export function forReading(page: SearchPage, limit: number): SearchResult[] {
  const inOrder = [...page.results].sort((a, b) => Number(a.isSponsored) - Number(b.isSponsored));
  const seen = new Set<string>();
  return inOrder.filter((it) => !seen.has(it.asin) && seen.add(it.asin)).slice(0, limit);
}

function readCard(card: RawCard, domain: string): SearchResult[] {
  const asin = readAsin(card.asin);
  const title = card.title?.trim();
  if (!asin || !title) return [];
  const price = (card.price && readMoney(card.price, domain)) || null;
  // A price that is there and cannot be read is still the price.
  const from = card.price ? null : card.otherOffersPrice && readLeadingMoney(card.otherOffersPrice, domain);
  return [
    {
      asin,
      title,
      brand: card.brand?.trim() || null,
      price,
      fromPrice: from || null,
      rating: card.ratings.map(readRating).find((it) => it !== null) ?? null,
      isSponsored: card.isSponsored,
    },
  ];
}

/** Stars out of five: the smaller of the two numbers, since in Japanese the scale comes first. */
export function readRating(text: string | null): number | null {
  const numbers = [...plainText(text ?? '').matchAll(/\d+(?:[.,]\d+)?/g)].map((it) =>
    Number(it[0].replace(',', '.')),
  );
  const [first, second] = numbers;
  if (numbers.length !== 2 || first === undefined || second === undefined) return null;
  if (first !== 5 && second !== 5) return null;
  return Math.min(first, second);
}
