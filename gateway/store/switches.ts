import type { DatabaseSync } from 'node:sqlite';
import type { Surface } from '../../contract/model.ts';
import type { EventLog } from './event-log.ts';

/** The pause switch: kept in the database, so that a restart does not open what a person has closed. */
export interface Switches {
  isPaused(): boolean;
  setPaused(isPaused: boolean, by: Surface): void;
}

export function createSwitches(database: DatabaseSync, events: EventLog): Switches {
  const row = database.prepare(`SELECT value FROM meta WHERE key = 'is_paused'`).get();
  const put = database.prepare(
    `INSERT INTO meta (key, value) VALUES ('is_paused', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
  );
  let isPaused = row?.['value'] === 'true';
  return {
    isPaused: () => isPaused,
    setPaused(wanted, by) {
      if (wanted === isPaused) return;
      try {
        events.transaction(() => {
          put.run(String(wanted));
          events.append({ type: wanted ? 'gateway.paused' : 'gateway.resumed', data: { by } });
          isPaused = wanted;
        });
      } catch (error) {
        isPaused = !wanted;
        throw error;
      }
    },
  };
}
