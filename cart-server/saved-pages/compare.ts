import type { z } from 'zod';
import type { CartReading } from '../parse/cart.ts';
import type { Header } from '../parse/header.ts';
import type { ShownMoney } from '../parse/money.ts';
import type { PageKind } from '../parse/page-kind.ts';
import type { Product } from '../parse/product.ts';
import type { SearchPage } from '../parse/search.ts';
import { currencyOf, minorOf, plain } from './expected-money.ts';
import {
  signInTruth,
  truths,
  type CartTruth,
  type ProductTruth,
  type SavedPage,
  type SearchTruth,
} from './truth.ts';

export const verdicts = ['right', 'missing', 'wrong', 'invented'] as const;
export type Verdict = (typeof verdicts)[number];

/** One value of one page: what a person read and what the reader did. */
export interface Finding {
  readonly page: string;
  readonly kind: string;
  readonly field: string;
  readonly verdict: Verdict;
  readonly expected: unknown;
  readonly actual: unknown;
}

/** What the reader made of a page. */
export interface PageReading {
  readonly kind: PageKind;
  readonly header: Header;
  readonly search?: SearchPage;
  readonly product?: Product | undefined;
  readonly cart?: CartReading;
}

/** Compares a reading with the truth of its page, value by value. Pure. Throws when the truth has another shape. */
export function compare(page: SavedPage, reading: PageReading): Finding[] {
  const found = collector(page);
  comparePageKind(page, reading.kind, found);
  if (page.header) {
    found('signedIn', page.header.signedIn, reading.header.isSignedIn);
    found('name', page.header.name, reading.header.name);
    found('cartCount', page.header.cartCount, reading.header.cartCount);
  }
  if (reading.search) compareSearch(truthOf(truths.search, page), reading.search, page, found);
  if (page.kind === 'product') compareProduct(truthOf(truths.product, page), reading.product, page, found);
  if (reading.cart) compareCart(truthOf(truths.cart, page), reading.cart, page, found);
  return found.all;
}

function truthOf<T>(schema: z.ZodType<T>, page: SavedPage): T {
  const parsed = schema.safeParse(page.truth);
  if (parsed.success) return parsed.data;
  throw new Error(`the truth of \`${page.id}\` is not of a known shape: ${parsed.error.issues[0]?.message}`);
}

type Collect = ((field: string, expected: unknown, actual: unknown) => void) & { readonly all: Finding[] };

function collector(page: SavedPage): Collect {
  const all: Finding[] = [];
  const collect = (field: string, given: unknown, read: unknown): void => {
    const [expected, actual] = [given ?? null, read ?? null];
    const verdict = verdictOf(expected, actual);
    all.push({ page: page.id, kind: page.kind, field, expected, actual, verdict });
  };
  return Object.assign(collect, { all });
}

function verdictOf(expected: unknown, actual: unknown): Verdict {
  if (JSON.stringify(expected) === JSON.stringify(actual)) return 'right';
  if (actual === null) return 'missing';
  return expected === null ? 'invented' : 'wrong';
}

const kindOf: Readonly<Record<string, readonly PageKind['kind'][]>> = {
  search: ['ok'],
  product: ['ok'],
  cart: ['ok'],
  header: ['ok'],
  signin: ['sign_in'],
  signin_captcha: ['verification', 'captcha'],
  captcha_image: ['captcha'],
  continue_shopping: ['continue_wall'],
  waf_challenge: ['waf'],
  cvf: ['verification'],
  error: ['server_error', 'not_found'],
  // Neither is a page that a tool can work on.
  checkout_interstitial: ['unknown'],
  atc_fragment: ['unknown'],
};

function comparePageKind(page: SavedPage, read: PageKind, found: Collect): void {
  const allowed = kindOf[page.kind];
  if (!allowed) return;
  const isMissing = read.kind === 'unknown' && !allowed.includes('unknown');
  found('pageKind', allowed.includes(read.kind) ? read.kind : allowed[0], isMissing ? null : read.kind);
  const step = page.kind === 'signin' ? signInTruth.safeParse(page.truth).data?.step : undefined;
  if (!step) return;
  found('signInStep', step, read.kind === 'sign_in' && read.step !== 'other' ? read.step : null);
}

