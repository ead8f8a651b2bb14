import { expect, test } from 'vitest';
import type { JsonObject } from '../../../../contract/json.ts';
import type { PathOption } from '../../../lib/policy/path-options.ts';
import {
  boxesOf,
  withBox,
  withBoxText,
  withCondition,
  withoutBox,
  withoutCondition,
} from './condition-groups.ts';
import { recipesFor } from './recipes.ts';
import { effectIn, ruleIn, stillAsking, withEffect, withRule, withValue } from './rule-draft.ts';

/** A policy that uses everything, most of which no form shows. */
const whole: JsonObject = {
  version: '1',
  description: 'kept',
  timezone: 'Europe/Berlin',
  default: 'deny',
  hide: ['secret_*'],
  all_tools: { limits: [{ counter: 'all', window: 90, max: 7, scope: 'all', count: 'successes' }] },
  tools: {
    other: { action: 'deny', reason: 'never' },
    buy: {
      reason: 'it buys',
      require: [
        { path: 'args.a', op: 'exists', value: true },
        { path: 'args.list.*.n', op: 'lte', value: '3' },
      ],
      deny_if: [
        { name: 'too many', conditions: [{ path: 'args.n', op: 'gt', value: 3 }], on_deny: 'three' },
        {
          conditions: [
            { path: 'args.b', op: 'regex', value: '^x' },
            { path: 'time.hour', op: 'lt', value: 7 },
          ],
        },
      ],
      approval: { when: [{ conditions: [{ path: 'preview.total', op: 'gt', value: 20 }] }], expires: '5m' },
      limits: [
        { counter: 'c', window: 'day', max: 3, increment: 2, increment_from: 'args.n', on_deny: 'full' },
      ],
      spend: [
        {
          counter: 's',
          window: 'week',
          max: '9.00',
          currency: 'EUR',
          amount: 'preview.price',
          settle: 'result.x',
        },
      ],
      rate_limit: { max: 1, window: 2 },
    },
  },
  examples: [{ tool: 'buy', args: {}, expect: 'deny', facts: { paused: true } }],
};

/** The document without one place, to compare everything else. */
function without(document: JsonObject, ...path: string[]): JsonObject {
  const copy = structuredClone(document);
  let here = copy;
  for (const name of path.slice(0, -1)) here = here[name] as JsonObject;
  delete here[path.at(-1) ?? ''];
  return copy;
}
const rule = ruleIn(whole, 'buy');
const edit = (change: (rule: JsonObject) => JsonObject) => withRule(whole, 'buy', change);

test('an edit of the form keeps everything in the document that it is not about', () => {
  const limited = edit((it) => withValue(it, ['limits', 0, 'max'], 5));
  expect(ruleIn(limited, 'buy')['limits']).toEqual([
    { counter: 'c', window: 'day', max: 5, increment: 2, increment_from: 'args.n', on_deny: 'full' },
  ]);
  expect(without(limited, 'tools', 'buy', 'limits')).toEqual(without(whole, 'tools', 'buy', 'limits'));

  const worded = edit((it) => withBoxText(it, 'deny_if', 1, 'on_deny', 'not now'));
  expect(without(worded, 'tools', 'buy', 'deny_if')).toEqual(without(whole, 'tools', 'buy', 'deny_if'));
  expect((ruleIn(worded, 'buy')['deny_if'] as JsonObject[])[0]).toEqual((rule['deny_if'] as JsonObject[])[0]);

  const everyCall = withRule(whole, null, (it) => withValue(it, ['limits', 0, 'max'], 8));
  expect(without(everyCall, 'all_tools')).toEqual(without(whole, 'all_tools'));
  expect(everyCall['all_tools']).toEqual({
    limits: [{ counter: 'all', window: 90, max: 8, scope: 'all', count: 'successes' }],
  });
});

