import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { saveToken, tokenFile } from '../../app/cli/bridge-token.ts';
import { runCommand } from '../support/run-command.ts';
import { startApp, type StartedApp } from '../support/start-app.ts';

const bin = fileURLToPath(new URL('../../bin/checkstand.js', import.meta.url));

let dataDir: string;
let app: StartedApp | undefined;
const clients: Client[] = [];

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'checkstand-bridge-'));
});
afterEach(async () => {
  for (const client of clients.splice(0)) await client.close();
  await app?.close();
  app = undefined;
  rmSync(dataDir, { recursive: true, force: true, maxRetries: 3 });
});

const start = async () => (app = await startApp({ dataDir }));

/** Connects a real client to the command as a desktop client does: by starting it. */
async function connect(env: Record<string, string>, ...args: string[]): Promise<Client> {
  const client = new Client({ name: 'desktop', version: '1.0.0' });
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [
      '--disable-warning=ExperimentalWarning',
      bin,
      'bridge',
      '--grant',
      'desk',
      '--data-dir',
      dataDir,
      ...args,
    ],
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stderr: 'ignore',
  });
  await client.connect(transport);
  clients.push(client);
  return client;
}

const namesOf = async (client: Client) => (await client.listTools()).tools.map(({ name }) => name);

test('a client that speaks stdio lists and calls through the running app, and outlives it', async () => {
  const { call, grant } = await start();
  const token = await grant('desk');
  const all = await connect({ CHECKSTAND_TOKEN: token }, '--wait', '60');
  const one = await connect({ CHECKSTAND_TOKEN: token }, '--upstream', 'cart');
  expect(await namesOf(all)).toContain('cart__view_cart');
  expect(await namesOf(one)).toContain('view_cart');
  await call('policy.save', { upstream: 'cart', grantId: null, document: { version: '1', default: 'deny' } });
  const denied = await all.callTool({ name: 'cart__clear_cart', arguments: {} });
  expect(JSON.stringify(denied.content)).toContain('POLICY DENIED');

  let changes = 0;
  all.fallbackNotificationHandler = async ({ method }) => {
    if (method === 'notifications/tools/list_changed') changes += 1;
  };
  await app?.close();
  const waiting = namesOf(all); // for an app that comes back, on another port
  await start();
  expect(await waiting).toContain('cart__view_cart');
  await expect.poll(() => changes, { timeout: 30_000 }).toBeGreaterThan(0);
});

test('a token that was kept is found; one that others can read is not used', async () => {
  const { grant } = await start();
  const path = saveToken(dataDir, 'desk', await grant('desk'));
  if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(await namesOf(await connect({}, '--upstream', 'cart'))).toContain('view_cart');
  if (process.platform === 'win32') return;
  chmodSync(path, 0o644);
  const { code, err } = await runCommand(['bridge', '--grant', 'desk', '--data-dir', dataDir]).ended;
  expect(code).toBe(1);
  expect(err).toContain('others on this machine can read');
});

test('`grants add --save` keeps the token and does not show it', async () => {
  const added = await runCommand(['grants', 'add', 'desk', '--save', '--data-dir', dataDir]).ended;
  expect(added).toMatchObject({ code: 0 });
  expect(added.out + added.err).not.toMatch(/checkstand_[\w-]{20}/);
  expect(added.out).toContain(tokenFile(dataDir, 'desk'));
  await start();
  expect(await namesOf(await connect({}))).toContain('cart__view_cart');
});

test('without an app it says so on stderr and to the client, and ends with its input', async () => {
  const args = ['bridge', '--grant', 'desk', '--data-dir', dataDir, '--wait', '0'];
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', bin, ...args], {
    env: { ...process.env, CHECKSTAND_TOKEN: 'T' },
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  child.stdin.write('{"jsonrpc":"2.0","id":"a","method":"initialize","params":{}}\n');
  await expect.poll(() => out, { timeout: 30_000 }).toContain('\n');
  expect(JSON.parse(out)).toMatchObject({ id: 'a', error: { code: 1001 } });
  expect(out).toContain('start the app');
  expect(err).toContain('Checkstand is not running');
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.stdin.end();
  expect(await ended).toBe(0);
});

test.each([
  [['bridge'], 2, '--grant NAME is missing'],
  [['bridge', '--grant', 'desk', '--token', 'x'], 2, 'CHECKSTAND_TOKEN'],
  [['bridge', '--grant', 'desk', '--wait', 'long'], 2, 'no number of seconds'],
  [['bridge', '--grant', 'desk'], 1, 'no token for the grant `desk`'],
])('%j ends at once, in words', async (argv, code, words) => {
  const withDir = argv.length > 1 ? [...argv, '--data-dir', dataDir] : argv;
  const ended = await runCommand(withDir, { env: { CHECKSTAND_TOKEN: undefined } }).ended;
  expect(ended.code).toBe(code);
  expect(ended.err).toContain(words);
  expect(ended.out).toBe('');
});
