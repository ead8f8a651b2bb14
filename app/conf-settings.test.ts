import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { silentLog } from '../test/support/silent-log.ts';
import { tempDir } from '../test/support/temp-dir.ts';
import { createConfSettings } from './conf-settings.ts';

test('keeps what was set, and only that, in config.json', () => {
  const dir = tempDir();
  const settings = createConfSettings(dir, silentLog());
  expect(settings.get()).toMatchObject({ port: 4747, theme: 'system', isShellApproving: false });
  settings.set({ theme: 'dark', port: 5000 });
  expect(JSON.parse(readFileSync(join(dir, 'config.json'), 'utf8'))).toEqual({ theme: 'dark', port: 5000 });
  expect(createConfSettings(dir, silentLog()).get()).toMatchObject({
    theme: 'dark',
    port: 5000,
    uiPort: 4748,
  });
});

test('a broken value falls back alone, and stays in the file until it is set', () => {
  const dir = tempDir();
  writeFileSync(join(dir, 'config.json'), '{"port":"many","theme":"dark","holdSeconds":-1,"fromLater":true}');
  const settings = createConfSettings(dir, silentLog());
  expect(settings.get()).toMatchObject({ port: 4747, theme: 'dark', holdSeconds: 0 });
  settings.set({ theme: 'light' });
  expect(readFileSync(join(dir, 'config.json'), 'utf8')).toContain('"fromLater": true');
});

test.each(['{"port": 1', '[]', ''])('a file of %j is set aside with a warning', (text) => {
  const dir = tempDir();
  const path = join(dir, 'config.json');
  writeFileSync(path, text);
  const log = silentLog();
  expect(createConfSettings(dir, log).get().port).toBe(4747);
  expect(log.entries).toMatchObject([{ level: 'warn' }]);
  expect(readFileSync(`${path}.broken`, 'utf8')).toBe(text);
});

test('tells those who follow, and not those who left', () => {
  const dir = tempDir();
  const settings = createConfSettings(dir, silentLog());
  const seen: string[] = [];
  const leave = settings.subscribe(({ theme }) => seen.push(theme));
  settings.set({ theme: 'dark' });
  leave();
  settings.set({ theme: 'light' });
  expect(seen).toEqual(['dark']);
  expect(existsSync(join(dir, 'config.json.broken'))).toBe(false);
});
