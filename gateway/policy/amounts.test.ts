import { expect, test } from 'vitest';
import type { JsonObject } from '../../contract/json.ts';
import { settledAmount } from './amounts.ts';
import type { Reservation } from './model.ts';
import { previewFacts } from '../../contract/preview-facts.ts';

const reservation: Reservation = {
  ref: { key: 'k', window: { kind: 'fixed', startAt: 0, endAt: 1 } },
  amount: '39.98',
  count: 'calls',
  settle: 'result.spent',
  currency: 'USD',
};

test.each([
  [{ spent: '19.99', currency: 'USD' }, '19.99'],
  [{ spent: 20 }, '20.00'],
  [{ spent: 0 }, '0.00'],
  [{ spent: { amountMinor: 1999, currency: 'USD' } }, '19.99'],
] as const)('settles to what the result says: %j', (result, expected) => {
  expect(settledAmount(reservation, result as JsonObject)).toBe(expected);
});

test.each([
  ['nothing', {}],
  ['null', { spent: null }],
  ['another currency', { spent: '19.99', currency: 'EUR' }],
  ['another currency inside', { spent: { amountMinor: 1999, currency: 'EUR' } }],
  ['less than nothing', { spent: '-19.99' }],
  ['a fraction of a cent', { spent: '19.999' }],
  ['no amount', { spent: 'a lot' }],
  ['a fraction of a minor unit', { spent: { amountMinor: 19.5, currency: 'USD' } }],
] as const)('keeps what was reserved when the result says %s', (_what, result) => {
  expect(settledAmount(reservation, result as JsonObject)).toBeUndefined();
});

test('a limit has nothing to settle', () => {
  const { settle: _settle, ...limit } = reservation;
  expect(settledAmount(limit, { spent: '1.00' })).toBeUndefined();
});

test('a nested result', () => {
  const deep = { ...reservation, settle: 'result.order.total' };
  expect(settledAmount(deep, { order: { total: '5.5', currency: 'USD' } })).toBe('5.50');
});

test('a preview becomes decimals, and leaves out what is not known', () => {
  const goods = {
    title: 'Kettle',
    asin: 'B0ABCDEFGH',
    quantity: 2,
    currency: 'USD',
    priceMinor: 1999,
    totalMinor: 3998,
    subtotalBeforeMinor: 0,
    subtotalAfterMinor: null,
    seller: null,
    note: null,
  };
  expect(previewFacts(goods)).toEqual({
    title: 'Kettle',
    asin: 'B0ABCDEFGH',
    quantity: 2,
    currency: 'USD',
    price: '19.99',
    total: '39.98',
    subtotal_before: '0.00',
  });
  expect(previewFacts({ ...goods, currency: null })).not.toHaveProperty('total');
});