test('an edit that is taken back leaves the very same document', () => {
  const there = edit((it) => withBox(it, 'when', [{ path: 'args.n', op: 'gt', value: 1 }]));
  const back = withRule(there, 'buy', (it) => withoutBox(it, 'when', 1));
  expect(back).toEqual(whole);
  expect(
    withRule(
      edit((it) => withValue(it, ['limits', 0, 'max'], 5)),
      'buy',
      (it) => withValue(it, ['limits', 0, 'max'], 3),
    ),
  ).toEqual(whole);
});

test('a plain list is one box where all must hold and a box each where one is enough', () => {
  const plain = { require: [{ op: 'a' }, { op: 'b' }], deny_if: [{ op: 'c' }, { op: 'd' }] };
  expect(boxesOf(plain, 'require').map((it) => it.conditions)).toEqual([
    [
      ['require', 0],
      ['require', 1],
    ],
  ]);
  expect(boxesOf(plain, 'deny_if').map((it) => it.conditions)).toEqual([[['deny_if', 0]], [['deny_if', 1]]]);
});

test('a plain list becomes groups only when it must, and they mean the same', () => {
  const plain = { require: [{ op: 'a' }], deny_if: [{ op: 'c' }, { op: 'd' }] };
  // Room enough in a plain list.
  expect(withCondition(plain, 'require', 0, { op: 'b' })['require']).toEqual([{ op: 'a' }, { op: 'b' }]);
  expect(withBox(plain, 'deny_if', [{ op: 'e' }])['deny_if']).toEqual([
    { op: 'c' },
    { op: 'd' },
    { op: 'e' },
  ]);
  // A second condition together with the first, a text, another box: only groups can say that.
  expect(withCondition(plain, 'deny_if', 0, { op: 'e' })['deny_if']).toEqual([
    { conditions: [{ op: 'c' }, { op: 'e' }] },
    { conditions: [{ op: 'd' }] },
  ]);
  expect(withBoxText(plain, 'require', 0, 'on_deny', 'no')['require']).toEqual([
    { conditions: [{ op: 'a' }], on_deny: 'no' },
  ]);
  expect(withBox(plain, 'require', [{ op: 'b' }])['require']).toEqual([
    { conditions: [{ op: 'a' }] },
    { conditions: [{ op: 'b' }] },
  ]);
});

test('removing the last condition removes its box: an empty one would refuse or ask about every call', () => {
  const one = withoutCondition(rule, 'deny_if', ['deny_if', 0, 'conditions', 0]);
  expect(one['deny_if']).toHaveLength(1);
  const left = withoutCondition(one, 'deny_if', ['deny_if', 0, 'conditions', 1]);
  expect(left['deny_if']).toEqual([{ conditions: [{ path: 'args.b', op: 'regex', value: '^x' }] }]);
  expect('deny_if' in withoutCondition(left, 'deny_if', ['deny_if', 0, 'conditions', 0])).toBe(false);
});

test('removing the last question does not turn into asking always', () => {
  const none = withoutCondition(rule, 'when', ['approval', 'when', 0, 'conditions', 0]);
  expect('approval' in none).toBe(false);
  // Answers for always are kept: nothing is asked, and they lift what is asked of every call.
  const settled = [{ conditions: [{ path: 'args.n', op: 'eq', value: 1 }] }];
  const remembered = { ...rule, approval: { ...(rule['approval'] as JsonObject), unless: settled } };
  expect(withoutBox(remembered, 'when', 0)['approval']).toEqual({ when: [], unless: settled, expires: '5m' });
  // Where every call asks anyway, how long it waits is kept.
  const asking = withoutBox({ ...rule, action: 'require_approval' }, 'when', 0);
  expect(asking['approval']).toEqual({ expires: '5m' });
});

test('an approval that always asks goes on asking when a condition is added, until somebody says less', () => {
  expect(stillAsking({ approval: { reason: 'r' } }, 'buy')).toEqual({
    action: 'require_approval',
    approval: { reason: 'r' },
  });
  expect(stillAsking(rule, 'buy')).toBe(rule);
  const cleared = withValue({ approval: { reason: 'r' } }, ['approval', 'reason'], undefined);
  expect(cleared).toEqual({ approval: {} });
  const tidy = withValue(
    { action: 'require_approval', approval: { expires: '5m' } },
    ['approval', 'expires'],
    undefined,
  );
  expect(tidy).toEqual({ action: 'require_approval' });
});

