import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startProtectedUpstream, type ProtectedUpstream } from '../fixtures/upstreams/protected-upstream.ts';
import { launchBrowser, openConsole } from '../support/console-page.ts';
import { startApp, type StartedApp } from '../support/start-app.ts';

/**
 * The other ways in: an address with a sign-in, and the configuration of an agent. Then what is there is edited, and
 * gets the rules that fit. The tests follow on one another, on one app.
 */
const patience = { timeout: 60_000 };
const scripted = join(import.meta.dirname, '../fixtures/upstreams/scripted-server.ts');

let browser: Browser;
let app: StartedApp;
let shop: ProtectedUpstream;
let page: Page;
let complaints: readonly string[];
let home: string;
let toolFile: string;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'checkstand-home-'));
  toolFile = join(home, 'tools.json');
  const inputSchema = { type: 'object' };
  writeFileSync(
    toolFile,
    JSON.stringify(['get_sum', 'list_sums', 'save_sum', 'delete_sum'].map((name) => ({ name, inputSchema }))),
  );
  browser = await launchBrowser();
  // The configurations of agents are looked for in the home of this test.
  vi.stubEnv('HOME', home);
  vi.stubEnv('USERPROFILE', home);
  vi.stubEnv('XDG_CONFIG_HOME', undefined);
  vi.stubEnv('CODEX_HOME', undefined);
  [app, shop] = await Promise.all([startApp(), startProtectedUpstream()]);
  ({ page, complaints } = await openConsole(browser, app.ui.oneTimeLink()));
  page.setDefaultTimeout(patience.timeout);
});
afterAll(async () => {
  await browser?.close();
  await app?.close();
  await shop?.close();
  vi.unstubAllEnvs();
  rmSync(home, { recursive: true, force: true, maxRetries: 3 });
});

const dialog = () => page.getByRole('dialog');
const button = (name: string | RegExp) => page.getByRole('button', { name });
const viewOf = (name: string) => app.app.snapshot().upstreams.find((it) => it.name === name);
const policyOf = (name: string) =>
  app.app.snapshot().policies.find((it) => it.upstream === name && it.grantId === null);

async function open(name: string): Promise<void> {
  await page.getByRole('link', { name: /^Upstreams/ }).click();
  await page.getByRole('link', { name: new RegExp(`^${name}`) }).click();
  await page.getByRole('heading', { name: new RegExp(`^${name}`) }).waitFor();
}

test('a server is added by its address; it wants a sign-in, and the page leads through it', async () => {
  await page.getByRole('link', { name: /^Upstreams/ }).click();
  await button('Add servers').click();
  await page.getByRole('tab', { name: 'Address' }).click();
  await button('Add this server').click();
  await page.getByText('Give it a name.').waitFor();
  await page.getByText('Give an address that begins with').waitFor();
  await page.getByLabel('Name').fill('shop');
  await page.getByLabel('Address').last().fill(shop.upstream.url);
  await button('Add this server').click();
  await dialog().waitFor({ state: 'detached' });
  await page.getByRole('link', { name: /^shop/ }).getByText('sign-in needed').waitFor();

  await open('shop');
  await button('Sign in').click();
  const { host } = new URL(shop.server.url);
  const link = page.getByRole('link', { name: `Open ${host}` });
  const address = (await link.getAttribute('href')) ?? '';
  expect(new URL(address).searchParams.get('resource')).toBe(shop.upstream.url);
  // What the person does in a browser window of their own.
  expect((await fetch(shop.server.approve(address))).status).toBe(200);
  await button('Sign out').waitFor();
  await link.waitFor({ state: 'detached' });
  await page.getByText('running', { exact: true }).waitFor();
  await expect.poll(() => viewOf('shop')?.tools.length, patience).toBeGreaterThan(0);
});

test('what an agent has in its configuration is shown without secrets, and taken over', async () => {
  mkdirSync(join(home, '.cursor'));
  const command = process.execPath;
  const servers = {
    sums: { command, args: [scripted, toolFile], env: { SUMS_TOKEN: 'first-secret-1' } },
    'shop again': { url: shop.upstream.url },
    broken: { command: 7 },
  };
  writeFileSync(join(home, '.cursor', 'mcp.json'), JSON.stringify({ mcpServers: servers }));
  await page.getByRole('link', { name: /^Upstreams/ }).click();
  await button('Add servers').click();
  await page.getByRole('tab', { name: 'From your agents' }).click();
  const cursor = page.getByRole('region', { name: 'Cursor' });
  await cursor.getByText('with SUMS_TOKEN').waitFor();
  await cursor.getByText(/is here already, as/).waitFor();
  expect(await dialog().innerText()).not.toContain('first-secret-1');
  expect(await cursor.getByRole('checkbox', { name: /^shop again/ }).isChecked()).toBe(false);
  expect(await cursor.getByRole('checkbox', { name: /^broken/ }).isEnabled()).toBe(false);
  await cursor.getByRole('button', { name: 'Add this server' }).click();
  await dialog().waitFor({ state: 'detached' });
  await expect.poll(() => viewOf('sums')?.state, patience).toBe('ready');
});

