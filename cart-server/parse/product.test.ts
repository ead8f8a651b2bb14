import { expect, test } from 'vitest';
import type { Availability } from './availability.ts';
import { isOffered, readProduct, type RawProduct } from './product.ts';

const raw: RawProduct = {
  asin: 'B000000001',
  title: 'A thing',
  prices: ['$19.99 with 10 percent savings'],
  otherPrices: [],
  writtenPrice: null,
  usedPrices: [],
  writtenUsedPrice: null,
  primePrice: null,
  availability: 'In Stock',
  outOfStock: null,
  hasShippableAlternatives: false,
  newOffer: { quantity: { kind: 'select', values: ['1', '2', '3'] } },
  groceryOffer: null,
  hasUsedOffer: false,
  hasSeeAllOffers: false,
  isDigital: false,
  seller: null,
  picture: null,
  variants: [],
  isUnchosen: false,
};
const read = (change: Partial<RawProduct>) => readProduct({ ...raw, ...change }, 'amazon.com');

test('reads the first text that is a price; doubtful ones are passed over', () => {
  expect(read({})?.price).toMatchObject({ amountMinor: 1999, currency: 'USD' });
  expect(read({ prices: ['List Price: $28.89', '$25.89'] })?.price?.amountMinor).toBe(2589);
  expect(read({ prices: ['$25.89', '$27.99'] })?.price).toBeNull();
  expect(read({ prices: ['$12.99 - $25.99'] })?.price).toBeNull();
});

test('a used price is the price only where nothing new is offered', () => {
  const only = { newOffer: null, prices: [], usedPrices: ['$4.45'], availability: null, hasUsedOffer: true };
  expect(read(only)).toMatchObject({
    price: { amountMinor: 445 },
    condition: 'used',
    availability: 'used_only',
    offered: null,
  });
  expect(read({ usedPrices: ['$4.45'] })).toMatchObject({ price: { amountMinor: 1999 }, condition: 'new' });
  expect(read({ prices: [], usedPrices: ['$4.45'] })?.price).toBeNull();
});

test.for([
  [{}, 'in_stock'],
  [{ availability: 'Only 12 left in stock - order soon.' }, 'limited'],
  [{ availability: 'Nur noch 3 auf Lager' }, 'limited'],
  [{ availability: 'Available to ship in 1-2 days' }, 'in_stock'],
  [{ newOffer: null, prices: [], outOfStock: 'Currently unavailable.' }, 'unavailable'],
  [{ newOffer: null, prices: [], outOfStock: 'Derzeit nicht verfügbar.' }, 'unavailable'],
  [{ newOffer: null, prices: [], outOfStock: 'words of a language nobody taught it' }, null],
  [{ newOffer: null, prices: [], outOfStock: '…', hasShippableAlternatives: true }, 'not_deliverable'],
  [{ newOffer: null, prices: [], availability: null, hasSeeAllOffers: true }, 'see_all_options'],
  [
    { newOffer: null, prices: [], availability: 'Erhältlich bei diesen Anbietern.', hasSeeAllOffers: true },
    'see_all_options',
  ],
  [{ newOffer: null, availability: null, isDigital: true }, 'digital'],
] as [Partial<RawProduct>, Availability | null][])('%j is %s', ([change, availability]) => {
  expect(read(change)?.availability).toBe(availability);
});

test('offers exactly what the page offers', () => {
  const offered = (quantity: NonNullable<RawProduct['newOffer']>['quantity']) =>
    read({ newOffer: { quantity } })?.offered;
  const choice = offered({ kind: 'select', values: ['2', '3', '4', '0', '10+'] });
  expect(choice).toEqual({ min: 2, max: 4, values: [2, 3, 4] });
  expect(choice && [1, 2, 4, 5].map((it) => isOffered(choice, it))).toEqual([false, true, true, false]);
  expect(offered({ kind: 'fixed', value: '1' })).toEqual({ min: 1, max: 1, values: [1] });
  const range = offered({ kind: 'range', min: '0', max: '999' });
  expect(range && isOffered(range, 500)).toBe(true);
  expect(read({ newOffer: null })?.offered).toBeNull();
});

test('a choice is due only where nothing can be added', () => {
  expect(read({ isUnchosen: true })?.mustChoose).toBe(false);
  expect(read({ isUnchosen: true, newOffer: null })?.mustChoose).toBe(true);
});

test('a page without a product is none', () => {
  expect(read({ asin: null })).toBeUndefined();
  expect(read({ asin: 'B0' })).toBeUndefined();
  expect(read({ title: ' ' })).toBeUndefined();
});
