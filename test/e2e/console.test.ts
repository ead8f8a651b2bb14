import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser, openConsole } from '../support/console-page.ts';
import { startApp, type StartedApp } from '../support/start-app.ts';

/** An agent shops at the demo store through the whole app, and a person answers in the console. */

let app: StartedApp;
let browser: Browser;
let page: Page;
let agent: Client;

beforeAll(async () => {
  [app, browser] = await Promise.all([startApp(), launchBrowser()]);
  ({ page } = await openConsole(browser, app.ui.oneTimeLink()));
  await page.getByRole('heading', { name: 'Welcome to Checkstand' }).waitFor();
  agent = await connect(await app.grant('kitchen agent'));
});
afterAll(async () => {
  await agent.close();
  await browser.close();
  await app.close();
});

async function connect(token: string): Promise<Client> {
  const client = new Client({ name: 'shopper', version: '1.2.3' });
  const url = new URL(`${app.app.mcpUrl}/cart`);
  await client.connect(
    new StreamableHTTPClientTransport(url, {
      requestInit: { headers: { Authorization: `Bearer ${token}` } },
    }),
  );
  return client;
}

const call = (name: string, args: Record<string, unknown> = {}) =>
  agent.callTool({ name, arguments: args }, undefined, { timeout: 90_000 });
const textOf = (result: Awaited<ReturnType<typeof call>>) =>
  (result.content as { text?: string }[]).map((it) => it.text ?? '').join('\n');
const subtotal = async () => {
  const { cart } = await app.call('store.refresh', {});
  return cart?.subtotalMinor ?? 0;
};

test('reads show as they happen', async () => {
  const found = await call('search_amazon', { query: 'batteries' });
  expect(found.isError).not.toBe(true);
  const row = page.getByRole('row', { name: /search_amazon/ });
  await row.getByText('query: batteries').waitFor();
  await row.getByText('done').waitFor();
  await row.getByText('kitchen agent').waitFor();
});

test('an add waits with its price on the card; approved, the cart has exactly that', async () => {
  const before = await subtotal();
  const result = call('add_to_cart', { query: 'batteries', quantity: 2 });
  const card = page.getByRole('article');
  await card.getByText('shopper 1.2.3').waitFor();
  const total = await card.locator('dd').filter({ hasText: /^\$/ }).nth(1).innerText();
  await page.getByRole('button', { name: /approve/i }).click();
  const text = textOf(await result);
  const after = await subtotal();
  expect(after - before).toBe(Math.round(Number(total.replace(/[$,]/g, '')) * 100));
  expect(after).toBeGreaterThan(before);
  expect(text).toContain(total.replace('$', ''));
  await page.getByText(/^Approved in the console/).waitFor();
});

test('a denial reaches the agent with the word, and the cart stays as it is', async () => {
  const before = await subtotal();
  const result = call('add_to_cart', { query: 'batteries', quantity: 1 });
  await page.getByRole('button', { name: /add a word/i }).click();
  await page.getByLabel('What the agent is told with the denial').fill('enough batteries for a year');
  await page.getByRole('button', { name: 'Deny' }).click();
  const denied = await result;
  expect(denied.isError).toBe(true);
  expect(textOf(denied)).toContain('enough batteries for a year');
  expect(await subtotal()).toBe(before);
});

test('paused in the console, the very next call is denied; resumed, it passes', async () => {
  await page.getByRole('switch', { name: 'Pause all' }).click();
  await page.getByText('Paused: every call is denied.').waitFor();
  expect(textOf(await call('view_cart'))).toMatch(/paused/i);
  await page.getByRole('button', { name: 'Resume' }).click();
  await expect.poll(() => page.getByText('Paused: every call is denied.').count()).toBe(0);
  expect((await call('view_cart')).isError).not.toBe(true);
});

test('a tool that is switched to deny in the console is denied at the next call', async () => {
  await page.getByRole('link', { name: 'Tools' }).click();
  const rule = page.getByRole('radiogroup', { name: 'Rule for check_login' });
  await rule.getByRole('radio', { name: 'Deny' }).click();
  await rule.getByRole('radio', { name: 'Deny', checked: true }).waitFor();
  expect(textOf(await call('check_login'))).toMatch(/POLICY DENIED/);
  await rule.getByRole('radio', { name: 'Allow' }).click();
  await rule.getByRole('radio', { name: 'Allow', checked: true }).waitFor();
  expect((await call('check_login')).isError).not.toBe(true);
});

test('a grant made in the console lets a client in; revoked, it does not', async () => {
  await page.getByRole('link', { name: 'Clients' }).click();
  await page.getByRole('button', { name: 'Connect an agent' }).click();
  await page.getByLabel('Name').fill('second agent');
  // Enter twice does not throw away the only sight of the token.
  await page.getByLabel('Name').press('Enter');
  await page.getByTestId('token').waitFor();
  await page.keyboard.press('Enter');
  const token = await page.getByTestId('token').innerText();
  await page.getByRole('button', { name: 'Done' }).click();
  const second = await connect(token);
  expect((await second.listTools()).tools.length).toBeGreaterThan(5);
  const row = page.getByRole('listitem').filter({ hasText: 'second agent' });
  await row.getByText('shopper 1.2.3').waitFor();
  await row.getByRole('button', { name: 'Upstreams…' }).click();
  await page.getByRole('checkbox', { name: /cart/ }).uncheck();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Choose at least one.').waitFor();
  await page.keyboard.press('Escape');
  await row.getByRole('button', { name: 'Revoke…' }).click();
  await page.getByRole('button', { name: 'Revoke', exact: true }).click();
  await row.getByText('revoked', { exact: true }).waitFor();
  await expect(second.listTools()).rejects.toThrow();
  await second.close().catch(() => undefined);
});

test('the record of all that holds', async () => {
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('button', { name: 'Verify record' }).click();
  await page.getByText(/^All \d+ entries hold$/).waitFor();
});
