import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { answerConsole } from './console-files.ts';

const dir = mkdtempSync(join(tmpdir(), 'checkstand-test-'));
const rendererDir = join(dir, 'renderer');
mkdirSync(join(rendererDir, 'assets'), { recursive: true });
writeFileSync(join(rendererDir, 'index.html'), '<h1>console</h1>');
writeFileSync(join(rendererDir, 'assets', 'a b.js'), 'export {}');
writeFileSync(join(rendererDir, 'notes.txt'), 'no type that the console has');
writeFileSync(join(dir, 'secret.json'), '{"secret":true}');
mkdirSync(join(dir, 'renderer-old'));
writeFileSync(join(dir, 'renderer-old', 'index.html'), 'another folder');
afterAll(() => rmSync(dir, { recursive: true }));

const get = (url: string, method = 'GET') => answerConsole({ url, method }, rendererDir);

test.each([
  ['app://console/', 'text/html; charset=utf-8', '<h1>console</h1>'],
  ['app://console/index.html?x=1#y', 'text/html; charset=utf-8', '<h1>console</h1>'],
  ['app://console/assets/a%20b.js', 'text/javascript; charset=utf-8', 'export {}'],
])('serves %s', async (url, type, body) => {
  const response = await get(url);
  expect([response.status, response.headers.get('content-type')]).toEqual([200, type]);
  expect(await response.text()).toBe(body);
});

test.each([
  'app://console/../secret.json',
  'app://console/..%2fsecret.json',
  'app://console/%2e%2e%2fsecret.json',
  'app://console/%2e%2e/secret.json',
  'app://console/assets/..%2f..%2fsecret.json',
  'app://console/..%2frenderer-old/index.html',
  'app://console/..%5csecret.json',
  'app://console//etc/passwd.json',
  'app://console/index.html%00.js',
  'app://console/%zz.html',
  'app://console/assets',
  'app://console/notes.txt',
  'app://console/missing.html',
  'app://other/index.html',
  'app://console.evil/index.html',
  'file:///index.html',
  'not a url',
])('refuses %s', async (url) => {
  const response = await get(url);
  expect(response.status).toBe(404);
  expect(await response.text()).toBe('');
});

test('answers GET and HEAD only', async () => {
  expect((await get('app://console/index.html', 'POST')).status).toBe(405);
  const head = await get('app://console/index.html', 'HEAD');
  expect([head.status, await head.text()]).toEqual([200, '']);
});

test('every answer, refusals too, forbids whatever is not a file of the console', async () => {
  for (const url of ['app://console/', 'app://console/missing.html']) {
    const policy = (await get(url)).headers.get('content-security-policy')?.split('; ');
    expect(policy).toEqual([
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self' data:",
      "font-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ]);
    expect((await get(url)).headers.get('x-content-type-options')).toBe('nosniff');
  }
});
