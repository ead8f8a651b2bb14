import { expect, test } from 'vitest';
import { createLineSplitter } from './line-splitter.ts';

test.each([1, 3, 1000])('gives each line once, cut into pieces of %d bytes', (size) => {
  const lines: string[] = [];
  const splitter = createLineSplitter((line) => lines.push(line.toString()), 100);
  const bytes = Buffer.from('{"a":"ä"}\n\n{"b":2}\nrest');
  for (let at = 0; at < bytes.length; at += size)
    expect(splitter.push(bytes.subarray(at, at + size))).toBe(true);
  expect(lines).toEqual(['{"a":"ä"}', '{"b":2}']);
});

test('a line over the limit is noticed', () => {
  const splitter = createLineSplitter(() => {}, 10);
  expect(splitter.push(Buffer.from('12345678'))).toBe(true);
  expect(splitter.push(Buffer.from('901'))).toBe(false);
});
