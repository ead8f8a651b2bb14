import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { NewEvent } from '../../contract/events.ts';
import { manualClock } from '../../test/support/manual-clock.ts';
import { decided } from '../../test/support/record-stage.ts';
import { seeded } from '../../test/support/seeded.ts';
import { silentLog } from '../../test/support/silent-log.ts';
import type { Taken } from './counters-table.ts';
import { openDatabase } from './database.ts';
import { openRecord } from './record.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'checkstand-record-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const completed = (callId: string): NewEvent => ({
  type: 'tool_call.completed',
  data: { callId, durationMs: 1, isError: false, resultBytes: 1 },
});
const days = [0, 86_400_000] as const;
const window = (startAt: number) => ({ kind: 'fixed', startAt, endAt: startAt + 86_400_000 }) as const;

/** Decisions ahead, outcomes, transactions that fail and crashes, in an order made by the seed. */
async function runRecord(seed: number): Promise<void> {
  const { below, pick, happens } = seeded(seed);
  const file = join(folder, `${seed}.sqlite`);
  const spent = new Map<number, number>(days.map((day) => [day, 0]));
  const open = new Map<
    string,
    { readonly taken: Taken; readonly startAt: number; readonly amount: number }
  >();
  let events = 0;
  let calls = 0;
  let lastHeard = 0;
  const faults: unknown[] = [];
  // What a listener throws is told there.
  const log = { ...silentLog(), error: (_: string, details: unknown) => faults.push(details) };

  function start() {
    const database = openDatabase(file);
    const record = openRecord(database, manualClock(), log);
    record.events.subscribe((event) => {
      expect(event.seq).toBe(lastHeard + 1);
      lastHeard = event.seq;
      // Nobody hears of what is not in the record.
      expect(database.prepare('SELECT 1 FROM events WHERE hash = ?').get(event.hash)).toBeTruthy();
      if (happens(0.1)) record.events.transaction(() => {});
    });
    return { database, ...record };
  }
  let now = start();

  const steps = {
    ahead() {
      const callId = `${seed}-${(calls += 1)}`;
      const startAt = pick(days);
      const amount = 1 + below(9);
      const taken = { kind: 'fixed', key: 'budget', startAt, amount: String(amount) } as const;
      now.events.appendAhead(decided(callId, { text: 'x'.repeat(below(400)) }), {
        isOpen: true,
        takes: [taken],
      });
      events += 1;
      spent.set(startAt, (spent.get(startAt) ?? 0) + amount);
      open.set(callId, { taken, startAt, amount });
    },
    outcome() {
      const [callId, call] = [...open][below(open.size)] ?? [];
      if (callId === undefined || !call) return;
      const came = below(9);
      now.events.transaction(() => {
        now.counters.correct(call.taken, String(came));
        now.openCalls.remove(callId);
        now.events.append(completed(callId));
      });
      events += 1;
      open.delete(callId);
      spent.set(call.startAt, (spent.get(call.startAt) ?? 0) - call.amount + came);
    },
    failure() {
      const failing = () =>
        now.events.transaction(() => {
          now.counters.takeFixed('budget', pick(days), '100');
          for (const callId of open.keys()) now.openCalls.remove(callId);
          now.openCalls.put('never', 'held');
          now.events.append(completed('never'));
          throw new Error('no');
        });
      expect(failing).toThrow('no');
    },
    settle: () => now.events.settle(),
    /** As by kill -9, and begun anew. */
    crash() {
      now.database.close();
      now.events.close();
      // What was decided last is in the record from the next start on, before anybody listens.
      lastHeard = events;
      now = start();
      expect(now.openCalls.list().map((it) => it.callId)).toEqual([...open.keys()].sort());
    },
  };

  for (let left = 40; left > 0; left -= 1) {
    const step = pick(['ahead', 'ahead', 'ahead', 'outcome', 'failure', 'settle', 'crash'] as const);
    steps[step]();
    for (const day of days) {
      const { value } = now.counters.read({ key: 'budget', window: window(day) }, day);
      expect(value, `seed ${seed} after ${step}`).toBe(String(spent.get(day)));
    }
    if (step !== 'ahead' && step !== 'failure') expect(lastHeard).toBe(events);
    expect(faults, `seed ${seed} after ${step}`).toEqual([]);
  }
  steps.crash();
  expect(now.events.verify(), `seed ${seed}`).toMatchObject({ events, firstBroken: null });
  expect(now.events.callsBefore(events + 1, 1_000)).toHaveLength(calls);
  now.database.close();
  now.events.close();
}

test('whatever fails and crashes in between: what was recorded is there once, counted once, and told once', async () => {
  for (let seed = 1; seed <= 40; seed += 1) await runRecord(seed);
}, 60_000);
