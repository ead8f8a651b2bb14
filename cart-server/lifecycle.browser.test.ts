import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { chromium } from 'playwright-core';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { findBrowser } from './browser/find-browser.ts';
import { callTool, connectClient, startCartFixture, type CartFixture } from './cart-fixture.ts';
import { openSignIn, whenSignedIn } from './pages/sign-in-page.ts';
import { systemClock } from './stand-alone.ts';

let fixture: CartFixture;
beforeEach(async () => {
  fixture = await startCartFixture();
});
afterEach(() => fixture.close());

const asin = 'B0DH0USE01';
const sessionFile = () => join(fixture.dataDir, 'stores', 'demo', 'session.json');

test('a call that is cancelled while it waits, or before its click, changes nothing', async () => {
  const cart = fixture.start();
  const client = await connectClient(cart.open);
  await callTool(client, 'view_cart');
  fixture.demo.switches.set({ delayMs: 300 });
  const [early, late] = [new AbortController(), new AbortController()];
  const running = callTool(
    client,
    'add_to_cart',
    { asin },
    {
      signal: early.signal,
      onprogress: ({ message }) => {
        if (message?.startsWith('opening')) early.abort();
      },
    },
  );
  const waiting = callTool(client, 'add_to_cart', { asin }, { signal: late.signal });
  const after = callTool(client, 'view_cart');
  late.abort();
  const ends = await Promise.allSettled([running, waiting]);
  expect(ends.map((it) => it.status)).toEqual(['rejected', 'rejected']);
  expect(await after).toMatchObject({ outcome: 'ok', data: { count: 0 } });
  expect(fixture.inShop(asin)).toBe(0);
});

test('the sign-in survives a lost profile; the saved session tells nothing to a reader', async () => {
  const first = fixture.start();
  expect(await first.signIn()).toMatchObject({ session: 'signed_in' });
  process.kill(fixture.browserPid(), 'SIGKILL');
  await first.close();
  const saved = readFileSync(sessionFile(), 'utf8');
  expect(saved).not.toMatch(/at-main|session-id/);
  expect(statSync(sessionFile()).mode & 0o777).toBe(0o600);
  rmSync(fixture.profile, { recursive: true });
  const second = fixture.start();
  expect(await second.refresh()).toMatchObject({ session: 'signed_in', name: 'Alex', problem: null });
});

test('signing in by hand is noticed by where the account link leads', async () => {
  // The window a person would see, without a screen.
  const context = await chromium.launchPersistentContext(join(fixture.dataDir, 'by-hand'), {
    executablePath: findBrowser('').path,
    chromiumSandbox: process.getuid?.() !== 0,
  });
  try {
    const [page = await context.newPage()] = context.pages();
    await openSignIn(page, fixture.demo.url);
    const { signal } = new AbortController();
    const noticed = whenSignedIn(context, { clock: systemClock, signal, timeoutMs: 60_000 });
    const { email, password } = fixture.demo.account;
    await page.fill('#ap_email_login', email);
    await page.press('#ap_email_login', 'Enter');
    await page.fill('#ap_password', password);
    await page.press('#ap_password', 'Enter');
    expect(await noticed).toBe(true);
    // The next one is closed without signing in.
    await context.clearCookies();
    await openSignIn(page, fixture.demo.url);
    const closed = whenSignedIn(context, { clock: systemClock, signal, timeoutMs: 60_000 });
    await page.close();
    expect(await closed).toBe(false);
  } finally {
    await context.close();
  }
});

test('a sign-in that cannot be completed is told to the person, never thrown', async () => {
  fixture.demo.switches.set({ otp: 'code' });
  const cart = fixture.start();
  const view = await cart.signIn();
  expect(view.session).toBe('signed_out');
  expect(view.problem).toMatch(/code/);
  fixture.demo.switches.set({ otp: 'none' });
  expect(await cart.signIn()).toMatchObject({ session: 'signed_in', problem: null });
});

