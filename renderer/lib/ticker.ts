import type { Release } from '../../contract/ports.ts';

/** The time, once a second, for as long as somebody looks at it. */
export interface Ticker {
  readonly now: () => number;
  readonly subscribe: (listener: () => void) => Release;
}

/** One timer for all countdowns and ages on the page; none when nobody shows any. */
export function createTicker(): Ticker {
  const listeners = new Set<() => void>();
  let now = Date.now();
  let timer: ReturnType<typeof setInterval> | undefined;
  return {
    now: () => now,
    subscribe(listener) {
      if (listeners.size === 0) now = Date.now();
      listeners.add(listener);
      timer ??= setInterval(() => {
        now = Date.now();
        for (const tell of listeners) tell();
      }, 1000);
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        clearInterval(timer);
        timer = undefined;
      };
    },
  };
}
