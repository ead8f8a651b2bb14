import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { callTool } from './cart-fixture.ts';
import { shopState } from './demo-store/state.ts';
import { towels } from './demo-store/testing/goods.ts';

/** The cart server alone, killed as a whole: what a new one finds is what the shop has, and the same person. */

let dataDir: string;
const opened: Client[] = [];
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'checkstand-crash-'));
  const signedIn = spawnSync(process.execPath, [...command(), '--sign-in'], { encoding: 'utf8' });
  expect(signedIn.stderr).toContain('signed in as Alex');
});
afterEach(async () => {
  for (const client of opened.splice(0)) await client.close();
  rmSync(dataDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
});

const command = () => [
  '--disable-warning=ExperimentalWarning',
  join(import.meta.dirname, 'main.ts'),
  ...['--store', 'demo', '--data-dir', dataDir],
];

async function start(): Promise<{ client: Client; pid: number }> {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: command(),
    stderr: 'ignore',
  });
  const client = new Client({ name: 'test', version: '1' });
  await client.connect(transport);
  opened.push(client);
  return { client, pid: transport.pid ?? Number.NaN };
}

/** What the shop has on disk for the account: the file is written before anybody is answered. */
function inShop(): number {
  const state = shopState.parse(JSON.parse(readFileSync(join(dataDir, 'demo-store.json'), 'utf8')));
  const lines = Object.values(state.accounts).flatMap((it) => it.shop.active);
  return lines.find((it) => it.asin === towels)?.quantity ?? 0;
}

async function expectAllIsWell(quantity: number) {
  const { client } = await start();
  expect(await callTool(client, 'check_login')).toMatchObject({
    outcome: 'ok',
    data: { signedIn: true, name: 'Alex' },
  });
  expect(await callTool(client, 'view_cart')).toMatchObject({ outcome: 'ok', data: { count: quantity } });
  const added = await callTool(client, 'add_to_cart', { asin: towels });
  expect(added).toMatchObject({
    outcome: 'ok',
    data: { quantityAdded: 1, line: { quantity: quantity + 1 } },
  });
  expect(inShop()).toBe(quantity + 1);
}

test('killed between the click and its confirmation: the next one finds it in the cart', async () => {
  const { client, pid } = await start();
  const adding = callTool(client, 'add_to_cart', { asin: towels, quantity: 2 });
  adding.catch(() => undefined); // expected below
  await vi.waitFor(() => expect(inShop()).toBe(2), { timeout: 60_000, interval: 2 });
  process.kill(pid, 'SIGKILL');
  await expect(adding).rejects.toThrow(/closed/i);
  await expectAllIsWell(2);
});

test('killed before the click: the next one finds nothing of it', async () => {
  const { client, pid } = await start();
  const adding = callTool(
    client,
    'add_to_cart',
    { asin: towels, quantity: 2 },
    { onprogress: ({ message }) => message?.startsWith('opening') && process.kill(pid, 'SIGKILL') },
  );
  await expect(adding).rejects.toThrow(/closed/i);
  expect(inShop()).toBe(0);
  await expectAllIsWell(0);
});
