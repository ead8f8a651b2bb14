import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { SecretStore } from '../../contract/ports.ts';
import { createSessionFile } from './session-file.ts';

function setUp() {
  const dir = mkdtempSync(join(tmpdir(), 'checkstand-session-'));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  const kept = new Map<string, string>();
  const secrets: SecretStore = {
    get: async (name) => kept.get(name),
    set: async (name, value) => void kept.set(name, value),
    delete: async (name) => void kept.delete(name),
  };
  const path = join(dir, 'stores', 'session.json');
  return { path, kept, secrets, file: createSessionFile(path, 'amazon.com', secrets) };
}

test('what was saved last comes back, and only its owner may read the file', async () => {
  const { path, file } = setUp();
  expect(await file.load()).toEqual({ kind: 'none' });
  await Promise.all([file.save('{"cookies":1}', 1), file.save('{"cookies":2}', 2)]);
  expect(await file.load()).toEqual({ kind: 'saved', state: '{"cookies":2}', savedAt: 2 });
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readFileSync(path, 'utf8')).not.toContain('cookies');
  expect(readdirSync(join(path, '..'))).toEqual(['session.json']);
});

test.for(['data', 'tag', 'iv', 'savedAt'])(
  'a changed `%s` is noticed and the file put aside',
  async (part) => {
    const { path, file } = setUp();
    await file.save('secret', 1);
    const saved = JSON.parse(readFileSync(path, 'utf8')) as Record<string, string | number>;
    const value = saved[part] ?? '';
    saved[part] =
      typeof value === 'number' ? value + 1 : `${value.startsWith('A') ? 'B' : 'A'}${value.slice(1)}`;
    writeFileSync(path, JSON.stringify(saved));
    expect(await file.load()).toMatchObject({
      kind: 'broken',
      message: expect.stringContaining('sign in again') as unknown,
    });
    expect(await file.load()).toEqual({ kind: 'none' });
    await file.save('new', 2);
    expect(await file.load()).toMatchObject({ state: 'new' });
  },
);

test('a file of another store, without its key, or no JSON at all is no session', async () => {
  const { path, kept, secrets, file } = setUp();
  await file.save('secret', 1);
  kept.set('cart-session-key:demo', kept.get('cart-session-key:amazon.com') ?? '');
  expect(await createSessionFile(path, 'demo', secrets).load()).toMatchObject({ kind: 'broken' });
  await file.save('secret', 1);
  kept.clear();
  expect(await file.load()).toMatchObject({
    kind: 'broken',
    message: expect.stringContaining('lost its key') as unknown,
  });
  writeFileSync(path, 'nonsense');
  expect(await file.load()).toMatchObject({ kind: 'broken' });
});

test('wiping leaves neither file nor key', async () => {
  const { path, kept, file } = setUp();
  await file.save('secret', 1);
  await file.wipe();
  expect(readdirSync(join(path, '..'))).toEqual([]);
  expect(kept.size).toBe(0);
});
