import { expect, test } from 'vitest';
import { createSseSplitter } from './sse-split.ts';

function split(text: string, size: number) {
  const events: { raw: string; data: string | undefined }[] = [];
  const splitter = createSseSplitter(({ raw, data }) => {
    events.push({ raw: raw.toString(), data: data?.toString() });
  });
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) splitter.push(bytes.subarray(at, at + size));
  return events;
}

test.each(['\n', '\r\n', '\r'])('splits at empty lines ended by %j, however it is cut', (end) => {
  const lines = [
    ': comment',
    '',
    'event: message',
    'id: 7',
    'data: {"a":',
    'data:1}',
    '',
    'data: ',
    '',
    'data: last',
    '',
    '',
  ];
  const text = lines.join(end);
  for (const size of [1, 2, 5, 1000]) {
    const events = split(text, size);
    expect(events.map(({ data }) => data)).toEqual([undefined, '{"a":\n1}', undefined, 'last']);
    // A CRLF cut in two may leave its LF with nobody: an event stream loses nothing by that.
    if (end !== '\r\n') expect(events.map(({ raw }) => raw).join('')).toBe(text);
  }
});

test('an event that is too long is noticed', () => {
  const splitter = createSseSplitter(() => {}, 10);
  expect(splitter.push(Buffer.from('data: 1\n\n'))).toBe(true);
  expect(splitter.push(Buffer.from('data: 123456'))).toBe(false);
});
