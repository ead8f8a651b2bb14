import { readFileSync } from 'node:fs';
import { safeStorage } from 'electron';
import { z } from 'zod';
import { createFileSecrets } from '../app/file-secrets.ts';
import { writeAtomically } from '../app/write-atomically.ts';
import type { Log, SecretStore } from '../contract/ports.ts';

export interface OpenedSecrets {
  readonly secrets: SecretStore;
  /** What the person should know about how well they are kept; null when there is nothing to say. */
  readonly notice: string | null;
}

/**
 * Secrets sealed by the system's password store. Without one they go into the file that the app without Electron
 * uses, readable by its owner alone, and that is said: a seal with a key that everybody knows would only look safe.
 * Ask after the app is ready.
 */
export async function openSecrets(
  files: { readonly sealed: string; readonly plain: string },
  log: Log,
): Promise<OpenedSecrets> {
  const plain = createFileSecrets(files.plain, log);
  if (await canSeal()) return { secrets: sealedSecrets(files.sealed, plain), notice: null };
  const notice = 'no password store found: secrets are in a file that only you can read';
  log.warn(notice, { path: files.plain });
  return { secrets: unsealedSecrets(files.sealed, plain), notice };
}

async function canSeal(): Promise<boolean> {
  // On Linux without a password store Chromium seals with a fixed key (`basic_text`) and calls that available.
  if (process.platform === 'linux' && safeStorage.getSelectedStorageBackend() === 'basic_text') return false;
  // A password store that fails when asked is none.
  return safeStorage.isAsyncEncryptionAvailable().catch(() => false);
}

function sealedSecrets(path: string, plain: SecretStore): SecretStore {
  const seal = async (name: string, value: string): Promise<void> => {
    const sealed = (await safeStorage.encryptStringAsync(value)).toString('base64');
    // Read after the wait, so that two secrets set at once both stay.
    write(path, read(path).set(name, sealed));
  };
  return {
    async get(name) {
      const sealed = read(path).get(name);
      // What the app wrote when it ran without Electron, or before there was a password store.
      if (sealed === undefined) return plain.get(name);
      const { result, shouldReEncrypt } = await opened(name, sealed);
      if (shouldReEncrypt) await seal(name, result);
      return result;
    },
    async set(name, value) {
      await seal(name, value);
      await plain.delete(name);
    },
    async delete(name) {
      const secrets = read(path);
      if (secrets.delete(name)) write(path, secrets);
      await plain.delete(name);
    },
  };
}

async function opened(name: string, sealed: string): Promise<{ result: string; shouldReEncrypt: boolean }> {
  try {
    return await safeStorage.decryptStringAsync(Buffer.from(sealed, 'base64'));
  } catch (error) {
    // An error, not "there is none": whoever asks would make a new one and lose the old for good.
    throw new Error(`cannot open the secret \`${name}\`: unlock the system's password store and try again`, {
      cause: error,
    });
  }
}

function unsealedSecrets(sealedPath: string, plain: SecretStore): SecretStore {
  const dropSealed = (name: string): void => {
    const sealed = read(sealedPath);
    if (sealed.delete(name)) write(sealedPath, sealed);
  };
  return {
    async get(name) {
      const value = await plain.get(name);
      if (value !== undefined || !read(sealedPath).has(name)) return value;
      throw new Error(
        `cannot open the secret \`${name}\`: it is sealed by a password store that is not there now`,
      );
    },
    async set(name, value) {
      await plain.set(name, value);
      dropSealed(name);
    },
    async delete(name) {
      await plain.delete(name);
      dropSealed(name);
    },
  };
}

const sealedFile = z.record(z.string(), z.base64());

function read(path: string): Map<string, string> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return new Map(); // fs errors are ErrnoExceptions
    throw error;
  }
  try {
    return new Map(Object.entries(sealedFile.parse(JSON.parse(text))));
  } catch (error) {
    throw new Error(`cannot read the secrets in \`${path}\`: restore the file, or remove it to start anew`, {
      cause: error,
    });
  }
}

function write(path: string, secrets: ReadonlyMap<string, string>): void {
  writeAtomically(path, `${JSON.stringify(Object.fromEntries(secrets), null, 2)}\n`);
}
