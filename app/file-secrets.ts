import { chmodSync, readFileSync, statSync } from 'node:fs';
import { z } from 'zod';
import type { Log, SecretStore } from '../contract/ports.ts';
import { writeAtomically } from './write-atomically.ts';

const secretsFile = z.record(z.string(), z.string());

/**
 * Keeps secrets in a JSON file that only its owner may read: what a machine without a desktop keyring has. A file
 * that cannot be read is an error, never an empty store: writing one over it would lose what it held.
 */
export function createFileSecrets(path: string, log: Log): SecretStore {
  return {
    async get(name) {
      return read(path, log).get(name);
    },
    async set(name, value) {
      write(path, read(path, log).set(name, value));
    },
    async delete(name) {
      const secrets = read(path, log);
      if (secrets.delete(name)) write(path, secrets);
    },
  };
}

function read(path: string, log: Log): Map<string, string> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return new Map(); // fs errors are ErrnoExceptions
    throw error;
  }
  closeToOthers(path, log);
  try {
    return new Map(Object.entries(secretsFile.parse(JSON.parse(text))));
  } catch {
    // Without the cause: its text could quote a secret.
    throw new Error(`cannot read the secrets in \`${path}\`: restore the file, or remove it to start anew`);
  }
}

function write(path: string, secrets: ReadonlyMap<string, string>): void {
  writeAtomically(path, `${JSON.stringify(Object.fromEntries(secrets), null, 2)}\n`);
}

function closeToOthers(path: string, log: Log): void {
  // Windows has no such mode bits; there the profile folder's access list keeps others out.
  if (process.platform === 'win32' || (statSync(path).mode & 0o077) === 0) return;
  chmodSync(path, 0o600);
  log.warn('the secrets file was readable by others; closed it to its owner', { path });
}
