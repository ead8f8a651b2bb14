import { expect, test } from 'vitest';
import type { StoreView } from '../contract/model.ts';
import { sessionFacts } from './session-facts.ts';

const view: StoreView = {
  store: 'amazon.co.uk',
  session: 'signed_in',
  name: 'Ada',
  checkedAt: null,
  lastSavedAt: null,
  browser: 'ready',
  problem: null,
  cart: { lines: [], currency: 'GBP', subtotalMinor: 1_250, count: 3, readAt: 0 },
};

test('the store as conditions read it: amounts as decimals, and no name of a person', () => {
  expect(sessionFacts(view)).toEqual({
    store: 'amazon.co.uk',
    signed_in: true,
    cart_items: 3,
    cart_currency: 'GBP',
    cart_subtotal: '12.50',
  });
});

test('what is not known is left out, not guessed', () => {
  expect(sessionFacts({ ...view, session: 'unreachable', cart: null })).toEqual({ store: 'amazon.co.uk' });
  expect(sessionFacts({ ...view, session: 'signed_out', cart: null })).toEqual({
    store: 'amazon.co.uk',
    signed_in: false,
  });
  const unread = { lines: [], currency: null, subtotalMinor: null, count: 0, readAt: 0 };
  expect(sessionFacts({ ...view, cart: unread })).toMatchObject({ cart_items: 0 });
  expect(sessionFacts({ ...view, cart: unread })).not.toHaveProperty('cart_subtotal');
});
