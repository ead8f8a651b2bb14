import { expect, test } from 'vitest';
import type { Clock } from '../../contract/ports.ts';
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

test('one that is added while another passes waits its own time, and leaves no timer behind', () => {
  const manual = manualClock();
  let waiting = 0;
  const clock: Clock = {
    now: manual.now,
    after(delayMs, callback) {
      waiting += 1;
      let isOver = false;
      const end = () => {
        waiting -= isOver ? 0 : 1;
        isOver = true;
      };
      const release = manual.after(delayMs, () => {
        end();
        callback();
      });
      return () => {
        end();
        release();
      };
    },
  };
  const deadlines = createDeadlines(clock, 1_000);
  const passed: string[] = [];
  deadlines.add(() => {
    passed.push('first');
    deadlines.add(() => passed.push('second'));
  });
  manual.advance(1_000);
  expect(passed).toEqual(['first']);
  expect(waiting).toBe(1);
  manual.advance(1_001);
  expect(passed).toEqual(['first', 'second']);
  expect(waiting).toBe(0);
});
