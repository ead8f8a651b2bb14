import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { findBrowser } from './browser/find-browser.ts';
import { callTool, connectClient, startCartFixture, type CartFixture } from './cart-fixture.ts';
import { whenLetThrough } from './pages/sign-in-page.ts';
import { systemClock } from './stand-alone.ts';

let fixture: CartFixture;
beforeEach(async () => {
  fixture = await startCartFixture();
});
afterEach(() => fixture.close());

const towels = 'B0DH0USE01';
const patience = { coolDownMs: 600_000, quietMs: 40_000, followedMs: 120_000, challengeMs: 2_000 };
/** What a visit of the shop leaves there. */
const watchRequests = () => {
  const paths: string[] = [];
  fixture.demo.traffic.subscribe(
    ({ request, stage }) => void (stage === 'arrived' && paths.push(request.path)),
  );
  return paths;
};

test.for(['continue', 'captcha', 'waf'] as const)(
  'after a robot check (%s) the shop is left alone, and the person sees since when',
  async (kind) => {
    const cart = fixture.start({ patience, screen: 'none' });
    const client = await connectClient(cart.open);
    await callTool(client, 'view_cart');
    fixture.demo.switches.set({ wall: { kind, times: 'always' } });
    expect(await callTool(client, 'view_cart')).toMatchObject({ outcome: 'robot_check', isError: true });
    const { needsPerson } = cart.view();
    expect(needsPerson).toMatchObject({ kind: 'robot_check', isCallWaiting: false });
    expect((needsPerson?.retryAt ?? 0) - (needsPerson?.since ?? 0)).toBeGreaterThan(500_000);
    const asked = watchRequests();
    const said = await callTool(client, 'search_amazon', { query: 'paper' });
    expect(said).toMatchObject({ outcome: 'robot_check', isError: true });
    expect(said.data['retryAfterSeconds']).toBeGreaterThan(500);
    await expect(cart.preview('add_to_cart', { asin: towels }, new AbortController().signal)).rejects.toThrow(
      /left alone/,
    );
    expect(asked).toEqual([]);
    // The person may look whenever they want to; what they find ends it.
    fixture.demo.switches.reset();
    expect(await cart.refresh()).toMatchObject({ problem: null, needsPerson: null });
    expect(await callTool(client, 'search_amazon', { query: 'paper' })).toMatchObject({ outcome: 'ok' });
  },
);

test('an add that meets a wall waits for the person, and goes on to the end', async () => {
  const cart = fixture.start({ patience, screen: 'pretended' });
  const client = await connectClient(cart.open);
  await callTool(client, 'view_cart');
  fixture.demo.switches.set({ wall: { kind: 'continue', times: 'always' } });
  const told: (string | undefined)[] = [];
  const adding = callTool(
    client,
    'add_to_cart',
    { asin: towels, quantity: 2 },
    { onprogress: ({ message }) => told.push(message) },
  );
  await vi.waitFor(() => expect(cart.view().needsPerson?.isCallWaiting).toBe(true), { timeout: 20_000 });
  // Others are answered at once, and not let through.
  const other = await connectClient(cart.open);
  expect(await callTool(other, 'view_cart')).toMatchObject({ outcome: 'robot_check' });
  // The wall goes, as it does when a person answers it in the window.
  fixture.demo.switches.reset();
  expect(await cart.openBrowser()).toMatchObject({ needsPerson: null, problem: null });
  expect(await adding).toMatchObject({ outcome: 'ok', data: { quantityAdded: 2, spent: '42.98' } });
  expect(fixture.demo.ledger.inCarts()).toEqual({ [towels]: 2 });
  expect(told.join('\n')).toMatch(/waiting for the person[^]*going on[^]*adding/);
});

test('a person who was quicker than the call that needs them does not wait for it', async () => {
  const cart = fixture.start({ patience: { ...patience, quietMs: 80_000 } });
  const client = await connectClient(cart.open);
  await callTool(client, 'view_cart');
  fixture.demo.switches.set({ asksSignIn: true });
  const page = fixture.demo.traffic.hold({ path: '/gp/cart/view.html', at: 'arrived' });
  const viewing = callTool(client, 'view_cart');
  await page.reached;
  const signingIn = cart.signIn();
  const startedAt = performance.now();
  page.release();
  expect(await signingIn).toMatchObject({ session: 'signed_in', problem: null });
  expect(await viewing).toMatchObject({ outcome: 'ok' });
  // Waiting for each other, both would end when the call gives up.
  expect(performance.now() - startedAt).toBeLessThan(45_000);
});

