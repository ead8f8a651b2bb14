import type { Clock } from '../../contract/ports.ts';

/** Stops trying for a while what has just failed several times. */
export interface Breaker {
  /** Undefined: go ahead, and say how it went. Else why not, in words. */
  refusal(): string | undefined;
  succeeded(): void;
  failed(what: string): void;
  /** Given up before it was clear how it goes: the next one may try. */
  abandoned(): void;
  readonly state: 'closed' | 'open' | 'half_open';
  /** When the next try is let through; null while closed. */
  readonly retryAt: number | null;
  /** Forgets all failures. */
  reset(): void;
}

export interface BreakerOptions {
  readonly clock: Clock;
  /** How many failures in a row it takes. */
  readonly threshold: number;
  /** How long it stays open, the first time and after each failed try. */
  readonly openMs: readonly number[];
  /** It has opened: who looks after the upstream should look. */
  readonly onOpen?: () => void;
}

export function createBreaker({ clock, threshold, openMs, onOpen }: BreakerOptions): Breaker {
  let failures = 0;
  let rounds = 0;
  let last = '';
  let openUntil: number | null = null;
  let isTrying = false;
  const state = () => {
    if (openUntil === null) return 'closed';
    return clock.now() < openUntil ? 'open' : 'half_open';
  };
  return {
    refusal() {
      const now = state();
      if (now === 'closed') return undefined;
      if (now === 'half_open' && !isTrying) {
        isTrying = true;
        return undefined;
      }
      const seconds = Math.max(1, Math.ceil(((openUntil ?? 0) - clock.now()) / 1000));
      return `it failed ${failures} times in a row, the next try is in ${seconds} s: ${last}`;
    },
    succeeded: reset,
    failed(what) {
      failures += 1;
      last = what;
      const wasClosed = openUntil === null;
      isTrying = false;
      if (failures < threshold) return;
      openUntil = clock.now() + (openMs[Math.min(rounds, openMs.length - 1)] ?? 0);
      rounds += 1;
      if (wasClosed) onOpen?.();
    },
    abandoned: () => void (isTrying = false),
    get state() {
      return state();
    },
    get retryAt() {
      return openUntil;
    },
    reset,
  };

  function reset(): void {
    failures = rounds = 0;
    openUntil = null;
    isTrying = false;
  }
}
