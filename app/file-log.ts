import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Log } from '../contract/ports.ts';
import { redacted, redactedText } from './redact.ts';

type Level = 'info' | 'warn' | 'error';
type Details = Readonly<Record<string, unknown>>;

/** Writes JSON lines to `checkstand.log` in the folder; keeps four older files. Never throws. */
export function createFileLog(options: {
  dir: string;
  now: () => number;
  /** Warnings and errors are shown here as well, in words. */
  show?: (line: string) => void;
  maxBytes?: number;
}): Log {
  const path = join(options.dir, 'checkstand.log');
  const maxBytes = options.maxBytes ?? 2_000_000;
  let bytes: number | undefined;

  const write = (level: Level, message: string, details: Details | undefined): void => {
    const text = redactedText(message);
    if (level !== 'info') options.show?.(`${level}: ${text}`);
    try {
      const at = new Date(options.now()).toISOString();
      const entry = { at, level, message: text, ...(details && { details: redacted(details) }) };
      const line = `${JSON.stringify(entry)}\n`;
      bytes ??= openedSize(options.dir, path);
      if (bytes > 0 && bytes + line.length > maxBytes) {
        rotate(path);
        bytes = 0;
      }
      appendFileSync(path, line, { mode: 0o600 });
      bytes += Buffer.byteLength(line);
    } catch {
      // A full disk must not take the app down with it; the record, not the log, is what calls depend on.
    }
  };
  return {
    info: (message, details) => write('info', message, details),
    warn: (message, details) => write('warn', message, details),
    error: (message, details) => write('error', message, details),
  };
}

function openedSize(dir: string, path: string): number {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

function rotate(path: string): void {
  for (const [from, to] of [3, 2, 1].map((n) => [`${path}.${n}`, `${path}.${n + 1}`] as const)) {
    if (statSync(from, { throwIfNoEntry: false })) renameSync(from, to);
  }
  renameSync(path, `${path}.1`);
}
