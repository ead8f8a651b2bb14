import { expect, test } from 'vitest';
import type { ApprovalView, CallView } from '../../../contract/model.ts';
import { exampleOfCall, isRedacted, outcomeOfCall, withExample } from './example-of-call.ts';

const call = (change: Partial<CallView> = {}): CallView => ({
  ...{ id: 'c', seq: 1, at: Date.UTC(2026, 0, 5, 22, 30), grantId: 'g', grantName: 'g', client: null },
  ...{ upstream: 'cart', tool: 'add', arguments: { quantity: 2 }, state: 'completed', policyVersion: 1 },
  ...{ durationMs: 1, resultBytes: 1, isError: false, error: null, approvalId: null },
  decision: { effect: 'allow', code: 'allowed', rule: '', text: '', reasons: [], isRetryable: false },
  ...change,
});
const approval = {
  goods: {
    ...{ title: 'Tea', asin: 'A', pictureId: null, quantity: 2, currency: 'USD', priceMinor: 450 },
    ...{ totalMinor: 900, subtotalBeforeMinor: null, subtotalAfterMinor: null, seller: null, note: null },
  },
} as ApprovalView;
const rule = (path: string) => ({ tools: { add: { deny_if: [{ path, op: 'gt', value: 1 }] } } });

test('an example assumes the time and the price only where the policy looks at them', () => {
  expect(exampleOfCall(call(), approval, rule('args.quantity'), 'allow')).toEqual({
    ...{ tool: 'add', args: { quantity: 2 }, expect: 'allow' },
  });
  expect(exampleOfCall(call(), approval, rule('time.hour'), 'deny')).toMatchObject({
    facts: { now: '2026-01-05T22:30:00.000Z' },
  });
  expect(exampleOfCall(call(), approval, rule('preview.total'), 'ask')).toMatchObject({
    facts: { preview: { price: '4.50', total: '9.00', currency: 'USD' } },
  });
  expect(exampleOfCall(call(), undefined, rule('preview.total'), 'ask')).not.toHaveProperty('facts');
});

test('an approved call was asked', () => {
  expect(outcomeOfCall(call())).toBe('allow');
  expect(outcomeOfCall(call({ approvalId: 'a' }))).toBe('ask');
});

test('a call with a value that was never recorded is no example', () => {
  expect(isRedacted({ login: { password: '[redacted]' } })).toBe(true);
  expect(isRedacted({ text: `aaa… (20000 characters)` })).toBe(true);
  expect(isRedacted({ query: 'tea', sizes: [1, 2] })).toBe(false);
});

test('examples are added behind those that are there', () => {
  const one = { tool: 'a', args: {}, expect: 'allow' };
  expect(withExample({ version: '1' }, one)).toEqual({ version: '1', examples: [one] });
  expect(withExample({ examples: [one] }, { ...one, tool: 'b' })['examples']).toHaveLength(2);
});
