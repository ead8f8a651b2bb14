import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser, openConsole } from '../support/console-page.ts';
import { startApp, type StartedApp } from '../support/start-app.ts';

/** What the Settings page says about the shop and the browser is what agents then meet. */

let started: StartedApp;
let browser: Browser;
let page: Page;
let agent: Client;
beforeAll(async () => {
  started = await startApp();
  browser = await launchBrowser();
  ({ page } = await openConsole(browser, started.ui.oneTimeLink()));
  agent = new Client({ name: 'agent', version: '1' });
  const authorization = `Bearer ${await started.grant('agent')}`;
  const transport = new StreamableHTTPClientTransport(new URL(`${started.app.mcpUrl}/cart`), {
    requestInit: { headers: { authorization } },
  });
  await agent.connect(transport);
});
afterAll(async () => {
  await agent?.close();
  await browser?.close();
  await started?.close();
});

const open = (name: string) => page.getByRole('link', { name: new RegExp(`^${name}`) }).click();
const look = async () => (await agent.callTool({ name: 'view_cart' })) as CallToolResult; // the older shape is not in use
const settings = () => started.app.snapshot().settings;

test('a wrong browser path is told to agent and person, and corrected where the words say', async () => {
  await open('Settings');
  const path = page.getByLabel('Browser path');
  await path.fill('/nowhere/browser');
  await path.press('Enter');
  await expect.poll(() => settings().browserPath).toBe('/nowhere/browser');
  const failed = await look();
  expect(failed).toMatchObject({ structuredContent: { outcome: 'browser_unavailable' }, isError: true });
  expect(JSON.stringify(failed.content)).toMatch(
    /`\/nowhere\/browser`; correct the browser path in the settings/,
  );

  await open('Store');
  await page.getByText('The browser cannot be used').waitFor();
  await page.getByText('not yet', { exact: true }).first().waitFor(); // nothing was read

  await open('Settings');
  await path.fill('');
  await page.getByRole('button', { name: 'Save path' }).click();
  await expect.poll(() => settings().browserPath).toBe('');
  expect(await look()).toMatchObject({ structuredContent: { outcome: 'ok' } });
});

test('another store counts from the next start on, and that is said; groceries from the next call on', async () => {
  await open('Settings');
  await page.getByLabel(/^Store/).selectOption('amazon.de');
  await page.getByText('amazon.de from the next start on').waitFor();
  await page.getByText('Until Checkstand is started again, agents shop at the demo store.').waitFor();
  expect(settings().store).toBe('amazon.de');
  expect(started.app.snapshot().store.store).toBe('demo');
  await page.getByLabel(/^Store/).selectOption('demo');
  await page.getByText('from the next start on').waitFor({ state: 'detached' });

  await page.getByRole('radio', { name: 'Amazon Fresh' }).click();
  await expect.poll(() => settings().grocery).toBe('fresh');
});

test('what is no store is refused', async () => {
  await expect(started.call('settings.set', { store: 'evil.example' })).rejects.toThrow(/store/);
  expect(settings().store).toBe('demo');
});
