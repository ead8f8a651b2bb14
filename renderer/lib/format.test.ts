import { expect, test } from 'vitest';
import { formatAgo, formatBytes, formatDuration, formatLeft, formatMinor } from './format.ts';

test.each([
  [0.42, '0.4 ms'],
  [12.4, '12 ms'],
  [999.4, '999 ms'],
  [999.6, '1.0 s'],
  [59_949, '59.9 s'],
  [59_960, '1 min 00 s'],
  [125_000, '2 min 05 s'],
])('%s ms reads as %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});

test.each([
  [999, 'just now'],
  [59_000, '59 s ago'],
  [60_000, '1 min ago'],
  [3_599_000, '59 min ago'],
  [7_200_000, '2 h ago'],
  // A clock that went back must not show negative times.
  [-5000, 'just now'],
])('%s ms back reads as %s', (ms, text) => {
  expect(formatAgo(1_000_000_000 - ms, 1_000_000_000)).toBe(text);
});

test.each([
  [1_800_000, '30 min'],
  [119_000, '1 min'],
  [59_400, '1 min'],
  [45_000, '45 s'],
  [200, '1 s'],
  [0, undefined],
  [-1, undefined],
  [86_400_000, '24 h'],
])('%s ms left reads as %s', (ms, text) => {
  expect(formatLeft(5000 + ms, 5000)).toBe(text);
});

test('sizes and amounts read plainly', () => {
  expect(formatBytes(999)).toBe('999 B');
  expect(formatBytes(999_960)).toBe('1.0 MB');
  expect(formatMinor(2598, 'USD')).toBe('$25.98');
  expect(formatMinor(1200, 'JPY')).toBe('¥1,200');
  expect(formatMinor(null, 'USD')).toBeUndefined();
});
