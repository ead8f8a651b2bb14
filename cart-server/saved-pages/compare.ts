import { minorDigits } from '../../contract/money.ts';
import type { CartReading } from '../parse/cart.ts';
import type { Header } from '../parse/header.ts';
import type { ShownMoney } from '../parse/money.ts';
import type { PageKind } from '../parse/page-kind.ts';
import type { Product } from '../parse/product.ts';
import type { SearchPage } from '../parse/search.ts';
import {
  signInTruth,
  truths,
  type CartTruth,
  type ProductTruth,
  type SavedPage,
  type SearchTruth,
} from './truth.ts';

export type Verdict = 'right' | 'missing' | 'wrong' | 'invented';

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

/** Compares a reading with the truth of its page, value by value. Pure. */
export function compare(page: SavedPage, reading: PageReading): Finding[] {
  const found = collector(page);
  comparePageKind(page, reading.kind, found);
  if (page.header) {
    found('signedIn', page.header.signedIn ?? null, reading.header.isSignedIn ?? null);
    found('name', page.header.name ?? null, reading.header.name);
    found('cartCount', page.header.cartCount ?? null, reading.header.cartCount);
  }
  if (reading.search) compareSearch(truths.search.parse(page.truth), reading.search, page, found);
  if (page.kind === 'product') compareProduct(truths.product.parse(page.truth), reading.product, page, found);
  if (reading.cart) compareCart(truths.cart.parse(page.truth), reading.cart, page, found);
  return found.all;
}

type Collect = ((field: string, expected: unknown, actual: unknown) => void) & { readonly all: Finding[] };

function collector(page: SavedPage): Collect {
  const all: Finding[] = [];
  const collect = (field: string, expected: unknown, actual: unknown): void => {
    all.push({
      page: page.id,
      kind: page.kind,
      field,
      expected,
      actual,
      verdict: verdictOf(expected, actual),
    });
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
  found('pageKind', allowed.includes(read.kind) ? read.kind : allowed[0], read.kind);
  const step = page.kind === 'signin' ? signInTruth.parse(page.truth).step : undefined;
  if (step) found('signInStep', step, read.kind === 'sign_in' ? read.step : null);
}

function compareSearch(truth: SearchTruth, read: SearchPage, page: SavedPage, found: Collect): void {
  found('resultCount', truth.resultCount, read.results.length);
  truth.firstCards.forEach((card, at) => {
    const result = read.results[at];
    found('asin', card.asin, result?.asin ?? null);
    found('title', card.title, result?.title ?? null);
    found('brand', card.brand, result?.brand ?? null);
    found('sponsored', card.sponsored, result?.isSponsored ?? null);
    found('rating', card.ratingValue, result?.rating ?? null);
    comparePrice('price', card.price, result?.price ?? null, page.domain, found);
    comparePrice('fromPrice', card.offersFrom, result?.fromPrice ?? null, page.domain, found);
  });
  const organic = read.results.filter((it) => !it.isSponsored).map((it) => it.asin);
  found('organicTop5', truth.organicTop5, organic.slice(0, truth.organicTop5.length));
}

function compareProduct(
  truth: ProductTruth,
  read: Product | undefined,
  page: SavedPage,
  found: Collect,
): void {
  found('asin', truth.asin, read?.asin ?? null);
  found('title', truth.title, read?.title ?? null);
  comparePrice('price', truth.price, read?.price ?? null, page.domain, found);
  found('availability', truth.availability, read?.availability ?? null);
  found('newOffer', truth.addToCart.new !== null, read ? read.offered !== null : null);
  found('usedOffer', truth.addToCart.used !== null, read?.hasUsedOffer ?? null);
  if (truth.addToCart.new === null) return;
  // The truth counts the options of the select; a page without one offers one.
  found('quantity', truth.quantity?.max ?? 1, read?.offered?.values?.length ?? null);
}

function compareCart(truth: CartTruth, read: CartReading, page: SavedPage, found: Collect): void {
  if ('unreadable' in read) return found('cart', 'readable', null);
  found(
    'asins',
    truth.items.map((it) => it.asin),
    read.cart.lines.map((it) => it.asin),
  );
  truth.items.forEach((item, at) => {
    const line = read.cart.lines[at];
    found('title', item.title, line?.title ?? null);
    found('quantity', item.quantity, line?.quantity ?? null);
    comparePrice('price', item.displayedPrice, line?.price ?? null, page.domain, found, item.currency);
  });
  found(
    'saved',
    truth.savedForLater.map((it) => it.asin),
    read.cart.saved.map((it) => it.asin),
  );
  comparePrice('subtotal', truth.subtotal, read.cart.subtotal, page.domain, found, truth.items[0]?.currency);
}

/** The shown words, the currency, and the exact amount; the last two by other means than the reader's own. */
function comparePrice(
  field: string,
  expected: string | null,
  actual: ShownMoney | null,
  domain: string,
  found: Collect,
  currency?: string | null,
): void {
  found(field, expected === null ? null : plain(expected), actual ? plain(actual.text) : null);
  if (expected === null || !actual) return;
  const code = currency ?? /[A-Z]{3}/.exec(plain(expected))?.[0] ?? homeCurrency[domain] ?? null;
  found(`${field}Currency`, code, actual.currency);
  const digits = plain(expected).replaceAll(/\D/g, '');
  const hasFraction = /[.,]\d{2}\D*$/.test(plain(expected));
  const scale = hasFraction ? 1 : 10 ** minorDigits(actual.currency);
  found(`${field}Minor`, Number(digits) * scale, actual.amountMinor);
}

const plain = (text: string): string => text.normalize('NFKC').replaceAll(/\s+/g, ' ').trim();

const homeCurrency: Readonly<Record<string, string>> = {
  'amazon.com': 'USD',
  'amazon.ca': 'CAD',
  'amazon.com.mx': 'MXN',
  'amazon.com.br': 'BRL',
  'amazon.com.au': 'AUD',
  'amazon.co.uk': 'GBP',
  'amazon.de': 'EUR',
  'amazon.fr': 'EUR',
  'amazon.es': 'EUR',
  'amazon.it': 'EUR',
  'amazon.nl': 'EUR',
  'amazon.in': 'INR',
  'amazon.co.jp': 'JPY',
  'amazon.sa': 'SAR',
  'amazon.ae': 'AED',
  'amazon.se': 'SEK',
  'amazon.pl': 'PLN',
};
