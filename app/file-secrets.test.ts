import { chmodSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { silentLog } from '../test/support/silent-log.ts';
import { tempDir } from '../test/support/temp-dir.ts';
import { createFileSecrets } from './file-secrets.ts';

const modeOf = (path: string): number => statSync(path).mode & 0o777;

test('keeps secrets across starts in a file for its owner alone', async () => {
  const path = join(tempDir(), 'secrets.json');
  const secrets = createFileSecrets(path, silentLog());
  expect(await secrets.get('key')).toBeUndefined();
  await secrets.set('key', 'one');
  await secrets.set('__proto__', 'two');
  expect(modeOf(path)).toBe(0o600);

  const again = createFileSecrets(path, silentLog());
  expect(await again.get('key')).toBe('one');
  expect(await again.get('constructor')).toBeUndefined();
  await again.delete('key');
  await again.delete('never there');
  expect(await secrets.get('key')).toBeUndefined();
});

test('two set at once are both kept, and no draft stays', async () => {
  const dir = tempDir();
  const secrets = createFileSecrets(join(dir, 'secrets.json'), silentLog());
  await Promise.all(Array.from({ length: 20 }, (_, n) => secrets.set(`name${n}`, `value${n}`)));
  expect(await secrets.get('name0')).toBe('value0');
  expect(await secrets.get('name19')).toBe('value19');
  expect(readdirSync(dir)).toEqual(['secrets.json']);
});

test('closes a file that others could read, and says so', async () => {
  const path = join(tempDir(), 'secrets.json');
  const log = silentLog();
  const secrets = createFileSecrets(path, log);
  await secrets.set('key', 'one');
  chmodSync(path, 0o644);
  expect(await secrets.get('key')).toBe('one');
  expect(modeOf(path)).toBe(0o600);
  expect(log.entries).toMatchObject([{ level: 'warn' }]);
});

test.each(['', 'junk', '[]', '{"key":7}'])(
  'a file of %j is an error and is not written over',
  async (text) => {
    const path = join(tempDir(), 'secrets.json');
    writeFileSync(path, text, { mode: 0o600 });
    const secrets = createFileSecrets(path, silentLog());
    await expect(secrets.get('key')).rejects.toThrow('cannot read the secrets');
    await expect(secrets.set('key', 'one')).rejects.toThrow('cannot read the secrets');
    expect(readFileSync(path, 'utf8')).toBe(text);
  },
);
