import { expect, test } from 'vitest';
import type { JsonObject } from '../../../contract/json.ts';
import { ruleWords } from './rule-words.ts';

const told = (rule: JsonObject, effect: Parameters<typeof ruleWords>[1] = 'allow') =>
  ruleWords(rule, effect).map((it) => it.text);

test('says what must all hold and what alone is enough, in the order of evaluation', () => {
  expect(
    told({
      approval: {
        when: [
          { conditions: [{ path: 'preview.total', op: 'gt', value: 20 }] },
          {
            conditions: [
              { path: 'args.gift', op: 'eq', value: true },
              { path: 'args.note', op: 'exists', value: false },
            ],
          },
        ],
      },
      spend: [{ counter: 's', window: 'day', max: '100.00', currency: 'USD' }],
      limits: [{ counter: 'c', window: 'hour', max: 30 }],
      deny_if: [
        {
          conditions: [
            { path: 'args.quantity', op: 'gt', value: 3 },
            { path: 'args.kind', op: 'in', value: ['a', 'b', 'c'] },
          ],
        },
        { conditions: [] },
      ],
      require: [
        { path: 'time.hour', op: 'gte', value: 7 },
        { path: 'time.weekday', op: 'not_in', value: [6, 'sunday'] },
      ],
      rate_limit: { max: 2, window: 10 },
    }),
  ).toEqual([
    'Allow',
    'Refuse unless it is 7:00 or later and the day of the week is none of “saturday” or “sunday”',
    'Refuse when quantity is more than 3 and kind is one of “a”, “b” or “c”, or always',
    'At most 30 calls an hour',
    'At most 2 calls in any 10 seconds',
    'Spend at most 100.00 USD a day',
    'Ask when the total price is more than 20, or when gift is true and note is not given',
  ]);
});

test('limits say what they count and for whom', () => {
  const limit = (rest: JsonObject) => told({ limits: [{ counter: 'c', window: 'day', max: 5, ...rest }] })[1];
  expect(limit({ count: 'successes', scope: 'session' })).toBe(
    'At most 5 successful calls a day, in each session',
  );
  expect(limit({ increment_from: 'args.quantity', scope: 'all' })).toBe(
    'At most 5 a day, adding up quantity, all clients and upstreams together',
  );
  expect(limit({ increment: 2, window: 90 })).toBe('At most 5 counted (each call adds 2) in any 90 seconds');
});

test('hours are times of the clock, so that nobody takes 21:59 for refused', () => {
  const hour = (op: string, value: number) =>
    told({ deny_if: [{ conditions: [{ path: 'time.hour', op, value }] }] })[1];
  expect(hour('lte', 21)).toBe('Refuse when it is before 22:00');
  expect(hour('lt', 22)).toBe('Refuse when it is before 22:00');
  expect(hour('gt', 21)).toBe('Refuse when it is 22:00 or later');
  expect(hour('eq', 12)).toBe('Refuse when the hour is 12');
});

test('what was settled beforehand is told as long as something asks', () => {
  const unless = [
    { name: 'Tea', conditions: [{ path: 'preview.asin', op: 'eq', value: 'B0TEA' }] },
    {
      until: '2026-12-24T18:00:00Z',
      conditions: [
        { path: 'args.n', op: 'lte', value: 2 },
        { path: 'preview.price', op: 'lte', value: '6.00' },
      ],
    },
  ];
  const asking = { action: 'require_approval', approval: { when: [], unless } };
  expect(told(asking, 'ask').slice(1)).toEqual([
    'Not asked when the product (ASIN) is “B0TEA” (Tea)',
    'Not asked when n is at most 2 and the price of one is at most 6.00, until 2026-12-24',
  ]);
  expect(told(asking, 'deny')).toHaveLength(1);
});

test('what is not reached is not told', () => {
  const rule = {
    limits: [{ counter: 'c', window: 'day', max: 5 }],
    approval: { when: [{ conditions: [] }] },
  };
  expect(told(rule, 'deny')).toEqual(['Deny every call']);
  expect(told(rule, 'hide')).toEqual(['Hide it: agents do not see it']);
  // Asking about every call, its conditions say nothing more.
  expect(told(rule, 'ask')).toEqual(['Ask about every call', 'At most 5 calls a day']);
  expect(told({ approval: {} }, null)).toEqual(['Ask about every call']);
});

test('a rule in the making shows what is missing', () => {
  expect(told({ deny_if: [{ conditions: [{ path: 'args.n', op: 'gt' }] }], spend: [{}] })).toEqual([
    'Allow',
    'Refuse when n is more than …',
    'Spend at most … … a …',
  ]);
});
