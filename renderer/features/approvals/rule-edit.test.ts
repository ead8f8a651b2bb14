import { expect, test } from 'vitest';
import { matchWords, untilOf, withBound, wordsOf } from './rule-edit.ts';

const price = { path: 'preview.price', op: 'lte' as const, value: '21.49' };
const quantity = { path: 'preview.quantity', op: 'lte' as const, value: 2 };

test('a bound keeps its kind, and what is no bound is not taken', () => {
  expect(withBound(quantity, '5')).toEqual({ ...quantity, value: 5 });
  expect(withBound(price, '30')).toEqual({ ...price, value: '30' });
  for (const text of ['', 'two', '1e']) expect(withBound(quantity, text)).toBeUndefined();
  for (const text of ['', '-1', '1,50', '1e3']) expect(withBound(price, text)).toBeUndefined();
});

test('conditions are read as sentences, the product by its title', () => {
  expect(wordsOf({ path: 'preview.asin', op: 'eq', value: 'B1' }, 'Tea')).toBe('the product is “Tea”');
  expect(wordsOf(price, null)).toBe('the price of one is at most 21.49');
  expect(wordsOf(quantity, null)).toBe('the quantity is at most 2');
});

test('a term ends so many days from now, or when it is taken back', () => {
  expect(untilOf('7', 1000)).toBe(1000 + 7 * 86_400_000);
  expect(untilOf('open', 1000)).toBeNull();
});

test('says how many past calls it would have matched', () => {
  expect(matchWords({ matched: 3, calls: 7 })).toContain('matched 3 of the 7 calls');
  expect(matchWords({ matched: 0, calls: 0 })).toContain('no such calls');
});
