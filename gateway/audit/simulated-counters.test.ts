import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CounterRef, Reservation } from '../policy/model.ts';
import { createCountersTable } from '../store/counters-table.ts';
import { initial } from '../store/migrations/0001-initial.ts';
import { simulatedCounters } from './simulated-counters.ts';

const minute = 60_000;
const refAt = (kind: string, key: string, now: number): CounterRef =>
  kind === 'fixed'
    ? { key, window: { kind, startAt: now - (now % minute), endAt: now - (now % minute) + minute } }
    : { key: `${key}-sliding`, window: { kind: 'sliding', seconds: 60 } };

const step = fc.record({
  waitMs: fc.constantFrom(0, 1, 999, 30_000, 60_000),
  kind: fc.constantFrom('fixed', 'sliding'),
  key: fc.constantFrom('a', 'b'),
  amount: fc.constantFrom('1', '0.1', '2.50'),
  /** What it comes to in the end. */
  settled: fc.constantFrom('0', '0', '3', '0.05'),
  /** Which of those still taken is given back, if any. */
  back: fc.option(fc.nat(5)),
});

test('they count as the stored counters do, and settle in the window that was taken from', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const database = new DatabaseSync(':memory:');
      database.exec(initial);
      const stored = createCountersTable(database);
      const simulated = simulatedCounters();
      const open: (() => void)[] = [];
      let now = 1_700_000_000_000;
      for (const { waitMs, kind, key, amount, settled, back } of steps) {
        now += waitMs;
        const ref = refAt(kind, key, now);
        expect(simulated.read(ref, now)).toEqual(stored.read(ref, now));
        const reservation: Reservation = { ref, amount, count: 'calls' };
        const taken = stored.take(ref, amount, now);
        const settle = simulated.take(reservation, now);
        open.push(() => {
          stored.correct(taken, settled);
          settle(settled);
        });
        if (back !== null) open.splice(back, 1)[0]?.();
        expect(simulated.read(ref, now)).toEqual(stored.read(ref, now));
      }
      database.close();
    }),
  );
});