function compareSearch(truth: SearchTruth, read: SearchPage, page: SavedPage, found: Collect): void {
  const count = read.results.length;
  if (typeof truth.resultCount === 'number')
    found('resultCount', truth.resultCount, count < truth.resultCount ? null : count);
  // A card that was not read is missing, and the ones behind it are still themselves.
  let from = 0;
  for (const card of truth.firstCards) {
    const at = read.results.findIndex((it, index) => index >= from && it.asin === card.asin);
    const result = at < 0 ? undefined : read.results[at];
    if (at >= 0) from = at + 1;
    found('asin', card.asin, result?.asin);
    found('title', card.title, result?.title);
    found('brand', card.brand, result?.brand);
    found('sponsored', card.sponsored, result?.isSponsored);
    found('rating', card.ratingValue, result?.rating);
    comparePrice('price', card.price, result?.price, page.domain, found);
    comparePrice('fromPrice', card.offersFrom, result?.fromPrice, page.domain, found);
  }
  if (!truth.organicTop5) return;
  const organic = read.results.filter((it) => !it.isSponsored).map((it) => it.asin);
  found('organicTop5', truth.organicTop5, organic.slice(0, truth.organicTop5.length));
}

function compareProduct(
  truth: ProductTruth,
  read: Product | undefined,
  page: SavedPage,
  found: Collect,
): void {
  found('asin', truth.asin, read?.asin);
  found('title', truth.title, read?.title);
  comparePrice('price', truth.price, read?.price, page.domain, found);
  found('availability', truth.availability, read?.availability);
  if (typeof truth.seeAllBuyingOptions === 'boolean')
    found('otherOffers', truth.seeAllBuyingOptions, read?.hasOtherOffers);
  if (!truth.addToCart) return;
  const { new: fresh, used } = truth.addToCart;
  found('newOffer', Boolean(fresh), read && (read.offered !== null || read.groceryOffered !== null));
  found('usedOffer', Boolean(used), read?.hasUsedOffer);
  if (!fresh) return;
  // The truth counts the options of the select; a page without one offers one.
  const offered = read?.offered ?? read?.groceryOffered;
  found('quantity', truth.quantity?.max ?? 1, offered?.values?.length ?? offered?.max);
}

function compareCart(truth: CartTruth, read: CartReading, page: SavedPage, found: Collect): void {
  const cart = 'unreadable' in read ? undefined : read.cart;
  found(
    'asins',
    truth.items.map((it) => it.asin),
    cart?.lines.map((it) => it.asin),
  );
  truth.items.forEach((item, at) => {
    const line = cart?.lines[at];
    found('title', item.title, line?.title);
    found('quantity', item.quantity, line?.quantity);
    comparePrice('price', item.displayedPrice, line?.price, page.domain, found, item.currency);
  });
  if (truth.savedForLater) {
    found(
      'saved',
      truth.savedForLater.map((it) => it.asin),
      cart?.saved.map((it) => it.asin),
    );
  }
  const currency = truth.items.find((it) => it.currency)?.currency;
  comparePrice('subtotal', truth.subtotal, cart?.subtotal, page.domain, found, currency);
}

/** The shown words, the currency, and the exact amount; the last two by other means than the reader's own. */
function comparePrice(
  field: string,
  expected: string | null | undefined,
  actual: ShownMoney | null | undefined,
  domain: string,
  found: Collect,
  currency?: string | null,
): void {
  found(field, expected && plain(expected), actual && plain(actual.text));
  if (!expected || !actual) return;
  found(`${field}Currency`, currency ?? currencyOf(expected, domain), actual.currency);
  found(`${field}Minor`, minorOf(expected, actual.currency), actual.amountMinor);
}