test('a saved session that was tampered with is put aside and told', async () => {
  const first = fixture.start();
  await first.signIn();
  await first.close();
  const saved = readFileSync(sessionFile(), 'utf8');
  writeFileSync(sessionFile(), saved.replace(/"data":"...../, '"data":"AAAAA'));
  rmSync(fixture.profile, { recursive: true });
  const second = fixture.start();
  const view = await second.refresh();
  expect(view).toMatchObject({ session: 'signed_out', browser: 'ready' });
  expect(fixture.warnings.join()).toMatch(/put aside/);
  expect(existsSync(`${sessionFile()}.unreadable`)).toBe(true);
});

test('forgetting wipes profile, saved session and key', async () => {
  const cart = fixture.start();
  await cart.signIn();
  expect(await cart.forgetSession()).toMatchObject({ session: 'signed_out', name: null, lastSavedAt: null });
  expect(existsSync(fixture.profile)).toBe(false);
  expect(existsSync(sessionFile())).toBe(false);
  expect(await fixture.secrets.get('cart-session-key:demo')).toBeUndefined();
  expect(await cart.refresh()).toMatchObject({ session: 'signed_out' });
});

test('a second server on the same profile is refused by name; a dead lock is no obstacle', async () => {
  const first = fixture.start();
  await first.refresh();
  const second = fixture.start();
  const client = await connectClient(second.open);
  const said = await callTool(client, 'view_cart');
  expect(said).toMatchObject({ outcome: 'browser_unavailable', isError: true });
  expect(said.text).toContain(fixture.profile);
  expect(second.view()).toMatchObject({ session: 'browser_down' });
  process.kill(fixture.browserPid(), 'SIGKILL');
  await first.close();
  expect(await callTool(client, 'view_cart')).toMatchObject({ outcome: 'ok' });
});

test('without a browser every tool says where it looked and what to do', async () => {
  const cart = fixture.start({ browserPath: '/nowhere/chrome' });
  const client = await connectClient(cart.open);
  const said = await callTool(client, 'search_amazon', { query: 'paper' });
  expect(said).toMatchObject({ outcome: 'browser_unavailable', isError: true });
  expect(said.text).toContain('`/nowhere/chrome`');
  expect(await cart.refresh()).toMatchObject({ session: 'browser_down', browser: 'missing' });
  await expect(cart.preview('add_to_cart', { asin }, new AbortController().signal)).rejects.toThrow(
    '/nowhere/chrome',
  );
});

test('two programs on one data folder: the second refuses in words, and works when the first is gone', async () => {
  const dataDir = join(fixture.dataDir, 'shared');
  const first = await startAlone(dataDir);
  expect(await callTool(first.client, 'view_cart')).toMatchObject({ outcome: 'ok' });
  const second = await startAlone(dataDir);
  const said = await callTool(second.client, 'view_cart');
  expect(said).toMatchObject({ outcome: 'browser_unavailable', isError: true });
  expect(said.text).toMatch(/in use by another process; close the other Checkstand/);
  // Not a clean end: a lock that a dead process left would be in the way for ever.
  process.kill(first.pid, 'SIGKILL');
  await first.client.close();
  expect(await callTool(second.client, 'view_cart')).toMatchObject({ outcome: 'ok' });
  await second.client.close();
});

test('runs alone over stdio, and ends when its client does', async () => {
  const { client, pid } = await startAlone(join(fixture.dataDir, 'alone'));
  expect((await client.listTools()).tools).toHaveLength(13);
  expect(await callTool(client, 'add_to_cart', { query: 'paper towels' })).toMatchObject({
    outcome: 'ok',
    data: { spent: '21.49' },
  });
  await client.close();
  await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow(), { timeout: 10_000 });
});

async function startAlone(dataDir: string): Promise<{ client: Client; pid: number }> {
  const client = new Client({ name: 'test', version: '1' });
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [
      '--disable-warning=ExperimentalWarning',
      join(import.meta.dirname, 'main.ts'),
      '--store',
      'demo',
      '--data-dir',
      dataDir,
    ],
    stderr: 'ignore',
  });
  await client.connect(transport);
  return { client, pid: transport.pid ?? 0 };
}
