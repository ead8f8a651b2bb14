import type { Clock } from '../../contract/ports.ts';

/** A clock that moves only when told. Timers fire in order of their time. */
export interface ManualClock extends Clock {
  advance(ms: number): void;
  /** Moves wall time alone, as when the user or NTP sets the clock: timers do not notice. */
  jump(ms: number): void;
}

export function manualClock(start = Date.UTC(2026, 0, 15, 12)): ManualClock {
  let wall = start;
  let monotonic = 0;
  let timers: { readonly at: number; readonly callback: () => void }[] = [];
  return {
    now: () => wall,
    after(delayMs, callback) {
      const timer = { at: monotonic + delayMs, callback };
      timers.push(timer);
      return () => {
        timers = timers.filter((it) => it !== timer);
      };
    },
    advance(ms) {
      const end = monotonic + ms;
      for (;;) {
        const next = timers.filter((it) => it.at <= end).sort((a, b) => a.at - b.at)[0];
        if (!next) break;
        wall += next.at - monotonic;
        monotonic = next.at;
        timers = timers.filter((it) => it !== next);
        next.callback();
      }
      wall += end - monotonic;
      monotonic = end;
    },
    jump(ms) {
      wall += ms;
    },
  };
}
