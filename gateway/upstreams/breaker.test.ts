import { expect, test, vi } from 'vitest';
import { createBreaker } from './breaker.ts';

function setUp() {
  const time = { now: 0 };
  const clock = { now: () => time.now, after: () => () => {} };
  const onOpen = vi.fn();
  return { time, onOpen, breaker: createBreaker({ clock, threshold: 3, openMs: [1_000, 5_000], onOpen }) };
}

test('refuses at once after failures in a row, saying why and until when', () => {
  const { breaker, onOpen } = setUp();
  breaker.failed('no answer');
  breaker.failed('no answer');
  expect(breaker.refusal()).toBeUndefined();
  breaker.failed('connection refused');
  expect(breaker.refusal()).toBe('it failed 3 times in a row, the next try is in 1 s: connection refused');
  expect([breaker.state, breaker.retryAt]).toEqual(['open', 1_000]);
  expect(onOpen).toHaveBeenCalledTimes(1);
});

test('lets one through when the time is over; each failed try takes longer', () => {
  const { breaker, time, onOpen } = setUp();
  for (let at = 0; at < 3; at += 1) breaker.failed('x');
  time.now = 1_000;
  expect(breaker.state).toBe('half_open');
  expect(breaker.refusal()).toBeUndefined();
  expect(breaker.refusal()).toContain('next try');
  breaker.failed('x');
  expect(breaker.retryAt).toBe(6_000);
  time.now = 6_000;
  expect(breaker.refusal()).toBeUndefined();
  breaker.succeeded();
  expect([breaker.refusal(), breaker.refusal(), breaker.state]).toEqual([undefined, undefined, 'closed']);
  expect(onOpen).toHaveBeenCalledTimes(1);
});

test('a try that was given up leaves the way free for the next one', () => {
  const { breaker, time } = setUp();
  for (let at = 0; at < 3; at += 1) breaker.failed('x');
  time.now = 1_000;
  expect(breaker.refusal()).toBeUndefined();
  breaker.abandoned();
  expect(breaker.refusal()).toBeUndefined();
});

test('a success between failures starts the count anew', () => {
  const { breaker } = setUp();
  for (let at = 0; at < 10; at += 1) {
    breaker.failed('x');
    breaker.failed('x');
    breaker.succeeded();
  }
  expect(breaker.state).toBe('closed');
});