test('an edit shows what is there, keeps what is not touched, and starts the server anew', async () => {
  await open('sums');
  const secrets = () => app.parts.secrets.get('upstream.sums');
  const save = async () => {
    await button('Save and start anew').click();
    await dialog().waitFor({ state: 'detached' });
  };
  await button('Edit…').click();
  const line = page.getByLabel('Command line');
  expect(await line.inputValue()).toContain(toolFile);
  await dialog().getByText('SUMS_TOKEN').waitFor();
  expect(await dialog().innerText()).not.toContain('first-secret-1');
  await line.fill(`${await line.inputValue()} --twice`);
  await page.getByLabel('Further variables').fill('SUMS_MODE=fast');
  await save();
  expect(await secrets()).toContain('first-secret-1');
  await expect.poll(() => viewOf('sums')?.address, patience).toContain('--twice');

  await button('Edit…').click();
  await button('Replace SUMS_TOKEN').click();
  await button('Take SUMS_MODE away').click();
  await button('Save and start anew').click();
  await dialog()
    .getByText(/give the new value of/i)
    .waitFor();
  await page.getByLabel('New value of SUMS_TOKEN').fill('second-secret-2');
  await save();
  const kept = await secrets();
  expect(kept).toContain('second-secret-2');
  expect(kept).not.toMatch(/first-secret-1|SUMS_MODE/);
  await expect.poll(() => viewOf('sums')?.state, patience).toBe('ready');
});

test('a key does not go along to another server', async () => {
  const [mine, theirs] = ['http://127.0.0.1:9/mcp', 'http://127.0.0.1:10/mcp'];
  await app.call('upstreams.add', {
    kind: 'http',
    name: 'keyed',
    url: mine,
    headers: { 'x-key': 'abc-123' },
  });
  await open('keyed');
  await button('Edit…').click();
  await dialog().getByText('kept', { exact: true }).waitFor();
  await page.getByLabel('Address').last().fill(theirs);
  await dialog().getByText('keys are given anew').waitFor();
  await button('Save and start anew').click();
  await dialog()
    .getByText(/give x-key anew/)
    .waitFor();
  await page.getByLabel('New value of x-key').fill('for-them-only');
  await button('Save and start anew').click();
  await dialog().waitFor({ state: 'detached' });
  expect(await app.parts.secrets.get('upstream.keyed')).not.toContain('abc-123');
  expect((await app.call('upstreams.config', { name: 'keyed' })).url).toBe(theirs);
});

test('all recommended rules are one version; a stricter rule of one\u2019s own stays unless it is chosen', async () => {
  await app.call('policy.save', {
    upstream: 'sums',
    grantId: null,
    document: { version: '1', default: 'ask', tools: { get_sum: { action: 'deny' } } },
  });
  const before = policyOf('sums')?.version ?? 0;
  await open('sums');
  await button('Use all recommended rules…').click();
  const changes = page.getByRole('list', { name: 'What changes' });
  const own = changes.getByRole('checkbox', { name: /^get_sum.*looser than your rule/ });
  expect(await own.isChecked()).toBe(false);
  await changes
    .getByText(/delete_sum/)
    .first()
    .waitFor();
  await button('Change 3 rules').click();
  await dialog().waitFor({ state: 'detached' });
  await expect.poll(() => policyOf('sums')?.version, patience).toBe(before + 1);
  expect(policyOf('sums')?.document.tools).toMatchObject({
    get_sum: { action: 'deny' },
    list_sums: {},
    save_sum: { limits: [{ max: 30, window: 'minute' }] },
    delete_sum: { action: 'hide' },
  });

  await button('Use all recommended rules…').click();
  await own.check();
  await button('Change 1 rule').click();
  await dialog().waitFor({ state: 'detached' });
  await button('Use all recommended rules…').waitFor({ state: 'detached' });
  expect(policyOf('sums')?.document.tools?.['get_sum']).toEqual({});
});

test('a grade says what it is made of, where it stands and without a mouse', async () => {
  const grade = button(/^Grade [A-F] of sums, \d+ of 100/);
  await grade.focus();
  await page.keyboard.press('Enter');
  const reasons = page.getByRole('dialog', { name: /^Grade [A-F] of sums/ });
  await reasons.getByText('to begin with').waitFor();
  await reasons.getByText(/its gravest tool is high/).waitFor();
  await reasons.getByText('A from 90').waitFor();
  await page.keyboard.press('Escape');
  await reasons.waitFor({ state: 'detached' });
  await expect.poll(() => grade.evaluate((it) => it === document.activeElement), patience).toBe(true);

  // In the list it is a button of its own beside the link, not a part of it.
  await page.getByRole('link', { name: 'All upstreams' }).click();
  await button(/^Grade [A-F] of sums/).click();
  await reasons.getByText('to begin with').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('heading', { name: 'Servers behind the gateway' }).waitFor();
});

test('words of the protocol are explained, and nothing was refused by the content security policy', async () => {
  await open('shop');
  await page.getByRole('tab', { name: 'Health' }).click();
  await page.getByText(/an agent keeps a session; for agents that speak the other/).waitFor();
  expect(await page.getByRole('main').innerText()).not.toMatch(/legacy|modern/i);
  await page.setViewportSize({ width: 420, height: 640 });
  await button('Edit…').click();
  await page.getByLabel('Address').last().waitFor();
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow).toBe(0);
  expect(complaints).toEqual([]);
});
