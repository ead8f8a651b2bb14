import { expect, test } from 'vitest';
import type { PolicyDocument } from '../../../contract/policy-document.ts';
import { isInUse, presentText, withRecommended } from './recommended.ts';

const limit = { counter: 'save_rate', window: 'minute' as const, max: 30, scope: 'grant' as const };
const asking: PolicyDocument = { version: '1', default: 'ask' };

test('a read is let pass, and nothing else changes', () => {
  const document = withRecommended(asking, 'look', {});
  expect(document).toEqual({ version: '1', default: 'ask', tools: { look: {} } });
  expect(isInUse(document, 'look', {})).toBe(true);
  expect(isInUse(asking, 'look', {})).toBe(false);
});

test('conditions and limits that are there stay', () => {
  const before: PolicyDocument = {
    version: '1',
    default: 'deny',
    tools: {
      save: {
        action: 'require_approval',
        require: [{ path: 'args.n', op: 'lte', value: 3 }],
        limits: [{ counter: 'mine', window: 'day', max: 5 }],
      },
    },
  };
  const after = withRecommended(before, 'save', { limits: [limit] });
  expect(after?.tools?.['save']).toEqual({
    require: [{ path: 'args.n', op: 'lte', value: 3 }],
    limits: [{ counter: 'mine', window: 'day', max: 5 }, limit],
  });
  expect(isInUse(after, 'save', { limits: [limit] })).toBe(true);
  expect(withRecommended(after, 'save', { limits: [limit] })).toEqual(after);
});

test('a stricter limit of the same name counts as in use, a looser one does not', () => {
  const having = (max: number): PolicyDocument => ({
    version: '1',
    default: 'deny',
    tools: { save: { limits: [{ ...limit, max }] } },
  });
  expect(isInUse(having(10), 'save', { limits: [limit] })).toBe(true);
  expect(isInUse(having(99), 'save', { limits: [limit] })).toBe(false);
});

test('no limit that is there gets looser, however it is counted', () => {
  const own = (more: object): PolicyDocument => ({
    version: '1',
    default: 'deny',
    tools: { save: { action: 'require_approval', limits: [{ ...limit, ...more }] } },
  });
  const limitsOf = (more: object) =>
    withRecommended(own(more), 'save', { limits: [limit] })?.tools?.['save']?.limits;
  expect(limitsOf({ max: 3 })).toEqual([{ ...limit, max: 3 }]);
  expect(limitsOf({ max: 99, name: 'mine' })).toEqual([{ ...limit, name: 'mine' }]);
  expect(limitsOf({ max: 5, window: 'day' })).toEqual([{ ...limit, max: 5, window: 'day' }, limit]);
  expect(limitsOf({ max: 5, count: 'successes' })).toEqual([{ ...limit, max: 5, count: 'successes' }, limit]);
});

test('what there is now is told with where it comes from', () => {
  const document: PolicyDocument = {
    ...asking,
    hide: ['lo*', 'gone'],
    tools: {
      save: {
        limits: [limit, { counter: 'b', window: 60, max: 2 }],
        require: [{ path: 'args.n', op: 'exists', value: true }],
      },
      pay: { action: 'deny' },
      quiz: { approval: {} },
    },
  };
  expect(presentText(document, 'other')).toBe('ask every time, like any other tool');
  expect(presentText(document, 'look')).toBe('hide, with others');
  expect(presentText(document, 'gone')).toBe('hide');
  expect(presentText(document, 'save')).toBe('allow, 30 a minute, 2 in 60 s, with conditions');
  expect(presentText(document, 'pay')).toBe('deny');
  expect(presentText(document, 'quiz')).toBe('ask every time');
  expect(presentText(undefined, 'save')).toBe('deny, like any other tool');
});

test('what a pattern hides cannot be allowed by one rule', () => {
  expect(withRecommended({ ...asking, hide: ['lo*'] }, 'look', {})).toBeUndefined();
});

test('names such as `constructor` are names', () => {
  expect(isInUse({ version: '1', default: 'deny' }, 'constructor', {})).toBe(false);
  expect(withRecommended(asking, 'constructor', {})?.tools).toEqual({ constructor: {} });
});
