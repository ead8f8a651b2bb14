import type { Clock, Release } from '../../contract/ports.ts';

/** Deadlines of equal length, nearly all of which are met: one timer waits for the nearest, instead of one for each. */
export interface Deadlines {
  /** Calls back after the time, unless it is released before. */
  add(onPassed: () => void): Release;
  /** Forgets all of them. */
  close(): void;
}

export function createDeadlines(clock: Clock, lengthMs: number): Deadlines {
  /** When each is due, the nearest first, on a clock that nobody can set. */
  const dueAt = new Map<() => void, number>();
  let stopTimer: Release | undefined;
  let isPassing = false;

  function arm(at: number, afterMs: number): void {
    stopTimer = clock.after(afterMs, () => pass(at));
  }

  /** The time `at` has come: by the timer, which is what counts. */
  function pass(at: number): void {
    stopTimer = undefined;
    isPassing = true;
    try {
      // Those that are added meanwhile come last.
      for (const [onPassed, due] of dueAt) {
        if (due > at) return arm(due, due - at);
        dueAt.delete(onPassed);
        onPassed();
      }
    } finally {
      isPassing = false;
    }
  }

  return {
    add(onPassed) {
      // Its own, so that the same callback may wait twice.
      const entry = () => onPassed();
      const due = performance.now() + lengthMs;
      dueAt.set(entry, due);
      if (!stopTimer && !isPassing) arm(due, lengthMs);
      return () => dueAt.delete(entry);
    },
    close() {
      stopTimer?.();
      stopTimer = undefined;
      dueAt.clear();
    },
  };
}
