import type { Clock } from '../contract/ports.ts';

// A longer delay would overflow the runtime's timer and fire at once.
const longestTimerMs = 2 ** 31 - 1;

/** The machine's clock: wall time for `now`, the runtime's monotonic timers for `after`. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(delayMs, callback) {
    let remainingMs = Math.max(0, delayMs);
    let timer: NodeJS.Timeout;
    const arm = () => {
      const stepMs = Math.min(remainingMs, longestTimerMs);
      remainingMs -= stepMs;
      timer = setTimeout(() => (remainingMs > 0 ? arm() : callback()), stepMs);
    };
    arm();
    return () => clearTimeout(timer);
  },
};
