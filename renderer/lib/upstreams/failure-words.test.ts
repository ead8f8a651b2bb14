import { expect, test } from 'vitest';
import { failureWords } from './failure-words.ts';

test('the reason is a sentence of its own, and what the process printed keeps its lines', () => {
  const error =
    'upstream `files` is not available: its process exited with code 1; last lines of stderr:\nno such folder: /a\nError: nothing to serve\n';
  expect(failureWords('files', error)).toEqual({
    reason: 'Its process exited with code 1.',
    lines: ['no such folder: /a', 'Error: nothing to serve'],
  });
});

test('another message is said as it is', () => {
  expect(failureWords('files', 'it answered 500 to `initialize`')).toEqual({
    reason: 'It answered 500 to `initialize`.',
    lines: [],
  });
});
