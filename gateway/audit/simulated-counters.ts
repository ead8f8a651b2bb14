import { addText, subtractText } from '../policy/decimal.ts';
import type { CounterRef, CounterValue, Reservation } from '../policy/model.ts';

/** Counters in memory that nobody else sees; they count as the stored ones do. Times must not go back. */
export interface SimulatedCounters {
  read(ref: CounterRef, now: number): CounterValue;
  /** Answers how to make it come to another amount, in the window it was taken from; "0" gives it back. */
  take(reservation: Reservation, now: number): (amount: string) => void;
}

interface Hit {
  readonly at: number;
  amount: string;
  isCounted: boolean;
}

interface Sliding {
  readonly hits: Hit[];
  /** Hits before this index are out of the window or were given back. */
  from: number;
  /** Of the hits that are counted. Kept, not made anew: a window may hold very many. */
  sum: string;
}

export function simulatedCounters(): SimulatedCounters {
  const fixed = new Map<string, string>();
  const sliding = new Map<string, Sliding>();

  function slidingAt(key: string, seconds: number, now: number): Sliding {
    const window = sliding.get(key) ?? { hits: [], from: 0, sum: '0' };
    sliding.set(key, window);
    for (;;) {
      const oldest = window.hits[window.from];
      if (!oldest || (oldest.isCounted && oldest.at > now - seconds * 1000)) return window;
      uncount(window, oldest);
      window.from += 1;
    }
  }

  return {
    read({ key, window }, now) {
      if (window.kind === 'fixed') return { value: fixed.get(`${key}@${window.startAt}`) ?? '0' };
      const { hits, from, sum } = slidingAt(key, window.seconds, now);
      const oldest = hits[from];
      return { value: sum, ...(oldest && { oldestAt: oldest.at }) };
    },
    take({ ref: { key, window }, amount }, now) {
      if (window.kind === 'fixed') {
        const place = `${key}@${window.startAt}`;
        let counted = '0';
        const settle = (next: string) => {
          fixed.set(place, addText(subtractText(fixed.get(place) ?? '0', counted), next));
          counted = next;
        };
        settle(amount);
        return settle;
      }
      const counted = slidingAt(key, window.seconds, now);
      const hit: Hit = { at: now, amount, isCounted: true };
      counted.hits.push(hit);
      counted.sum = addText(counted.sum, amount);
      return (next) => {
        if (next === '0') return uncount(counted, hit);
        if (hit.isCounted) counted.sum = addText(subtractText(counted.sum, hit.amount), next);
        hit.amount = next;
      };
    },
  };
}

function uncount(window: Sliding, hit: Hit): void {
  if (hit.isCounted) window.sum = subtractText(window.sum, hit.amount);
  hit.isCounted = false;
}
