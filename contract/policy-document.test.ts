import { expect, test } from 'vitest';
import {
  matchesGlob,
  policyDocument,
  statedEffect,
  withToolEffect,
  type PolicyDocument,
  type ToolEffect,
} from './policy-document.ts';

test.each([
  ['add', 'add', true],
  ['add', 'add_to_cart', false],
  ['add', 'Add', false],
  ['*', '', true],
  ['*', 'anything', true],
  ['add_*', 'add_', true],
  ['add_*', 'readd_x', false],
  ['*_cart', 'view_cart', true],
  ['*_cart', 'view_cart_x', false],
  ['a*c*e', 'abcde', true],
  ['a*c*e', 'aced', false],
  ['a*a', 'a', false],
  ['a**b', 'ab', true],
  ['*b*', 'abc', true],
  ['.*', 'x', false],
  ['', '', true],
  ['', 'x', false],
])('the pattern %j against the name %j: %s', (pattern, name, expected) => {
  expect(matchesGlob(pattern, name)).toBe(expected);
});

test('a pattern of many stars against a long name takes no time', () => {
  const startedAt = performance.now();
  expect(matchesGlob(`${'*a'.repeat(200)}*b`, 'a'.repeat(100_000))).toBe(false);
  expect(performance.now() - startedAt).toBeLessThan(1000);
});

const plain = { version: '1', default: 'deny' } as const;

test.each<[string, PolicyDocument | undefined, ToolEffect]>([
  ['no policy', undefined, 'deny'],
  ['default', { ...plain, default: 'ask' }, 'ask'],
  ['an empty rule', { ...plain, tools: { add: {} } }, 'allow'],
  ['an action', { ...plain, tools: { add: { action: 'deny' } } }, 'deny'],
  ['require_approval', { ...plain, tools: { add: { action: 'require_approval' } } }, 'ask'],
  ['an approval that is always wanted', { ...plain, tools: { add: { approval: {} } } }, 'ask'],
  ['an approval that depends', { ...plain, tools: { add: { approval: { when: [] } } } }, 'allow'],
  ['hidden by name', { ...plain, hide: ['add'], tools: { add: {} } }, 'hide'],
  ['hidden by a pattern', { ...plain, hide: ['a*'] }, 'hide'],
  ['hidden by its action', { ...plain, tools: { add: { action: 'hide' } } }, 'hide'],
  ['an approval wanted for all', { ...plain, tools: { add: {} }, all_tools: { approval: {} } }, 'ask'],
  ['an approval wanted for all, and denied', { ...plain, all_tools: { approval: {} } }, 'deny'],
])('the one-click state of a tool: %s', (_what, document, expected) => {
  expect(statedEffect(document, 'add')).toBe(expected);
});

test.each(['__proto__', 'constructor', 'toString'])('%s is a tool like any other', (tool) => {
  expect(statedEffect({ ...plain, tools: {} }, tool)).toBe('deny');
  for (const wanted of ['allow', 'ask', 'deny', 'hide'] as const) {
    const changed = withToolEffect(plain, tool, wanted);
    expect(Object.keys(changed?.tools ?? {})).toEqual([tool]);
    expect(statedEffect(changed, tool)).toBe(wanted);
    expect(policyDocument.parse(JSON.parse(JSON.stringify(changed)))).toEqual(changed);
  }
});

const rich: PolicyDocument = {
  ...plain,
  hide: ['other', 'add'],
  tools: {
    add: {
      reason: 'careful',
      require: [{ path: 'args.quantity', op: 'lte', value: 10 }],
      limits: [{ counter: 'n', window: 'minute', max: 3 }],
      approval: { expires: '5m', reason: 'why' },
    },
    other: {},
  },
};

test.each(['allow', 'ask', 'deny', 'hide'] as const)('one click to %s keeps what else is said', (wanted) => {
  const changed = withToolEffect(rich, 'add', wanted);
  expect(statedEffect(changed, 'add')).toBe(wanted);
  expect(changed?.hide).toEqual(['other']);
  expect(changed?.tools?.['other']).toEqual({});
  const { require, limits, reason } = rich.tools?.['add'] ?? {};
  expect(changed?.tools?.['add']).toMatchObject({ require, limits, reason });
});

test('one click to deny and back to ask keeps how long an approval stays', () => {
  const denied = withToolEffect(rich, 'add', 'deny');
  const asked = denied && withToolEffect(denied, 'add', 'ask');
  expect(asked?.tools?.['add']?.approval).toEqual({ expires: '5m', reason: 'why' });
});

test('one click to allow keeps an approval that depends on the call', () => {
  const when = [{ conditions: [{ path: 'args.quantity', op: 'gt' as const, value: 2 }] }];
  const changed = withToolEffect({ ...plain, tools: { add: { approval: { when } } } }, 'add', 'allow');
  expect(changed?.tools?.['add']).toEqual({ approval: { when } });
});

test('what holds for other tools too cannot be lifted for one', () => {
  expect(withToolEffect({ ...plain, hide: ['a*'] }, 'add', 'allow')).toBeUndefined();
  expect(withToolEffect({ ...plain, hide: ['a*'] }, 'add', 'hide')).toBeDefined();
  expect(withToolEffect({ ...plain, all_tools: { approval: {} } }, 'add', 'allow')).toBeUndefined();
});

test('the document that was changed stays as it was', () => {
  const before = structuredClone(rich);
  withToolEffect(rich, 'add', 'hide');
  expect(rich).toEqual(before);
});

test('members named __proto__ are neither dropped nor taken for something else', () => {
  const text = `{"version":"1","default":"allow","tools":{"__proto__":{"action":"deny"}},
    "examples":[{"tool":"x","args":{"__proto__":{"a":1}},"expect":"allow"}]}`;
  expect(JSON.stringify(policyDocument.parse(JSON.parse(text)))).toBe(JSON.stringify(JSON.parse(text)));
  const nested = '{"version":"1","default":"allow","tools":{"__proto__":{"action":"denny"}}}';
  expect(policyDocument.safeParse(JSON.parse(nested)).error?.issues[0]?.path).toEqual([
    'tools',
    '__proto__',
    'action',
  ]);
});

test.each([[1n], [Number.NaN], [() => 1], [undefined]])('%s is no JSON value', (value) => {
  const args = { deep: [{ value }] };
  const examples = [{ tool: 'x', args, expect: 'allow' }];
  expect(policyDocument.safeParse({ ...plain, examples }).success).toBe(false);
});
