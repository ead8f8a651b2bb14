import { expect, test } from 'vitest';
import { shippedCartPolicy } from '../../app/shipped-policy.ts';
import type { JsonObject } from '../../contract/json.ts';
import { statedEffect } from '../../contract/policy-document.ts';
import { evaluate, neededCounters } from '../../gateway/policy/evaluate.ts';
import { parsePolicy } from '../../gateway/policy/parse.ts';

/** The decision on a call by a grant that made `before` counted calls in this minute. */
function decide(tool: string, args: JsonObject = {}, before = 0) {
  const parsed = parsePolicy(shippedCartPolicy('USD'));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const call = {
    upstream: 'cart',
    grantId: 'g',
    sessionId: null,
    tool: { name: tool },
    args,
    client: { grant: 'me' },
  };
  const counters = new Map(
    neededCounters(parsed.policy, call, 0).map((it) => [it.key, { value: `${before}` }]),
  );
  const { decision } = evaluate(parsed.policy, call, { now: 0, isPaused: false, counters });
  return { effect: decision.effect, code: decision.code, text: decision.text };
}

test.each([
  'search_amazon',
  'view_cart',
  'check_login',
  'search_wholefoods',
  'view_wholefoods_cart',
  'get_product',
])('%s passes', (tool) => expect(decide(tool)).toMatchObject({ effect: 'allow' }));

test.each(['add_to_cart', 'add_to_wholefoods_cart'])(
  '%s waits for a person, from 1 to 10 of a thing',
  (tool) => {
    for (const quantity of [1, 10]) expect(decide(tool, { quantity })).toMatchObject({ effect: 'ask' });
    expect(decide(tool, { query: 'coffee' })).toMatchObject({ effect: 'ask' });
    for (const quantity of [0, 11, -1, 1e9])
      expect(decide(tool, { quantity })).toMatchObject({
        effect: 'deny',
        text: expect.stringContaining('a quantity must be from 1 to 10') as string,
      });
    expect(decide(tool, { quantity: 'lots' })).toMatchObject({ effect: 'deny' });
  },
);

test('a quantity is changed after a click, and only when it is said', () => {
  expect(decide('update_cart_item', { asin: 'B000000000', quantity: 2 })).toMatchObject({ effect: 'ask' });
  expect(decide('update_cart_item', { asin: 'B000000000' })).toMatchObject({ effect: 'deny' });
  expect(decide('update_cart_item', { asin: 'B000000000', quantity: 11 })).toMatchObject({ effect: 'deny' });
  expect(decide('remove_from_cart', { asin: 'B000000000' })).toMatchObject({ effect: 'ask' });
});

test('saving passes, clearing is hidden, the rest is denied', () => {
  expect(decide('save_session')).toMatchObject({ effect: 'allow' });
  expect(decide('clear_cart')).toMatchObject({ effect: 'deny', code: 'hidden' });
  expect(decide('save_for_later')).toMatchObject({ effect: 'deny', code: 'default_deny' });
  expect(decide('place_order')).toMatchObject({ effect: 'deny', code: 'default_deny' });
});

test('thirty changes a minute, and thirty savings', () => {
  expect(decide('add_to_cart', {}, 29)).toMatchObject({ effect: 'ask' });
  expect(decide('remove_from_cart', {}, 30)).toMatchObject({ effect: 'deny', code: 'limit' });
  expect(decide('save_session', {}, 29)).toMatchObject({ effect: 'allow' });
  expect(decide('save_session', {}, 30)).toMatchObject({ effect: 'deny', code: 'limit' });
  expect(decide('view_cart', {}, 1000)).toMatchObject({ effect: 'allow' });
});

test('the one-click states of the console say the same', () => {
  expect(statedEffect(shippedCartPolicy('USD'), 'add_to_cart')).toBe('ask');
  expect(statedEffect(shippedCartPolicy('USD'), 'view_cart')).toBe('allow');
  expect(statedEffect(shippedCartPolicy('USD'), 'clear_cart')).toBe('hide');
});
