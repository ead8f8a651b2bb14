import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { createFileSecrets } from '../../app/file-secrets.ts';
import { openSecrets } from '../../electron/secrets.ts';
import { passwordStore } from '../support/electron-double/safe-storage.ts';
import { silentLog } from '../support/silent-log.ts';
import { tempDir } from '../support/temp-dir.ts';

vi.mock('electron', () => import('../support/electron-double/electron.ts'));

const original = { ...passwordStore };
afterEach(() => Object.assign(passwordStore, original));

function filesIn(dir: string) {
  return { sealed: join(dir, 'secrets.sealed.json'), plain: join(dir, 'secrets.json') };
}

test('keeps a secret sealed, over a restart, and forgets it when told', async () => {
  const files = filesIn(tempDir());
  const { secrets, notice } = await openSecrets(files, silentLog());
  await Promise.all([secrets.set('key', 'open sesame'), secrets.set('other', 'x')]);
  expect(notice).toBeNull();
  expect(readFileSync(files.sealed, 'utf8')).not.toContain('open sesame');
  expect(existsSync(files.plain)).toBe(false);
  const again = (await openSecrets(files, silentLog())).secrets;
  expect(await again.get('key')).toBe('open sesame');
  expect(await again.get('other')).toBe('x');
  await again.delete('key');
  expect(await again.get('key')).toBeUndefined();
});

test('a seal that does not open is an error, not a missing secret, and stays where it is', async () => {
  const files = filesIn(tempDir());
  const { secrets } = await openSecrets(files, silentLog());
  await secrets.set('key', 'open sesame');
  passwordStore.seed = 'another person';
  await expect(secrets.get('key')).rejects.toThrow(
    "cannot open the secret `key`: unlock the system's password store",
  );
  passwordStore.seed = original.seed;
  expect(await secrets.get('key')).toBe('open sesame');
});

test.runIf(process.platform === 'linux')(
  'a password store in name only is not used, and that is said',
  async () => {
    passwordStore.backend = 'basic_text';
    const files = filesIn(tempDir());
    const log = silentLog();
    const { secrets, notice } = await openSecrets(files, log);
    await secrets.set('key', 'open sesame');
    expect(existsSync(files.sealed)).toBe(false);
    expect(statSync(files.plain).mode & 0o077).toBe(0);
    expect(await createFileSecrets(files.plain, log).get('key')).toBe('open sesame');
    expect(notice).toContain('no password store');
    expect(log.entries).toContainEqual(expect.objectContaining({ level: 'warn', message: notice }));
  },
);

test('without a password store a sealed secret is out of reach, not gone', async () => {
  const files = filesIn(tempDir());
  await (await openSecrets(files, silentLog())).secrets.set('key', 'open sesame');
  passwordStore.isAvailable = false;
  const { secrets } = await openSecrets(files, silentLog());
  await expect(secrets.get('key')).rejects.toThrow('sealed by a password store that is not there now');
  await secrets.set('key', 'new');
  expect(await secrets.get('key')).toBe('new');
  passwordStore.isAvailable = true;
  expect(await (await openSecrets(files, silentLog())).secrets.get('key')).toBe('new');
});

test('finds what the app wrote without Electron, and seals it when it is written again', async () => {
  const files = filesIn(tempDir());
  await createFileSecrets(files.plain, silentLog()).set('key', 'from before');
  const { secrets } = await openSecrets(files, silentLog());
  expect(await secrets.get('key')).toBe('from before');
  await secrets.set('key', 'sealed now');
  expect(readFileSync(files.plain, 'utf8')).not.toContain('from before');
  expect(await secrets.get('key')).toBe('sealed now');
});