test('a tool that only the default decides keeps its effect when it gets a rule', () => {
  const limit = (it: JsonObject) => withValue(it, ['rate_limit'], { max: 1, window: 1 });
  const denied = withRule(whole, 'new', limit);
  expect(ruleIn(denied, 'new')).toEqual({ action: 'deny', rate_limit: { max: 1, window: 1 } });
  expect(effectIn(denied, 'new')).toBe('deny');
  const open = withRule({ ...whole, default: 'ask' }, 'new', limit);
  expect(effectIn(open, 'new')).toBe('ask');
});

test('an effect changes the effect and nothing else', () => {
  const denied = withEffect(whole, 'buy', 'deny') ?? {};
  expect(ruleIn(denied, 'buy')).toEqual({ ...rule, action: 'deny' });
  expect(without(denied, 'tools', 'buy')).toEqual(without(whole, 'tools', 'buy'));
  expect(withEffect(whole, 'secret_door', 'allow')).toBeUndefined();
});

test('the last rule for every call takes `all_tools` with it', () => {
  const none = withRule(whole, null, (it) => withValue(it, ['limits', 0], undefined));
  expect('all_tools' in none).toBe(false);
});

test('common rules go where they belong; one that is there already is led to', () => {
  const number = (path: string): PathOption => ({ path, label: path, group: 'Arguments', type: 'number' });
  const recipes = recipesFor({
    subject: 'buy',
    options: [number('args.quantity'), number('preview.price')],
    currency: 'EUR',
  });
  const apply = (label: string, to: JsonObject) => {
    const recipe = recipes.find((it) => it.label === label);
    if (!recipe) throw new Error(`no recipe ${label}`);
    return recipe.apply(to);
  };
  expect(apply('Quantity limit', {})).toEqual({
    rule: { deny_if: [{ conditions: [{ path: 'args.quantity', op: 'gt' }] }] },
    focus: ['deny_if', 0, 'conditions', 0, 'value'],
  });
  const known = { deny_if: [{ path: 'args.quantity', op: 'gt', value: 10 }] };
  expect(apply('Quantity limit', known)).toEqual({ rule: known, focus: ['deny_if', 0, 'value'] });
  expect(apply('Budget', {}).rule).toEqual({
    spend: [{ counter: 'buy_spend', window: 'day', currency: 'EUR' }],
  });
  const budgeted = { spend: [{ counter: 'b', window: 'day', max: '9', currency: 'USD', scope: 'upstream' }] };
  expect(apply('Budget', budgeted)).toEqual({ rule: budgeted, focus: ['spend', 0, 'max'] });
  const pieces = apply('Pieces a day', {});
  expect(pieces).toEqual({
    rule: {
      limits: [{ counter: 'buy_pieces', window: 'day', increment: 1, increment_from: 'args.quantity' }],
    },
    focus: ['limits', 0, 'max'],
  });
  expect(apply('Pieces a day', pieces.rule)).toEqual(pieces);
  expect(apply('Ask above a price', { approval: {} }).rule).toEqual({
    action: 'require_approval',
    approval: { when: [{ conditions: [{ path: 'preview.total', op: 'gt' }] }] },
  });
  const limits = apply('Call limit', { limits: [{ counter: 'buy_calls', window: 'day', max: 1 }] }).rule[
    'limits'
  ];
  // Another counter: with the same one they would count together.
  expect(limits).toEqual([
    { counter: 'buy_calls', window: 'day', max: 1 },
    { counter: 'buy_calls_2', window: 'day' },
  ]);
});

test('prices and quantities are offered only where there are some', () => {
  const labels = recipesFor({ subject: 'look', options: [], currency: 'USD' }).map((it) => it.label);
  expect(labels).toEqual(['Only at certain hours', 'Call limit']);
});
