import type { DatabaseSync } from 'node:sqlite';
import { addText, subtractText } from '../policy/decimal.ts';
import type { CounterRef, CounterValue } from '../policy/model.ts';

/** What was taken from a counter, exactly enough to give it back to the window it came from. */
export type Taken =
  | { readonly kind: 'fixed'; readonly key: string; readonly startAt: number; readonly amount: string }
  | { readonly kind: 'sliding'; readonly hitId: number };

/** Counters of limits. Values are decimal strings; fixed windows are rows, sliding ones are hits. */
export interface CountersTable {
  read(ref: CounterRef, now: number): CounterValue;
  take(ref: CounterRef, amount: string, now: number): Taken;
  /** Makes what was taken come to `amount` in its own window, even when the clock has moved to the next. */
  correct(taken: Taken, amount: string): void;
  /** Forgets windows that ended before `before` and hits older than that. */
  prune(before: number): void;
}

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

  function fixedValue(key: string, startAt: number): string {
    const row = value.get(key, startAt) as { value: string } | undefined; // the column of the statement
    return row?.value ?? '0';
  }

  return {
    read({ key, window }, now) {
      if (window.kind === 'fixed') return { value: fixedValue(key, window.startAt) };
      const rows = hits.all(key, now - window.seconds * 1000) as { at: number; amount: string }[]; // its columns
      const [oldest] = rows;
      const sum = rows.reduce((total, row) => addText(total, row.amount), '0');
      return { value: sum, ...(oldest && { oldestAt: oldest.at }) };
    },
    take({ key, window }, amount, now) {
      if (window.kind === 'sliding') {
        return { kind: 'sliding', hitId: Number(hit.run(key, now, amount).lastInsertRowid) };
      }
      put.run(key, window.startAt, addText(fixedValue(key, window.startAt), amount));
      return { kind: 'fixed', key, startAt: window.startAt, amount };
    },
    correct(taken, amount) {
      if (taken.kind === 'sliding') {
        if (amount === '0') unhit.run(taken.hitId);
        else rehit.run(amount, taken.hitId);
        return;
      }
      const { key, startAt } = taken;
      put.run(key, startAt, addText(subtractText(fixedValue(key, startAt), taken.amount), amount));
    },
    prune(before) {
      pruneCounters.run(before);
      pruneHits.run(before);
    },
  };
}
