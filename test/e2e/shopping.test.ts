import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { StoredEvent } from '../../contract/events.ts';
import { chromiumPath, sandboxFlags } from '../support/chromium.ts';
import { inspector, mcporter, type NpmClient } from '../support/npm-clients.ts';
import { startApp, type StartedApp } from '../support/start-app.ts';

/** The main job: public clients shop through the gateway, a person clicks in the console, the cart tells the truth. */
let started: StartedApp;
let browser: Browser;
let page: Page;
let clients: NpmClient[];
const events: StoredEvent[] = [];

beforeAll(async () => {
  started = await startApp();
  started.app.subscribe((push) => void (push.kind === 'event' && events.push(push.event)));
  browser = await chromium.launch({ executablePath: chromiumPath(), args: sandboxFlags() });
  page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(started.ui.oneTimeLink());
  await page.getByText('Connected').waitFor();
  const url = `${started.app.mcpUrl}/cart`;
  const folder = started.dataDir;
  clients = [
    inspector(url, await started.grant('Inspector'), folder),
    mcporter(url, await started.grant('mcporter'), folder),
  ];
});

afterAll(async () => {
  await browser?.close();
  await started?.close();
});

/** What users of the cart server always had; the further ones are listed behind it. */
const eight = [
  'add_to_cart',
  'add_to_wholefoods_cart',
  'check_login',
  'save_session',
  'search_amazon',
  'search_wholefoods',
  'view_cart',
  'view_wholefoods_cart',
];

const further = ['get_product', 'remove_from_cart', 'save_for_later', 'update_cart_item'];

/** What the shop itself says is in the cart, in minor units. */
async function subtotal(): Promise<number> {
  const { cart } = await started.call('store.refresh', {});
  return cart?.subtotalMinor ?? 0;
}

test('two public clients list the tools that are not hidden, search, and read the cart', async () => {
  for (const client of clients) {
    const listed = await client.listTools();
    expect(listed, client.name).toEqual(expect.arrayContaining(eight));
    expect(listed.sort(), client.name).toEqual([...eight, ...further].sort());
    expect(await client.callTool('search_amazon', { query: 'paper towels' })).toMatch(/Paper Towels/);
    expect(await client.callTool('view_cart', {}), client.name).toMatch(/cart/);
  }
});

test('the tools are classed by what they do', async () => {
  const { upstreams } = await started.call('console.snapshot', {});
  const tools = upstreams.find((it) => it.name === 'cart')?.tools ?? [];
  expect(Object.fromEntries(tools.map((it) => [it.name, `${it.category}, ${it.risk}`]))).toMatchObject({
    search_amazon: 'Read, low',
    view_cart: 'Read, low',
    view_wholefoods_cart: 'Read, low',
    check_login: 'Read, low',
    save_session: 'Write, medium',
    add_to_cart: 'Financial, high',
    add_to_wholefoods_cart: 'Financial, high',
  });
});

test('an add waits for a click in the console; then the cart has it and the result says by how much it grew', async () => {
  for (const client of clients) {
    const before = await subtotal();
    const result = client.callTool('add_to_cart', { query: 'paper towels', quantity: '2' });
    await page.getByRole('button', { name: /approve/i }).click();
    const printed = await result;
    const after = await subtotal();
    expect(after).toBeGreaterThan(before);
    expect(printed).toContain('added 2 x Paper Towels');
    expect(printed).toContain(`spent ${((after - before) / 100).toFixed(2)} USD`);
  }
});

test('denied: the words reach the client and the cart is as it was', async () => {
  for (const client of clients) {
    const before = await subtotal();
    const result = client.callTool('add_to_cart', { query: 'usb c cable' });
    await page.getByRole('button', { name: /^add a word/i }).click();
    await page.getByRole('textbox', { name: /word|agent|reason/i }).fill('we have enough cables');
    await page.getByRole('button', { name: /^deny/i }).click();
    const printed = await result;
    expect(printed).toContain('[POLICY DENIED]');
    expect(printed).toContain('we have enough cables');
    expect(await subtotal()).toBe(before);
  }
});

test('all of it is on the record, and the chain holds', async () => {
  const { firstBroken } = await started.call('audit.verify', {});
  expect(firstBroken).toBeNull();
  const forwarded = events.filter((it) => it.type === 'tool_call.completed').map((it) => it.data.callId);
  const intents = new Set(
    events.flatMap((it) =>
      it.type === 'tool_call.decided' && it.data.decision.effect === 'allow' ? [it.data.callId] : [],
    ),
  );
  expect(forwarded).toHaveLength(6);
  expect(forwarded.every((id) => intents.has(id))).toBe(true);
});
