import { expect, test } from 'vitest';
import { diffWords } from './word-diff.ts';

const shown = (before: string, after: string) =>
  diffWords(before, after)
    .map(({ kind, text }) => (kind === 'same' ? text : kind === 'removed' ? `[-${text}]` : `[+${text}]`))
    .join('');

test.each([
  ['Adds two numbers.', 'Adds two numbers.', 'Adds two numbers.'],
  ['Adds two numbers.', 'Adds three numbers.', 'Adds [-two][+three] numbers.'],
  ['Adds.', 'Adds. Then calls home.', 'Adds.[+ Then calls home.]'],
  ['Adds. Then calls home.', 'Adds.', 'Adds.[- Then calls home.]'],
  ['', 'New', '[+New]'],
  ['Old', '', '[-Old]'],
])('%j, %j', (before, after, expected) => {
  expect(shown(before, after)).toBe(expected);
});

test('texts too long to compare are shown whole, both of them', () => {
  const [before, after] = ['a '.repeat(3_000), 'b '.repeat(3_000)];
  expect(diffWords(before, after)).toEqual([
    { kind: 'removed', text: before },
    { kind: 'added', text: after },
  ]);
});
