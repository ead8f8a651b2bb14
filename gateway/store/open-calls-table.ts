import type { DatabaseSync } from 'node:sqlite';

/** Calls that have begun and not ended: what a crash leaves behind. */
export interface OpenCallsTable {
  put(callId: string, state: 'held' | 'in_flight'): void;
  remove(callId: string): void;
  list(): { callId: string; state: 'held' | 'in_flight' }[];
}

export function createOpenCallsTable(database: DatabaseSync): OpenCallsTable {
  const put = database.prepare(
    `INSERT INTO open_calls (call_id, state) VALUES (?, ?)
     ON CONFLICT (call_id) DO UPDATE SET state = excluded.state`,
  );
  const remove = database.prepare('DELETE FROM open_calls WHERE call_id = ?');
  const list = database.prepare('SELECT call_id AS callId, state FROM open_calls');
  return {
    put: (callId, state) => void put.run(callId, state),
    remove: (callId) => void remove.run(callId),
    list: () => list.all() as ReturnType<OpenCallsTable['list']>, // the columns and the CHECK of the table
  };
}
