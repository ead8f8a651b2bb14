import { expect, test } from 'vitest';
import { catalogue } from './catalogue/catalogue.ts';
import { adsFor, searchCatalogue } from './search.ts';

const first = (query: string, store: 'shop' | 'wholefoods' = 'shop'): string | undefined =>
  searchCatalogue(query, store).products[0]?.asin;

test.each([
  ['paper towels', 'B0DH0USE01'],
  ['Paper Towel', 'B0DH0USE01'],
  ['kitchen roll', 'B0DH0USE01'],
  ['usb c cable', 'B0DCABLE01'],
  ['usb-c cable', 'B0DCABLE01'],
  ['organic milk', 'B0DPANTRY1'],
  ['running shoes', 'B0DSHOES00'],
  ['AA batteries', 'B0DBATT001'],
  ['teddy', 'B0DTOYS003'],
  ['laundry deterg', 'B0DH0USE05'],
  ['B0DKEYBRD1', 'B0DKEYBRD1'],
])('`%s` finds the obvious thing first', (query, asin) => {
  expect(first(query)).toBe(asin);
});

test('the grocery store has its own goods, and only those', () => {
  expect(first('organic milk', 'wholefoods')).toBe('B0DM4RKT01');
  expect(first('bananas', 'wholefoods')).toBe('B0DM4RKT04');
  expect(searchCatalogue('paper towels', 'wholefoods').kind).toBe('none');
});

test('says whether the results are what was asked for', () => {
  expect(searchCatalogue('paper towels', 'shop').kind).toBe('exact');
  expect(searchCatalogue('zebra paper towels', 'shop').kind).toBe('similar');
  expect(searchCatalogue('zebra', 'shop')).toEqual({ products: [], kind: 'none' });
  expect(searchCatalogue('  ', 'shop')).toEqual({ products: [], kind: 'none' });
});

test('the best result is never among the ads', () => {
  for (const product of catalogue.filter((it) => it.department !== 'wholefoods')) {
    const result = searchCatalogue(product.title, 'shop');
    expect(adsFor(result, 'shop')).not.toContain(result.products[0]);
  }
});

test('every article is sound', () => {
  expect(catalogue.length).toBeGreaterThanOrEqual(60);
  expect(new Set(catalogue.map((it) => it.asin)).size).toBe(catalogue.length);
  for (const product of catalogue) {
    expect(product.asin).toMatch(/^B0[A-Z0-9]{8}$/);
    expect(product.offer.priceMinor).toBeGreaterThan(0);
    expect(product.offer.maxQuantity).toBeGreaterThan(0);
  }
});
