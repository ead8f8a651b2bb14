import { readFileSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import type { dataFiles } from './data-dir.ts';
import { writeAtomically } from './write-atomically.ts';

/** How to reach the app that runs on a data folder; nothing secret. */
export const runningApp = z.object({
  pid: z.int(),
  mcpUrl: z.string(),
  /** The console's origin; null where the window is the only console. */
  uiUrl: z.string().nullable(),
});
export type RunningApp = z.infer<typeof runningApp>;

/** Held while the app runs. */
export interface DataLock {
  announce(running: RunningApp): void;
  release(): void;
}

type LockFiles = Pick<ReturnType<typeof dataFiles>, 'lock' | 'running'>;

/** A second app on the same data folder would race the first one for budgets and approvals. */
export class AlreadyRunningError extends Error {
  readonly running: RunningApp | undefined;
  constructor(dataDir: string, running: RunningApp | undefined) {
    const where = running
      ? ` (process ${running.pid}, MCP endpoint ${running.mcpUrl}${running.uiUrl ? `, console ${running.uiUrl}` : ''})`
      : '';
    super(
      `Checkstand already runs on \`${dataDir}\`${where}: use that one, stop it first, or give another --data-dir`,
    );
    this.name = 'AlreadyRunningError';
    this.running = running;
  }
}

/**
 * Takes the data folder for this process. The lock is the operating system's, on a file that SQLite holds exclusively:
 * it goes with the process however that ends, and no number of a dead process can be mistaken for a living one.
 */
export function takeDataLock(dataDir: string, files: LockFiles): DataLock {
  const database = new DatabaseSync(files.lock, { timeout: 0 });
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (isBusy(error)) throw new AlreadyRunningError(dataDir, readRunning(files.running));
    throw error;
  }
  rmSync(files.running, { force: true });
  let isHeld = true;
  return {
    announce(running) {
      if (isHeld) writeAtomically(files.running, `${JSON.stringify(running)}\n`);
    },
    release() {
      if (!isHeld) return;
      isHeld = false;
      rmSync(files.running, { force: true });
      database.close();
    },
  };
}

/** Adds the console's origin to what this process announced. */
export function announceConsole(path: string, uiUrl: string): void {
  const running = readRunning(path);
  if (running?.pid === process.pid) writeAtomically(path, `${JSON.stringify({ ...running, uiUrl })}\n`);
}

/** What runs on the folder says of itself; undefined when nothing did. Not proof that it still runs. */
export function readRunning(path: string): RunningApp | undefined {
  try {
    return runningApp.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return undefined;
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === 5; // SQLITE_BUSY
}
