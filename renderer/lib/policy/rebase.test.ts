import { expect, test } from 'vitest';
import { collisions, rebase } from './rebase.ts';

const base = { version: '1', default: 'deny', hide: ['x'], tools: { a: {}, b: { action: 'deny' } } };

test('what somebody else saved meanwhile stays, unless the draft changed the same part', () => {
  const draft = { ...base, tools: { ...base.tools, a: { rate_limit: { max: 1, window: 2 } } } };
  const saved = { ...base, default: 'ask', tools: { a: {}, b: {}, c: {} } };
  expect(rebase(base, draft, saved)).toEqual({
    version: '1',
    default: 'ask',
    hide: ['x'],
    tools: { a: { rate_limit: { max: 1, window: 2 } }, b: {}, c: {} },
  });
  expect(collisions(base, draft, saved)).toEqual([]);
});

test('what the draft took away goes, what others took away stays away', () => {
  const { hide: _hide, ...unhidden } = base;
  expect(rebase(base, unhidden, base)).toEqual(unhidden);
  const withoutB = { ...base, tools: { a: {} } };
  expect(rebase(base, { ...base, timezone: 'Europe/Berlin' }, withoutB)).toEqual({
    ...withoutB,
    timezone: 'Europe/Berlin',
  });
});

test('two who changed the same part are told so; alike is no collision', () => {
  const mine = { ...base, tools: { ...base.tools, a: { action: 'deny' } } };
  const theirs = { ...base, tools: { ...base.tools, a: { action: 'hide' } } };
  expect(collisions(base, mine, theirs)).toEqual(['tools/a']);
  expect(collisions(base, mine, mine)).toEqual([]);
});
