import type { DatabaseSync } from 'node:sqlite';
import type { WriteBehind } from './write-behind.ts';

/** Calls that have begun and not ended: what a crash leaves behind. */
export interface OpenCallsTable extends WriteBehind {
  put(callId: string, state: 'held' | 'in_flight'): void;
  remove(callId: string): void;
  /** Those that are saved. */
  list(): { callId: string; state: 'held' | 'in_flight' }[];
}

export function createOpenCallsTable(database: DatabaseSync): OpenCallsTable {
  const put = database.prepare(
    `INSERT INTO open_calls (call_id, state) VALUES (?, ?)
     ON CONFLICT (call_id) DO UPDATE SET state = excluded.state`,
  );
  const remove = database.prepare('DELETE FROM open_calls WHERE call_id = ?');
  const list = database.prepare('SELECT call_id AS callId, state FROM open_calls');
  const listed = () => list.all() as ReturnType<OpenCallsTable['list']>; // the columns and the CHECK of the table

  const saved = new Set(listed().map(({ callId }) => callId));
  /** Null: it has ended. One that begins and ends between two savings leaves no trace. */
  const changed = new Map<string, 'held' | 'in_flight' | null>();
  return {
    put: (callId, state) => void changed.set(callId, state),
    remove(callId) {
      if (saved.has(callId)) changed.set(callId, null);
      else changed.delete(callId);
    },
    list: listed,
    save() {
      for (const [callId, state] of changed) {
        if (state === null) remove.run(callId);
        else put.run(callId, state);
      }
      return () => {
        for (const [callId, state] of changed) {
          if (state === null) saved.delete(callId);
          else saved.add(callId);
        }
        changed.clear();
      };
    },
    forget: () => changed.clear(),
  };
}
