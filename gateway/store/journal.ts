import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readSync,
  renameSync,
  writeSync,
} from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';

/**
 * Lines that are on disk before the call they are about goes on, until the database has them. The file is written over
 * from its beginning each time, because that is cheaper than making it longer and shorter again: what is left in it may be
 * lines that the database has, and pieces of such. So a line has to say by itself what it is and that it is whole.
 */
export interface Journal {
  /** What is in the file: whole lines, and pieces of some that were written over. */
  lines(): string[];
  /**
   * Writes a line, which ends with the one line feed there is in it. It survives the end of the process, as what the
   * database commits does. Throws when it could not be written whole.
   */
  append(line: string): void;
  /** The database has all lines: the next is written over them. */
  startOver(): void;
  /** Keeps the file beside, for what the database cannot take; answers where. */
  setAside(): string | null;
  close(): void;
}

/** What the file may keep of lines that the database has. */
const mostKeptBytes = 1024 * 1024;

/** Where the journal of a database is; null for one in memory. */
export function journalBeside(database: DatabaseSync): string | null {
  const file = database.location();
  return file === null ? null : `${file}.intents`;
}

/** Opens (or creates) a journal; without a path it keeps nothing. Throws what the file system does. */
export function openJournal(path: string | null): Journal {
  if (path === null)
    return { lines: () => [], append() {}, startOver() {}, setAside: () => null, close() {} };
  const open = () => openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600);
  let file = open();
  let end = 0;
  let isClosed = false;

  function shorten(): void {
    try {
      ftruncateSync(file);
    } catch {
      // As good as it is; only longer to read after a crash.
    }
  }

  return {
    // What comes after the last line feed was not written whole: nobody acted on it.
    lines: () => contentOf(file).split('\n').slice(0, -1),
    append(line) {
      // The number of a closed file may be that of another by now.
      if (isClosed) throw new Error(`the journal \`${path}\` is closed`);
      const written = writeSync(file, line, end);
      const length = Buffer.byteLength(line);
      if (written < length) {
        throw new Error(`${written} of ${length} bytes could be written to \`${path}\`: is the disk full?`);
      }
      end += written;
    },
    startOver() {
      if (end > mostKeptBytes) shorten();
      end = 0;
    },
    setAside() {
      const aside = freeName(`${path}.unfit`);
      // Closed last: one that cannot be renamed stays the journal.
      renameSync(path, aside);
      const old = file;
      file = open();
      closeSync(old);
      return aside;
    },
    close() {
      if (isClosed) return;
      isClosed = true;
      closeSync(file);
    },
  };
}

/** What was put aside before stays. */
function freeName(path: string): string {
  let name = path;
  for (let at = 2; existsSync(name); at += 1) name = `${path}-${at}`;
  return name;
}

function contentOf(file: number): string {
  const bytes = Buffer.alloc(fstatSync(file).size);
  const length = readSync(file, bytes, 0, bytes.length, 0);
  return bytes.toString('utf8', 0, length);
}
