import { expect, test } from 'vitest';
import { valuesDraft, valuesOf } from './kept-values.ts';

const draft = valuesDraft(['Authorization', 'X-Team']);
const changed = (name: string, value: string | null, text = '') => ({
  kept: new Map(draft.kept).set(name, value),
  text,
});

test('what nobody touches is kept, what is replaced is sent, and what is taken away goes', () => {
  expect(valuesOf(draft, ':', false)).toEqual({
    values: { Authorization: null, 'X-Team': null },
    problem: null,
    missing: null,
  });
  expect(valuesOf(changed('X-Team', 'red'), ':', false).values).toEqual({
    Authorization: null,
    'X-Team': 'red',
  });
  const { kept } = valuesDraft(['X-Team']);
  expect(valuesOf({ kept, text: 'X-New: 1' }, ':', false).values).toEqual({ 'X-Team': null, 'X-New': '1' });
});

test('one that is typed anew takes the place of the kept one; a header in any case', () => {
  const typed = { ...draft, text: 'authorization: Bearer b' };
  expect(valuesOf(typed, ':', false).values).toEqual({ authorization: 'Bearer b', 'X-Team': null });
  const env = { ...valuesDraft(['TOKEN']), text: 'token=b' };
  expect(valuesOf(env, '=', false).values).toEqual({ TOKEN: null, token: 'b' });
});

test('a new value that was begun and not given is asked for', () => {
  const { problem, missing } = valuesOf(changed('X-Team', ''), ':', false);
  expect([problem, missing]).toEqual([expect.stringContaining('the new value of `X-Team`'), 'X-Team']);
});

test('for another server nothing is kept: each is given anew or goes', () => {
  expect(valuesOf(draft, ':', true).problem).toMatch('give `Authorization` anew');
  const given = { kept: new Map([['Authorization', 'Bearer c']]), text: '' };
  expect(valuesOf(given, ':', true)).toMatchObject({
    values: { Authorization: 'Bearer c' },
    problem: null,
  });
});
