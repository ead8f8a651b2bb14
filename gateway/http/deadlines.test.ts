import { expect, test } from 'vitest';
import { manualClock } from '../../test/support/manual-clock.ts';
import { createDeadlines } from './deadlines.ts';

test('one that is not met calls back after its time, once, also when earlier ones were met', () => {
  const clock = manualClock();
  const deadlines = createDeadlines(clock, 1_000);
  const passed: string[] = [];
  const release = deadlines.add(() => passed.push('met'));
  clock.advance(400);
  deadlines.add(() => passed.push('missed'));
  release();
  clock.advance(10_000);
  expect(passed).toEqual(['missed']);
  clock.advance(10_000);
  expect(passed).toEqual(['missed']);
});

test('after all were met the next one has its whole time', () => {
  const clock = manualClock();
  const deadlines = createDeadlines(clock, 1_000);
  deadlines.add(() => {})();
  clock.advance(5_000);
  let isPassed = false;
  deadlines.add(() => (isPassed = true));
  clock.advance(900);
  expect(isPassed).toBe(false);
  clock.advance(100);
  expect(isPassed).toBe(true);
});

test('closed, none calls back', () => {
  const clock = manualClock();
  const deadlines = createDeadlines(clock, 1_000);
  let isPassed = false;
  deadlines.add(() => (isPassed = true));
  deadlines.close();
  clock.advance(5_000);
  expect(isPassed).toBe(false);
});
