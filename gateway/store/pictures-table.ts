import { hash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';

/** Pictures of goods, by the hash of their data URI. */
export interface PicturesTable {
  add(dataUri: string, at: number): string;
  get(id: string): string | undefined;
  /** Keeps the newest `count`. */
  prune(count: number): void;
}

export function createPicturesTable(database: DatabaseSync): PicturesTable {
  const add = database.prepare(
    'INSERT INTO pictures (id, data_uri, added_at) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET added_at = excluded.added_at',
  );
  const get = database.prepare('SELECT data_uri FROM pictures WHERE id = ?');
  const prune = database.prepare(
    'DELETE FROM pictures WHERE id NOT IN (SELECT id FROM pictures ORDER BY added_at DESC LIMIT ?)',
  );
  return {
    add(dataUri, at) {
      const id = hash('sha256', dataUri);
      add.run(id, dataUri, at);
      return id;
    },
    get: (id) => (get.get(id) as { data_uri: string } | undefined)?.data_uri, // the column of the statement
    prune: (count) => void prune.run(count),
  };
}
