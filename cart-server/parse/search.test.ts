import { expect, test } from 'vitest';
import { firstOrganic, forReading, readRating, readSearch, type RawCard } from './search.ts';

const card = (asin: string, change: Partial<RawCard> = {}): RawCard => ({
  asin,
  title: `Product ${asin}`,
  brand: null,
  price: '$10.00',
  otherOffers: null,
  otherOffersPrice: null,
  ratings: [],
  isSponsored: false,
  ...change,
});
const read = (cards: RawCard[], change = {}) =>
  readSearch({ cards, hasNoResults: false, hasSimilarOnly: false, ...change }, 'amazon.com');

test('an advertisement never wins, is shown last, and once', () => {
  const page = read([
    card('B000000001', { isSponsored: true }),
    card('B000000002'),
    card('B000000001'),
    card('B000000003', { isSponsored: true }),
  ]);
  expect(firstOrganic(page)?.asin).toBe('B000000002');
  expect(forReading(page, 10).map((it) => [it.asin, it.isSponsored])).toEqual([
    ['B000000002', false],
    ['B000000001', false],
    ['B000000003', true],
  ]);
  expect(forReading(page, 2)).toHaveLength(2);
  expect(firstOrganic(read([card('B000000001', { isSponsored: true })]))).toBeUndefined();
});

test('other sellers’ price is no price, and only told where there is none', () => {
  const [none, both] = read([
    card('B000000001', { price: null, otherOffersPrice: '$49.99' }),
    card('B000000002', { otherOffersPrice: '$7.00' }),
  ]).results;
  expect(none).toMatchObject({ price: null, fromPrice: { amountMinor: 4999 } });
  expect(both).toMatchObject({ price: { amountMinor: 1000 }, fromPrice: null });
});

test('cards without an asin or a title are not results', () => {
  expect(read([card(''), card('short'), card('B000000001', { title: ' ' })])).toMatchObject({
    matches: 'none',
    results: [],
  });
});

test('says whether the results are for these words', () => {
  expect(read([card('B000000001')]).matches).toBe('exact');
  expect(read([card('B000000001')], { hasNoResults: true }).matches).toBe('similar');
  expect(read([card('B000000001')], { hasSimilarOnly: true }).matches).toBe('similar');
});

test.for([
  ['4.7 out of 5 stars', 4.7],
  ['4,7 von 5 Sternen', 4.7],
  ['5つ星のうち3.9', 3.9],
  ['5.0 out of 5 stars', 5],
  ['5つ星のうち5.0', 5],
  ['Best seller', null],
  ['4.7', null],
  [null, null],
] as const)('the rating in "%s" is %s', ([text, stars]) => {
  expect(readRating(text)).toBe(stars);
});
