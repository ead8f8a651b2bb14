import { DatabaseSync } from 'node:sqlite';
import { initial } from './migrations/0001-initial.ts';
import { removedPolicies } from './migrations/0002-removed-policies.ts';
import { verdicts } from './migrations/0003-verdicts.ts';
import { toolPins } from './migrations/0004-tool-pins.ts';

/** Numbered from 1 by their place; only ever added to. */
const migrations: readonly string[] = [initial, removedPolicies, verdicts, toolPins];

/** The database cannot be used; `message` says which file, why, and what to do. */
export class DatabaseError extends Error {
  readonly code: 'newer_database' | 'cannot_open';
  constructor(code: DatabaseError['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'DatabaseError';
    this.code = code;
  }
}

/**
 * Opens (or creates) the database and brings its schema up to date.
 *
 * WAL with `synchronous = NORMAL`: what is committed survives a crash of the process; a power cut may lose the
 * last moments but never breaks the file.
 *
 * @throws DatabaseError when the file was written by a newer Checkstand, is no database, or cannot be opened.
 */
export function openDatabase(path: string): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path);
    database.exec(
      'PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 2000; PRAGMA wal_autocheckpoint = 4000',
    );
    migrate(database, path);
    return database;
  } catch (error) {
    database?.close();
    if (error instanceof DatabaseError) throw error;
    throw new DatabaseError(
      'cannot_open',
      `cannot open the database \`${path}\`: ${error instanceof Error ? error.message : String(error)}; ` +
        'check that the folder is writable and the file is not damaged, or move it away to start afresh',
      { cause: error },
    );
  }
}

function migrate(database: DatabaseSync, path: string): void {
  const row = database.prepare('PRAGMA user_version').get();
  const version = Number(row?.['user_version'] ?? 0);
  if (version > migrations.length) {
    throw new DatabaseError(
      'newer_database',
      `the database \`${path}\` was written by a newer Checkstand (schema ${version}, this one knows ${migrations.length}); ` +
        'update Checkstand or choose another data folder',
    );
  }
  for (const [index, sql] of migrations.entries()) {
    if (index < version) continue;
    database.exec('BEGIN IMMEDIATE');
    try {
      database.exec(sql);
      database.exec(`PRAGMA user_version = ${index + 1}`);
      database.exec('COMMIT');
    } catch (error) {
      database.exec('ROLLBACK');
      throw error;
    }
  }
}
