import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Scope, ToolRule } from '../../contract/policy-document.ts';
import { neededCounters } from './evaluate.ts';
import type { PolicyCall } from './model.ts';
import { parsePolicy } from './parse.ts';

const base: PolicyCall = {
  upstream: 'cart',
  grantId: 'g1',
  sessionId: 's1',
  tool: { name: 'add' },
  args: {},
  client: { grant: 'me' },
};

test.each([
  ['grant', 'limit|grant|g1|cart|day|n'],
  ['session', 'limit|session|g1|s1|day|n'],
  ['upstream', 'limit|upstream|cart|day|n'],
  ['all', 'limit|all|day|n'],
] as const)('a counter of scope %s', (scope, key) => {
  expect(keys(limited(scope))).toEqual([key]);
});

test('without a session, the grant holds the counter', () => {
  expect(keys(limited('session'), { ...base, sessionId: null })).toEqual(keys(limited('grant')));
});

test.each([
  ['grant', { grantId: 'g2' }, true],
  ['grant', { upstream: 'other' }, true],
  ['grant', { sessionId: 's2' }, false],
  ['session', { sessionId: 's2' }, true],
  ['upstream', { grantId: 'g2' }, false],
  ['upstream', { upstream: 'other' }, true],
  ['all', { grantId: 'g2', upstream: 'other', sessionId: null }, false],
  ['grant', { tool: { name: 'update' } }, false],
] as const)('scope %s and another call %j: another counter is %s', (scope, change, isOther) => {
  const rules = { add: limited(scope).add, update: limited(scope).add };
  expect(keys(rules, { ...base, ...change })[0] !== keys(rules)[0]).toBe(isOther);
});

test('limits share a counter by name, scope and window', () => {
  const limit = { counter: 'n', window: 'day', max: 1 } as const;
  const rules = { add: { limits: [limit, { ...limit, max: 2 }, { ...limit, window: 'hour' as const }] } };
  expect(keys(rules)).toEqual(['limit|grant|g1|cart|day|n', 'limit|grant|g1|cart|hour|n']);
});

test('limits, rate limits and budgets of one name are apart', () => {
  const rules: Record<string, ToolRule> = {
    add: {
      limits: [{ counter: 'rate_limit', window: 60, max: 1 }],
      rate_limit: { max: 1, window: 60 },
      spend: [{ counter: 'rate_limit', window: 60, max: '1', currency: 'USD' }],
    },
  };
  expect(keys(rules)).toEqual([
    'limit|grant|g1|cart|60s|rate_limit',
    'rate_limit|grant|g1|cart|add|60s|rate_limit',
    'spend:USD|grant|g1|cart|60s|rate_limit',
  ]);
});

test('windows of another timezone are counted apart', () => {
  expect(keys(limited('all'), base, 'Europe/Berlin')).toEqual(['limit|all|day@Europe/Berlin|n']);
});

test('no policy and a hidden tool need no counters', () => {
  expect(neededCounters(undefined, base, 0)).toEqual([]);
  expect(keys({ add: { ...limited('all').add, action: 'hide' } })).toEqual([]);
});

test('different names never make the same key', () => {
  const part = fc.string({
    unit: fc.constantFrom('a', '|', '%', '7', 'C', 'grant'),
    minLength: 1,
    maxLength: 5,
  });
  const holder = fc.record({ grantId: part, upstream: part, counter: part });
  fc.assert(
    fc.property(holder, holder, (a, b) => {
      const isSame = a.grantId === b.grantId && a.upstream === b.upstream && a.counter === b.counter;
      expect(keyOf(a) === keyOf(b)).toBe(isSame);
    }),
  );
});

test('a name that looks escaped is another name', () => {
  const names = ['a|b', 'a%7Cb', 'a%257Cb', 'a%b'];
  expect(new Set(names.map((counter) => keyOf({ grantId: 'g', upstream: 'u', counter }))).size).toBe(4);
});

function keyOf({ counter, ...call }: { grantId: string; upstream: string; counter: string }) {
  return keys({ add: { limits: [{ counter, window: 'day', max: 1 }] } }, { ...base, ...call })[0];
}

function limited(scope: Scope) {
  return { add: { limits: [{ counter: 'n', window: 'day' as const, max: 1, scope }] } };
}

function keys(tools: Record<string, ToolRule>, call = base, timezone = 'UTC'): string[] {
  const parsed = parsePolicy({ version: '1', default: 'deny', timezone, tools });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return neededCounters(parsed.policy, call, Date.UTC(2026, 0, 5, 12)).map((it) => it.key);
}
