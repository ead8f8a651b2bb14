import { expect, test } from 'vitest';
import { quantityOf, readCart, type RawCart, type RawRow } from './cart.ts';

const row = (change: Partial<RawRow>): RawRow => ({
  asin: 'B000000001',
  itemId: 'line-1',
  itemType: 'active',
  isRemoved: false,
  isInSavedList: false,
  isInActiveList: true,
  quantity: '2',
  price: '19.99',
  subtotal: '{"numberOfItems":2,"subtotal":{"code":"USD","amount":39.98},"points":0}',
  isOutOfStock: false,
  isSelected: true,
  title: 'A thing',
  shownPrices: ['$19.99'],
  shownQuantity: null,
  maxQuantity: null,
  picture: null,
  ...change,
});
const read = (rows: RawRow[], change: Partial<RawCart> = {}, domain = 'amazon.com') =>
  readCart({ hasCart: true, rows, subtotal: '$39.98', hasGroceryCart: false, ...change }, domain);
const cartOf = (...given: Parameters<typeof read>) => {
  const reading = read(...given);
  if ('unreadable' in reading) throw new Error(reading.unreadable);
  return reading.cart;
};

test('only live rows are in the cart', () => {
  const cart = cartOf([
    row({ asin: null, title: 'Item title' }),
    row({}),
    row({ asin: 'B000000002', isRemoved: true }),
    row({ itemType: 'saved', isInSavedList: true, quantity: '5' }),
    row({ asin: 'B000000003', isInSavedList: true }),
    row({ asin: 'B000000004', isInActiveList: false }),
  ]);
  expect(cart.lines.map((it) => it.asin)).toEqual(['B000000001']);
  expect(cart.count).toBe(2);
  expect(cart.saved).toEqual([{ asin: 'B000000001', title: 'A thing', quantity: 5 }]);
});

test('two offers of one product are two lines, counted together', () => {
  const cart = cartOf([row({}), row({ itemId: 'line-2', quantity: '3' })]);
  expect(quantityOf(cart, 'B000000001')).toBe(5);
  expect(quantityOf(cart, 'B000000002')).toBe(0);
});

test('what is shown and what is written must agree, else there is no price', () => {
  expect(cartOf([row({})]).lines[0]?.price).toMatchObject({ amountMinor: 1999, currency: 'USD' });
  expect(cartOf([row({ price: '18.99' })]).lines[0]?.price).toBeNull();
  expect(cartOf([row({ shownPrices: [] })]).lines[0]?.price).toBeNull();
  expect(cartOf([row({ shownPrices: ['€19.99'] })]).lines[0]?.price).toBeNull();
  expect(cartOf([row({ shownPrices: ['$24.99', '$19.99'] })]).lines[0]?.price).toMatchObject({
    amountMinor: 1999,
    text: '$19.99',
  });
  const unwritten = { subtotal: null, shownPrices: ['$24.99', '$19.99'] };
  expect(cartOf([row(unwritten)]).lines[0]?.price).toBeNull();
  expect(cartOf([row({ subtotal: null })]).lines[0]?.price?.amountMinor).toBe(1999);
});

test('amounts without a sign take the currency of their row', () => {
  const rupees = row({
    price: '149900',
    shownPrices: ['1,49,900.00'],
    subtotal: '{"numberOfItems":1,"subtotal":{"code":"INR","amount":149900.00},"points":0}',
  });
  const cart = cartOf([rupees], { subtotal: '1,49,900.00' }, 'amazon.in');
  expect(cart.lines[0]?.price).toMatchObject({ amountMinor: 14990000, currency: 'INR' });
  expect(cart.subtotal).toMatchObject({ amountMinor: 14990000, currency: 'INR' });
});

test('an empty cart has to look like one', () => {
  expect(cartOf([], { subtotal: null })).toMatchObject({ lines: [], count: 0, subtotal: null });
  expect(read([], { hasCart: false })).toEqual({ unreadable: 'no cart on the page' });
  expect(read([])).toEqual({ unreadable: 'a subtotal without lines' });
});

test('a line that cannot be counted makes the cart unreadable, never shorter', () => {
  expect(read([row({ quantity: null })])).toHaveProperty('unreadable');
  expect(read([row({ quantity: 'two' })])).toHaveProperty('unreadable');
  expect(cartOf([row({ quantity: null, shownQuantity: '4' })]).count).toBe(4);
  expect(read([row({ asin: 'B0' })])).toHaveProperty('unreadable');
});
