import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { Clock, Log, SecretStore } from '../contract/ports.ts';

/** What the cart server needs of its surroundings when it runs by itself, without the app. */

export const systemClock: Clock = {
  now: () => Date.now(),
  after: (delayMs, callback) => {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
};

/** One line an entry, to stderr: stdout belongs to MCP. */
export const stderrLog: Log = {
  info: (message, details) => write('info', message, details),
  warn: (message, details) => write('warn', message, details),
  error: (message, details) => write('error', message, details),
};

function write(level: string, message: string, details?: Readonly<Record<string, unknown>>): void {
  process.stderr.write(`${level}: ${message}${details ? ` ${JSON.stringify(details)}` : ''}\n`);
}

const secretsFile = z.record(z.string(), z.string());

/** Secrets in one file that only its owner may read. */
export function createFileSecrets(path: string): SecretStore {
  // Changes follow one another, so that none is lost between reading and writing.
  let last: Promise<unknown> = Promise.resolve();
  const read = async (): Promise<Record<string, string>> => {
    const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '{}';
      throw error;
    });
    return secretsFile.parse(JSON.parse(text));
  };
  const change = (edit: (secrets: Record<string, string>) => void): Promise<void> => {
    const done = last.then(async () => {
      const secrets = await read();
      edit(secrets);
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      const beside = `${path}.${randomUUID()}`;
      await writeFile(beside, JSON.stringify(secrets), { mode: 0o600, flag: 'wx' });
      await rename(beside, path);
    });
    last = done.catch(() => undefined);
    return done;
  };
  return {
    get: async (name) => {
      await last;
      const secrets = await read();
      return Object.hasOwn(secrets, name) ? secrets[name] : undefined;
    },
    set: (name, value) => change((secrets) => void (secrets[name] = value)),
    delete: (name) =>
      change((secrets) => {
        delete secrets[name];
      }),
  };
}
