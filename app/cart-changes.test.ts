import { expect, test } from 'vitest';
import { cartChangeOf, cartUndoOf } from './cart-changes.ts';

const asin = 'B000000001';

test.each([
  ['add_to_cart', { asin, quantityAdded: 2 }, 2],
  ['add_to_wholefoods_cart', { asin, quantityAdded: 1 }, 1],
  ['update_cart_item', { asin, quantityBefore: 5, quantityAfter: 2 }, -3],
  ['update_cart_item', { asin, quantityBefore: 2, quantityAfter: 5 }, 3],
  ['remove_from_cart', { asin, quantityBefore: 2, quantityAfter: 0 }, -2],
  ['save_for_later', { asin, quantityBefore: 1, quantityAfter: 0 }, -1],
])('%s with %j changes the cart by %i', (tool, result, pieces) => {
  expect(cartChangeOf(tool, result)).toEqual({ product: asin, pieces });
});

test.each([
  ['view_cart', { asin, quantityAdded: 2 }],
  ['add_to_cart', { quantityAdded: 2 }],
  ['add_to_cart', { asin, quantityAdded: '2' }],
  ['add_to_cart', { asin, outcome: 'timeout' }],
  ['remove_from_cart', { asin, quantityBefore: 2 }],
])('%s with %j says nothing that could be counted', (tool, result) => {
  expect(cartChangeOf(tool, result)).toBeUndefined();
});

const takeBack = (lines: unknown, pieces: number) =>
  cartUndoOf('add_to_cart')?.takeBack({ lines } as never, { product: asin, pieces }); // as a cart may answer

test('an add is taken back by as many pieces as it added, and others stay', () => {
  expect(takeBack([{ asin, quantity: 5 }], 2)).toEqual({
    tool: 'update_cart_item',
    arguments: { asin, quantity: 3 },
  });
});

test('never below nothing: the line goes when no more is there than was added', () => {
  for (const quantity of [1, 2]) {
    expect(takeBack([{ asin, quantity }], 2)).toEqual({ tool: 'remove_from_cart', arguments: { asin } });
  }
});

test('what the cart does not show is not taken back', () => {
  for (const lines of [[], [{ asin: 'B000000002', quantity: 2 }], [{ asin }], 'none', undefined]) {
    expect(takeBack(lines, 1)).toBeUndefined();
  }
});

test('each cart is looked at by its own tool, and only adds can be taken back', () => {
  expect(cartUndoOf('add_to_cart')?.look).toBe('view_cart');
  expect(cartUndoOf('add_to_wholefoods_cart')?.look).toBe('view_wholefoods_cart');
  for (const tool of ['remove_from_cart', 'view_cart', 'constructor'])
    expect(cartUndoOf(tool)).toBeUndefined();
});
