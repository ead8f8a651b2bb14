import { expect, test } from 'vitest';
import { changedParts, diffLines } from './line-diff.ts';

const shown = (before: string, after: string) =>
  diffLines(before, after).map((it) => `${{ same: ' ', removed: '-', added: '+' }[it.kind]}${it.text}`);

test('says which lines went and which came, in between the ones that stayed', () => {
  expect(shown('a\nb\nc\nd', 'a\nx\nc\nd\ne')).toEqual([' a', '-b', '+x', ' c', ' d', '+e']);
  expect(shown('a\nb', 'a\nb')).toEqual([' a', ' b']);
  expect(shown('', 'a')).toEqual(['-', '+a']);
});

test('finds the lines in common in the middle of changed ones', () => {
  expect(shown('1\na\n2\nb\n3', '4\na\n5\nb\n6')).toEqual(['-1', '+4', ' a', '-2', '+5', ' b', '-3', '+6']);
});

test('line numbers count on each side', () => {
  const lines = diffLines('a\nb\nc', 'b\nc\nd');
  expect(lines.map((it) => [it.before, it.after])).toEqual([
    [1, undefined],
    [2, 1],
    [3, 2],
    [undefined, 3],
  ]);
});

test('texts without end are compared without stalling', () => {
  const many = (mark: string) => Array.from({ length: 5000 }, (_, at) => `${mark}${at}`).join('\n');
  const lines = diffLines(many('a'), many('b'));
  expect(lines.filter((it) => it.kind === 'removed').length).toBe(5000);
  expect(lines.filter((it) => it.kind === 'added').length).toBe(5000);
});

test('what is far from a change is left out', () => {
  const before = Array.from({ length: 20 }, (_, at) => `line ${at}`).join('\n');
  const parts = changedParts(diffLines(before, before.replace('line 10', 'changed')), 2);
  expect(parts.map((it) => (it.kind === 'skipped' ? it.count : it.lines.map((line) => line.text)))).toEqual([
    8,
    ['line 8', 'line 9', 'line 10', 'changed', 'line 11', 'line 12'],
    7,
  ]);
});
