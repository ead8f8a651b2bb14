import { expect, test } from 'vitest';
import { createUpstreamLog } from './upstream-log.ts';

const clock = { now: () => 7, after: () => () => {} };

test('keeps the last lines, without colours and without secrets', () => {
  const log = createUpstreamLog(clock, ['secret', 'secret-and-more']);
  for (let at = 0; at < 300; at += 1) log.add('stderr', `line ${at}`);
  log.add('stderr', '\u001b[31mfailed with secret-and-more, secret\u001b[0m\n\n');
  log.add('gateway', 'a\r\nb');
  const lines = log.lines();
  expect(lines).toHaveLength(200);
  expect(lines.slice(-3)).toEqual([
    { at: 7, from: 'stderr', text: 'failed with …, …' },
    { at: 7, from: 'gateway', text: 'a' },
    { at: 7, from: 'gateway', text: 'b' },
  ]);
});

test('one endless line does not fill the memory', () => {
  const log = createUpstreamLog(clock, []);
  log.add('stderr', 'x'.repeat(1_000_000));
  expect(log.lines()[0]?.text).toHaveLength(2_001);
});
