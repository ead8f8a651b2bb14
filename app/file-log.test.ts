import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tempDir } from '../test/support/temp-dir.ts';
import { createFileLog } from './file-log.ts';

const now = () => Date.UTC(2026, 10, 22);

test('writes one JSON object a line, and shows warnings and errors', () => {
  const dir = join(tempDir(), 'logs');
  const shown: string[] = [];
  const log = createFileLog({ dir, now, show: (line) => shown.push(line) });
  log.info('started', { port: 4747 });
  log.warn('slow\nupstream');
  const lines = readFileSync(join(dir, 'checkstand.log'), 'utf8').trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
    { at: '2026-11-22T00:00:00.000Z', level: 'info', message: 'started', details: { port: 4747 } },
    { at: '2026-11-22T00:00:00.000Z', level: 'warn', message: 'slow\nupstream' },
  ]);
  expect(shown).toEqual(['warn: slow\nupstream']);
});

test('keeps secrets out, wherever they stand', () => {
  const dir = tempDir();
  const log = createFileLog({ dir, now });
  const secret = 'checkstand_abcdefghijklmnopqrstuvwxyz0123456789';
  log.info(`sent Authorization: Bearer ${secret}`, {
    token: secret,
    nested: [{ password: secret, Cookie: secret, apiKey: secret, 'x-api-key': secret }],
    link: `http://127.0.0.1:4748/#ticket=${secret}`,
    error: new Error(`401 for Bearer ${secret}`, { cause: { operatorKey: secret } }),
    monkey: 'stays',
  });
  const text = readFileSync(join(dir, 'checkstand.log'), 'utf8');
  expect(text).not.toContain(secret);
  expect(text).toContain('"monkey":"stays"');
  expect(text).toContain('401 for Bearer [redacted]');
});

test('starts a new file in time and keeps four old ones', () => {
  const dir = tempDir();
  const log = createFileLog({ dir, now, maxBytes: 200 });
  for (let n = 0; n < 30; n += 1) log.info(`line ${n} ${'x'.repeat(100)}`);
  expect(readdirSync(dir).sort()).toEqual([
    'checkstand.log',
    ...[1, 2, 3, 4].map((n) => `checkstand.log.${n}`),
  ]);
  expect(readFileSync(join(dir, 'checkstand.log'), 'utf8')).toContain('line 29');
  expect(readFileSync(join(dir, 'checkstand.log.1'), 'utf8')).toContain('line 28');
});

test('never throws: endless details, or a folder that cannot be made', () => {
  const loop: Record<string, unknown> = {};
  loop['self'] = loop;
  const dir = tempDir();
  createFileLog({ dir, now }).info('loop', { loop, big: 10n, long: 'x'.repeat(1_000_000) });
  expect(readFileSync(join(dir, 'checkstand.log'), 'utf8').length).toBeLessThan(5_000);

  const blocked = join(dir, 'file');
  writeFileSync(blocked, '');
  const shown: string[] = [];
  createFileLog({ dir: join(blocked, 'logs'), now, show: (line) => shown.push(line) }).error('told');
  expect(shown).toEqual(['error: told']);
});
