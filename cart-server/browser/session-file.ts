import { createCipheriv, createDecipheriv, randomBytes, randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { SecretStore } from '../../contract/ports.ts';

/** The saved session of one store: encrypted, whole or not there. */
export interface SessionFile {
  save(state: string, at: number): Promise<void>;
  load(): Promise<SavedSession>;
  /** Removes the file and the key. */
  wipe(): Promise<void>;
}

export type SavedSession =
  | { readonly kind: 'none' }
  | { readonly kind: 'saved'; readonly state: string; readonly savedAt: number }
  /** It could not be read and was put aside; `message` says so in words. */
  | { readonly kind: 'broken'; readonly message: string };

const envelope = z.object({
  version: z.literal(1),
  savedAt: z.int(),
  iv: z.base64(),
  tag: z.base64(),
  data: z.base64(),
});

export function createSessionFile(path: string, store: string, secrets: SecretStore): SessionFile {
  const keyName = `cart-session-key:${store}`;
  // Writes follow one another: the last state given is the one that stays.
  let writing: Promise<void> = Promise.resolve();
  return {
    save: (state, at) => {
      const write = async () => {
        const key = (await readKey(secrets, keyName)) ?? (await newKey(secrets, keyName));
        await writeWhole(path, JSON.stringify(seal(state, at, key, store)));
      };
      const done = writing.then(write);
      writing = done.catch(() => undefined);
      return done;
    },
    load: async () => {
      const text = await readFile(path, 'utf8').catch(missing);
      if (text === undefined) return { kind: 'none' };
      const key = await readKey(secrets, keyName);
      const opened = key && unseal(text, key, store);
      if (opened) return { kind: 'saved', ...opened };
      const aside = `${path}.unreadable`;
      await rename(path, aside);
      const why = key ? 'does not decrypt (changed or damaged)' : 'has lost its key';
      return {
        kind: 'broken',
        message: `the saved session ${why}; it was put aside as \`${aside}\`, sign in again`,
      };
    },
    wipe: async () => {
      await writing;
      await rm(path, { force: true });
      await rm(`${path}.unreadable`, { force: true });
      await secrets.delete(keyName);
    },
  };
}

function seal(state: string, savedAt: number, key: Buffer, store: string): z.infer<typeof envelope> {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(boundTo(store, savedAt));
  const data = Buffer.concat([cipher.update(state, 'utf8'), cipher.final()]);
  const text = (bytes: Buffer) => bytes.toString('base64');
  return { version: 1, savedAt, iv: text(iv), tag: text(cipher.getAuthTag()), data: text(data) };
}

function unseal(text: string, key: Buffer, store: string): { state: string; savedAt: number } | undefined {
  try {
    const { savedAt, iv, tag, data } = envelope.parse(JSON.parse(text));
    const bytes = (base64: string) => Buffer.from(base64, 'base64');
    const decipher = createDecipheriv('aes-256-gcm', key, bytes(iv), { authTagLength: 16 })
      .setAAD(boundTo(store, savedAt))
      .setAuthTag(bytes(tag));
    const state = Buffer.concat([decipher.update(bytes(data)), decipher.final()]).toString('utf8');
    return { state, savedAt };
  } catch {
    return undefined;
  }
}

const boundTo = (store: string, savedAt: number) => Buffer.from(`checkstand session 1 ${store} ${savedAt}`);

async function readKey(secrets: SecretStore, name: string): Promise<Buffer | undefined> {
  const key = Buffer.from((await secrets.get(name)) ?? '', 'base64');
  return key.length === 32 ? key : undefined;
}

async function newKey(secrets: SecretStore, name: string): Promise<Buffer> {
  const key = randomBytes(32);
  await secrets.set(name, key.toString('base64'));
  return key;
}

/** Beside, flushed, then renamed: a crash leaves the old file or the new one. */
async function writeWhole(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const beside = `${path}.${randomUUID()}`;
  const file = await open(beside, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(beside, path);
}

function missing(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT') return undefined;
  throw error;
}
