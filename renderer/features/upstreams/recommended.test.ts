import { expect, test } from 'vitest';
import type { PolicyDocument } from '../../../contract/policy-document.ts';
import { isInUse, withRecommended } from './recommended.ts';

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

test('what a pattern hides cannot be allowed by one rule', () => {
  expect(withRecommended({ ...asking, hide: ['lo*'] }, 'look', {})).toBeUndefined();
});

test('names such as `constructor` are names', () => {
  expect(isInUse({ version: '1', default: 'deny' }, 'constructor', {})).toBe(false);
  expect(withRecommended(asking, 'constructor', {})?.tools).toEqual({ constructor: {} });
});