test('how the sign-in stands is told without waiting for the person, also behind a call that does', async () => {
  const cart = fixture.start({ patience: { ...patience, coolDownMs: 0, followedMs: 600_000 } });
  const client = await connectClient(cart.open);
  await callTool(client, 'view_cart');
  fixture.demo.switches.set({ asksSignIn: true });
  const followed = { onprogress: () => undefined };
  const signedOut = { outcome: 'ok', data: { signedIn: false, name: null, session: 'signed_out' } };
  expect(await callTool(client, 'check_login', {}, followed)).toMatchObject(signedOut);
  const page = fixture.demo.traffic.hold({ path: '/gp/cart/view.html', at: 'arrived' });
  const viewing = callTool(client, 'view_cart', {}, followed);
  await page.reached;
  const checking = callTool(client, 'check_login', {}, followed);
  page.release();
  expect(await checking).toMatchObject(signedOut);
  expect(cart.view().needsPerson).toMatchObject({ kind: 'sign_in', isCallWaiting: true });
  expect(await cart.signIn()).toMatchObject({ session: 'signed_in', needsPerson: null });
  expect(await viewing).toMatchObject({ outcome: 'ok' });
});

test('a window that is closed before the person is done says so, and the call goes on waiting', async () => {
  const cart = fixture.start({ patience: { ...patience, followedMs: 60_000 }, screen: 'pretended' });
  const client = await connectClient(cart.open);
  await callTool(client, 'view_cart');
  fixture.demo.switches.set({ wall: { kind: 'captcha', times: 'always' } });
  const viewing = callTool(client, 'view_cart', {}, { onprogress: () => undefined });
  await vi.waitFor(() => expect(cart.view().needsPerson?.isCallWaiting).toBe(true), { timeout: 20_000 });
  const hidden = fixture.browserPid();
  const opening = cart.openBrowser();
  await vi.waitFor(() => expect([hidden, NaN]).not.toContain(fixture.browserPid()), { timeout: 20_000 });
  await vi.waitFor(() => expect(cart.view().browser).toBe('ready'), { timeout: 20_000 });
  process.kill(fixture.browserPid(), 'SIGTERM');
  expect((await opening).problem).toMatch(/closed before/);
  expect(cart.view().needsPerson?.isCallWaiting).toBe(true);
  fixture.demo.switches.reset();
  expect(await cart.openBrowser()).toMatchObject({ needsPerson: null });
  expect(await viewing).toMatchObject({ outcome: 'ok' });
});

test('without a screen nothing is opened, and the person is told where it can be', async () => {
  const cart = fixture.start({ patience, screen: 'none' });
  const view = await cart.openBrowser();
  expect(view.problem).toMatch(/no screen here.*DISPLAY/);
});

test('an answered wall is noticed by the page that follows', async () => {
  // The window a person would see, without a screen.
  const context = await chromium.launchPersistentContext(join(fixture.dataDir, 'by-hand'), {
    executablePath: findBrowser('').path,
    chromiumSandbox: process.getuid?.() !== 0,
  });
  try {
    fixture.demo.switches.set({ wall: { kind: 'continue', times: 'once' } });
    const [page = await context.newPage()] = context.pages();
    await page.goto(`${fixture.demo.url}/gp/cart/view.html`);
    const { signal } = new AbortController();
    const noticed = whenLetThrough(context, fixture.demo.url, {
      clock: systemClock,
      signal,
      timeoutMs: 60_000,
    });
    await page.locator('form button, form input[type=submit]').first().click();
    expect(await noticed).toBe(true);
    expect(new URL(page.url()).pathname).toBe('/gp/cart/view.html');
  } finally {
    await context.close();
  }
});

test('a session that the shop ends is told, and no stranger’s cart is taken for the person’s', async () => {
  fixture.demo.switches.set({ sessionLastsViews: 4 });
  const cart = fixture.start();
  const client = await connectClient(cart.open);
  expect(await cart.signIn()).toMatchObject({ session: 'signed_in', name: 'Alex' });
  const views = [];
  for (let view = 0; view < 6; view += 1) views.push(await callTool(client, 'view_cart'));
  expect(views[0]).toMatchObject({ outcome: 'ok' });
  expect(views.at(-1)).toMatchObject({ outcome: 'sign_in_required', isError: true });
  expect(cart.view()).toMatchObject({ session: 'signed_out', needsPerson: { kind: 'sign_in' } });
  expect(cart.view().problem).toMatch(/ended the session/);
  const login = await callTool(client, 'check_login');
  expect(login).toMatchObject({ outcome: 'ok', data: { signedIn: false, session: 'signed_out' } });
  expect(login.text).toMatch(/the session has ended/);
  // Looking for goods needs no account.
  expect(await callTool(client, 'search_amazon', { query: 'paper' })).toMatchObject({ outcome: 'ok' });
  fixture.demo.switches.reset();
  expect(await cart.signIn()).toMatchObject({ session: 'signed_in', problem: null, needsPerson: null });
  expect(await callTool(client, 'view_cart')).toMatchObject({ outcome: 'ok' });
});
