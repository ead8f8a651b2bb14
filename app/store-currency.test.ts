import { expect, test } from 'vitest';
import { shippedCartPolicy } from './shipped-policy.ts';
import { currencyOf } from './store-currency.ts';

test.each([
  ['demo', 'USD'],
  ['amazon.com', 'USD'],
  ['amazon.co.uk', 'GBP'],
  ['amazon.de', 'EUR'],
  ['amazon.co.jp', 'JPY'],
  ['amazon.com.br', 'BRL'],
  ['amazon.com.au', 'AUD'],
  ['amazon.constructor', 'USD'],
])('%s charges in %s', (store, currency) => {
  expect(currencyOf(store)).toBe(currency);
});

test.each([
  ['USD', '100.00'],
  ['EUR', '100.00'],
  ['JPY', '10000'],
])('the shipped budget in %s is %s a day, for adds and raised quantities together', (currency, max) => {
  const { tools } = shippedCartPolicy(currency);
  const budget = { counter: 'cart_spend', window: 'day', max, currency, scope: 'upstream' };
  for (const tool of ['add_to_cart', 'add_to_wholefoods_cart', 'update_cart_item']) {
    expect(tools?.[tool]?.spend).toEqual([budget]);
  }
  expect(tools?.['remove_from_cart']).not.toHaveProperty('spend');
});
