import { expect, test } from 'vitest';
import { createBusyPoll } from './busy-poll.ts';

/** A process whose turns are counted: it sleeps when there is no next one. */
function awakeProcess(processors = 2) {
  let nowMs = 1_000;
  const turns: (() => void)[] = [];
  const busyPoll = createBusyPoll({ processors, now: () => nowMs, soon: (turn) => turns.push(turn) });
  /** Goes on for so long, in steps of a tenth of a millisecond; answers how long it was awake. */
  const pass = (ms: number) => {
    let awakeMs = 0;
    for (const end = nowMs + ms; nowMs < end - 1e-6;) {
      nowMs += 0.1;
      for (const turn of turns.splice(0)) turn();
      if (turns.length > 0) awakeMs += 0.1;
    }
    return Math.round(awakeMs * 10) / 10;
  };
  /** One request that is answered after that time; answers how long of it the process was awake. */
  const request = (answeredAfterMs: number) => {
    const answered = busyPoll.arrived();
    const awakeMs = pass(answeredAfterMs);
    answered();
    return awakeMs;
  };
  return { arrived: busyPoll.arrived, pass, request };
}

test('requests that follow each other closely find the process awake, in both waits', () => {
  const { pass, request } = awakeProcess();
  request(0.5);
  pass(0.5);
  expect(request(0.5)).toBe(0.5);
  expect(pass(0.5)).toBe(0.5);
  expect(request(0.5)).toBe(0.5);
});

test('after the last of them it sleeps within 4 ms, and stays asleep', () => {
  const { pass, request } = awakeProcess();
  for (let count = 0; count < 3; count += 1) {
    request(0.5);
    if (count < 2) pass(0.5);
  }
  expect(pass(10)).toBeLessThanOrEqual(4);
  expect(pass(1_000)).toBe(0);
});

test('an agent that calls once a second keeps nobody awake between its calls', () => {
  const { pass, request } = awakeProcess();
  for (let count = 0; count < 5; count += 1) {
    request(0.5);
    expect(pass(1_000)).toBe(0);
  }
});

test('a tool that takes long is waited for asleep from the second time on, and for 4 ms at most the first time', () => {
  const { pass, request } = awakeProcess();
  request(0.5);
  pass(1_000);
  expect(request(300)).toBeLessThanOrEqual(4);
  pass(1_000);
  expect(request(300)).toBe(0);
});

test('while requests overlap it does not poll, nor after the last of them', () => {
  const { arrived, pass, request } = awakeProcess();
  request(0.5);
  pass(0.5);
  request(0.5);
  const first = arrived();
  const second = arrived();
  expect(pass(0.5)).toBe(0);
  first();
  expect(pass(0.5)).toBe(0);
  second();
  expect(pass(10)).toBe(0);
});

test('a call that waits for a person does not keep the others from it', () => {
  const { arrived, pass, request } = awakeProcess();
  request(0.5);
  const held = arrived();
  pass(60_000);
  request(0.5);
  pass(0.5);
  expect(request(0.5)).toBe(0.5);
  held();
  expect(pass(0.5)).toBe(0.5);
});

test('with one processor it never polls', () => {
  const { pass, request } = awakeProcess(1);
  for (let count = 0; count < 3; count += 1) {
    expect(request(0.5)).toBe(0);
    expect(pass(0.5)).toBe(0);
  }
});
