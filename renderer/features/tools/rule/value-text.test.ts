import { expect, test } from 'vitest';
import { linesOf, listFrom, numberFrom, scalarFrom, textFrom, textOf } from './value-text.ts';

test('numbers are numbers, and what is none stays as it was typed', () => {
  expect(numberFrom(' 12.50 ')).toBe(12.5);
  expect(numberFrom('-3')).toBe(-3);
  expect(numberFrom('')).toBeUndefined();
  expect(numberFrom('1.')).toBe('1.');
  expect(numberFrom('12,50')).toBe('12,50');
  // No double holds these as they are written.
  expect(numberFrom('12345678901234567890')).toBe('12345678901234567890');
  expect(numberFrom('007')).toBe('007');
});

test('text stays text, even when it looks like a number', () => {
  expect(textFrom('12')).toBe('12');
  expect(textFrom('')).toBeUndefined();
});

test('where anything goes, what reads like a number or a truth is one', () => {
  expect(scalarFrom('3')).toBe(3);
  expect(scalarFrom('true')).toBe(true);
  expect(scalarFrom('three')).toBe('three');
});

test('a list is a value a line, and commas belong to the value', () => {
  expect(listFrom('a, b\n\n c ', textFrom)).toEqual(['a, b', 'c']);
  expect(listFrom('1\n2', numberFrom)).toEqual([1, 2]);
  expect(listFrom(' \n', textFrom)).toBeUndefined();
  expect(linesOf(['a', 2, true])).toBe('a\n2\ntrue');
  expect(textOf(undefined)).toBe('');
});
