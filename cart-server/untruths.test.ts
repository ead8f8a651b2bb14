import { expect, test } from 'vitest';
import type { Said } from './cart-fixture.ts';
import { untruths, type Books } from './untruths.ts';

const none: Books = { shop: {}, grocery: {} };
const two: Books = { shop: { A: 2 }, grocery: {} };
const said = (outcome: string, data: Record<string, unknown>, text = ''): Said => ({
  ...{ outcome, text, data },
  isError: outcome !== 'ok',
});

test('the truth passes', () => {
  const money = { subtotalBeforeMinor: 0, subtotalAfterMinor: 4298, spent: '42.98' };
  const added = { asin: 'A', quantityAdded: 2, line: { asin: 'A', quantity: 2 }, ...money };
  expect(untruths('add_to_cart', said('ok', added), none, two)).toEqual([]);
  expect(
    untruths('add_to_cart', said('timeout', { asin: 'A' }, 'what became of it is unknown'), none, two),
  ).toEqual([]);
  expect(untruths('clear_cart', said('ok', { remaining: [] }), two, none)).toEqual([]);
});

test.for<[string, string, Said, Books, Books]>([
  ['another quantity was added', 'add_to_cart', said('ok', { asin: 'A', quantityAdded: 1 }), none, two],
  ['another quantity was added', 'add_to_cart', said('timeout', { asin: 'A' }), none, two],
  ['another article changed', 'add_to_cart', said('ok', { asin: 'B', quantityAdded: 0 }), none, two],
  [
    'the line has another quantity',
    'update_cart_item',
    said('ok', { asin: 'A', line: { quantity: 3 } }),
    two,
    two,
  ],
  ['the line is still there', 'remove_from_cart', said('ok', { asin: 'A', line: null }), two, two],
  ['another quantity is left', 'update_cart_item', said('ok', { asin: 'A', quantityAfter: 1 }), two, two],
  ['other lines are left', 'clear_cart', said('ok', { remaining: [] }), two, two],
  ['a read changed the carts', 'view_cart', said('ok', { asin: 'A' }), two, none],
  ['the error flag does not fit the outcome', 'view_cart', { ...said('ok', {}), isError: true }, two, two],
  [
    '`spent` is not what the subtotal grew by',
    'add_to_cart',
    said('not_added', { subtotalBeforeMinor: 1, subtotalAfterMinor: 2, spent: '0.02' }),
    two,
    two,
  ],
])('a lie is found: %s', ([words, tool, result, before, after]) => {
  expect(untruths(tool, result, before, after)).toContain(words);
});
