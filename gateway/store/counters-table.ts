import type { DatabaseSync } from 'node:sqlite';
import { addText, subtractText } from '../policy/decimal.ts';
import type { CounterRef, CounterValue } from '../policy/model.ts';
import type { WriteBehind } from './write-behind.ts';

/** What was taken from a counter, exactly enough to give it back to the window it came from. */
export type Taken = TakenFixed | { readonly kind: 'sliding'; readonly hitId: number };
export interface TakenFixed {
  readonly kind: 'fixed';
  readonly key: string;
  readonly startAt: number;
  readonly amount: string;
}

/** Counters of limits. Values are decimal strings; fixed windows are rows, sliding ones are hits. */
export interface CountersTable extends WriteBehind {
  read(ref: CounterRef, now: number): CounterValue;
  take(ref: CounterRef, amount: string, now: number): Taken;
  /** Takes from a fixed window. */
  takeFixed(key: string, startAt: number, amount: string): Taken;
  /** Makes what was taken come to `amount` in its own window, even when the clock has moved to the next. */
  correct(taken: Taken, amount: string): void;
  /** Forgets windows that ended before `before` and hits older than that. */
  prune(before: number): void;
}

/** A fixed window as it is now. */
interface Fixed {
  readonly key: string;
  readonly startAt: number;
  value: string;
  /** As the database has it. */
  saved: string;
  isChanged: boolean;
}

const mostKept = 1_000;

export function createCountersTable(database: DatabaseSync): CountersTable {
  const value = database.prepare('SELECT value FROM counters WHERE key = ? AND start_at = ?');
  const put = database.prepare(
    `INSERT INTO counters (key, start_at, value) VALUES (?, ?, ?)
     ON CONFLICT (key, start_at) DO UPDATE SET value = excluded.value`,
  );
  const hits = database.prepare('SELECT at, amount FROM hits WHERE key = ? AND at > ? ORDER BY at');
  const hit = database.prepare('INSERT INTO hits (key, at, amount) VALUES (?, ?, ?)');
  const rehit = database.prepare('UPDATE hits SET amount = ? WHERE id = ?');
  const unhit = database.prepare('DELETE FROM hits WHERE id = ?');
  const pruneCounters = database.prepare('DELETE FROM counters WHERE start_at < ?');
  const pruneHits = database.prepare('DELETE FROM hits WHERE at < ?');

  /** By key, the window used last first: a counter is asked for its present window again and again. */
  const kept = new Map<string, Fixed[]>();
  const changed: Fixed[] = [];
  let count = 0;

  function fixed(key: string, startAt: number): Fixed {
    const known = kept.get(key)?.find((it) => it.startAt === startAt);
    if (known) return known;
    const row = value.get(key, startAt) as { value: string } | undefined; // the column of the statement
    const saved = row?.value ?? '0';
    const read: Fixed = { key, startAt, value: saved, saved, isChanged: false };
    kept.set(key, [read, ...(kept.get(key) ?? [])]);
    count += 1;
    return read;
  }

  function change(it: Fixed, to: string): void {
    it.value = to;
    if (it.isChanged) return;
    it.isChanged = true;
    changed.push(it);
  }

  function takeFixed(key: string, startAt: number, amount: string): Taken {
    const it = fixed(key, startAt);
    change(it, addText(it.value, amount));
    return { kind: 'fixed', key, startAt, amount };
  }

  /** The present values are those that are saved, or are not saved any more. */
  function settle(adopt: (it: Fixed) => void): void {
    for (const it of changed) {
      adopt(it);
      it.isChanged = false;
    }
    changed.length = 0;
  }

  return {
    read({ key, window }, now) {
      if (window.kind === 'fixed') return { value: fixed(key, window.startAt).value };
      const rows = hits.all(key, now - window.seconds * 1000) as { at: number; amount: string }[]; // its columns
      const [oldest] = rows;
      const sum = rows.reduce((total, row) => addText(total, row.amount), '0');
      return { value: sum, ...(oldest && { oldestAt: oldest.at }) };
    },
    take({ key, window }, amount, now) {
      if (window.kind === 'fixed') return takeFixed(key, window.startAt, amount);
      return { kind: 'sliding', hitId: Number(hit.run(key, now, amount).lastInsertRowid) };
    },
    takeFixed,
    correct(taken, amount) {
      if (taken.kind === 'sliding') {
        if (amount === '0') unhit.run(taken.hitId);
        else rehit.run(amount, taken.hitId);
        return;
      }
      const it = fixed(taken.key, taken.startAt);
      change(it, addText(subtractText(it.value, taken.amount), amount));
    },
    save() {
      for (const { key, startAt, value: now } of changed) put.run(key, startAt, now);
      return () => {
        settle((it) => (it.saved = it.value));
        // Windows that are over are never asked for again.
        if (count <= mostKept) return;
        kept.clear();
        count = 0;
      };
    },
    forget: () => settle((it) => (it.value = it.saved)),
    prune(before) {
      pruneCounters.run(before);
      pruneHits.run(before);
    },
  };
}
