import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { launchBrowser, openConsole } from '../support/console-page.ts';
import { startApp, type StartedApp } from '../support/start-app.ts';

/** What a person chooses under "Try what can go wrong" is what an agent meets with its next call. */

let started: StartedApp;
let browser: Browser;
let page: Page;
let agent: Client;
beforeAll(async () => {
  started = await startApp();
  browser = await launchBrowser();
  ({ page } = await openConsole(browser, started.ui.oneTimeLink()));
  await page.getByRole('link', { name: /^Store/ }).click();
  agent = new Client({ name: 'agent', version: '1' });
  const authorization = `Bearer ${await started.grant('agent')}`;
  const transport = new StreamableHTTPClientTransport(new URL(`${started.app.mcpUrl}/cart`), {
    requestInit: { headers: { authorization } },
  });
  await agent.connect(transport);
});
afterEach(() => started.call('demo.setSwitches', {}));
afterAll(async () => {
  await agent?.close();
  await browser?.close();
  await started?.close();
});

const menu = () => page.getByRole('region', { name: 'Try what can go wrong' });
const choice = (name: string) => menu().getByRole('button', { name: new RegExp(`^${name}`) });
const status = () => menu().getByRole('status');

async function call(name: string, args: Record<string, unknown> = {}) {
  const result = (await agent.callTool({ name, arguments: args })) as CallToolResult; // the older shape is not in use
  const [first] = result.content;
  const text = first?.type === 'text' ? first.text : '';
  return { ...result.structuredContent, text, isError: result.isError === true };
}

test('a choice holds from the next call on, until everything is normal again', async () => {
  await status().getByText('Everything is normal.').waitFor();
  expect(await call('view_cart')).toMatchObject({ outcome: 'ok' });

  await choice('Drop the connection').click();
  await status().getByText('On: Drop the connection.').waitFor();
  expect(await choice('Drop the connection').getAttribute('aria-pressed')).toBe('true');
  expect(await call('view_cart')).toMatchObject({ outcome: 'unreachable', isError: true });

  // One at a time: the next choice takes the place of the one before.
  await choice('Raise all prices by a fifth').click();
  await status().getByText('On: Raise all prices by a fifth.').waitFor();
  expect(await choice('Drop the connection').getAttribute('aria-pressed')).toBe('false');
  const found = await call('search_amazon', { query: 'paper towels' });
  expect(found).toMatchObject({ outcome: 'ok', text: expect.stringContaining('$25.79') as string });

  await menu().getByRole('button', { name: 'Everything normal again' }).click();
  await status().getByText('Everything is normal.').waitFor();
  expect(await call('view_cart')).toMatchObject({ outcome: 'ok' });
});

test('by keyboard; pressing it again takes it back; a reload still shows what is on', async () => {
  await page.reload();
  await choice('Sell out of stock').focus();
  await page.keyboard.press('Enter');
  await status().getByText('On: Sell out of stock.').waitFor();
  await page.reload();
  await status().getByText('On: Sell out of stock.').waitFor();
  expect(await started.call('demo.getSwitches', {})).toEqual({ offers: { '*': { kind: 'out_of_stock' } } });
  await choice('Sell out of stock').focus();
  await page.keyboard.press('Space');
  await status().getByText('Everything is normal.').waitFor();
  expect(await started.call('demo.getSwitches', {})).toEqual({});
});

test('what was set in another way is named', async () => {
  await started.call('demo.setSwitches', { era: 2023, lateBuyBoxMs: 500 });
  await page.reload();
  await status().getByText('Set by something else: era, lateBuyBoxMs.').waitFor();
  expect(await menu().getByRole('button', { name: 'Everything normal again' }).isEnabled()).toBe(true);
});

test('signed out: the agent is told to ask the person, the person is told to sign in, and then it goes on', async () => {
  await choice('Sign the shopper out').click();
  await status().getByText('On: Sign the shopper out.').waitFor();
  // Calls wait a while for the person, who now sees what to do.
  const waiting = call('view_cart');
  await page.getByRole('alert').first().waitFor();
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByText('Signed in as Alex').first().waitFor();
  expect(await waiting).toMatchObject({ outcome: 'ok' });
});
