import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { callTool, connectClient, startCartFixture, type CartFixture } from './cart-fixture.ts';
import type { CartServer } from './cart-server.ts';

let fixture: CartFixture;
let cart: CartServer;
let client: Client;

beforeAll(async () => {
  fixture = await startCartFixture();
  cart = fixture.start();
  client = await connectClient(cart.open);
});
afterEach(() => fixture.demo.switches.reset());
afterAll(() => fixture.close());

const call = (name: string, args: Record<string, unknown> = {}) => callTool(client, name, args);
const books = 'B0DB00KS02';

test('offers its tools, each with schemas and hints', async () => {
  const { tools } = await client.listTools();
  expect(tools.map((it) => it.name)).toEqual([
    'search_amazon',
    'add_to_cart',
    'view_cart',
    'check_login',
    'save_session',
    'search_wholefoods',
    'add_to_wholefoods_cart',
    'view_wholefoods_cart',
    'get_product',
    'update_cart_item',
    'remove_from_cart',
    'save_for_later',
    'clear_cart',
  ]);
  const adding = ['add_to_cart', 'save_session', 'add_to_wholefoods_cart'];
  const taking = ['remove_from_cart', 'clear_cart'];
  const changing = [...adding, ...taking, 'update_cart_item', 'save_for_later'];
  for (const tool of tools) {
    expect(tool.inputSchema.type).toBe('object');
    expect(tool.outputSchema?.required).toEqual(['outcome', 'message']);
    expect(tool.annotations?.readOnlyHint).toBe(!changing.includes(tool.name));
    expect(tool.annotations?.destructiveHint).toBe(taking.includes(tool.name));
    expect(tool.annotations?.idempotentHint).toBe(!adding.includes(tool.name));
  }
  expect(tools.find((it) => it.name === 'add_to_cart')?.inputSchema.properties).toMatchObject({
    query: { type: 'string' },
    asin: { type: 'string' },
    quantity: { type: 'integer', default: 1 },
  });
});

test('search gives exact prices, at most ten products, advertisements marked and last', async () => {
  const found = await call('search_amazon', { query: 'paper towels' });
  expect(found).toMatchObject({ outcome: 'ok', isError: false });
  const results = found.data['results'] as { asin: string; isSponsored: boolean; price: unknown }[];
  expect(results[0]).toMatchObject({
    asin: 'B0DH0USE01',
    isSponsored: false,
    price: { amount: '21.49', amountMinor: 2149, currency: 'USD', text: '$21.49' },
    rating: 4.7,
  });
  expect(results.length).toBeLessThanOrEqual(10);
  const flags = results.map((it) => it.isSponsored);
  expect(flags).toContain(true);
  expect(flags).toEqual([...flags].sort());
});

test('says when nothing was found, and when only something similar', async () => {
  expect(await call('search_amazon', { query: 'zzqxv' })).toMatchObject({
    outcome: 'not_found',
    isError: true,
  });
  const similar = await call('search_amazon', { query: 'paper zzqxv' });
  expect(similar).toMatchObject({ outcome: 'ok', data: { matches: 'similar' } });
  const add = await call('add_to_cart', { query: 'paper zzqxv' });
  expect(add).toMatchObject({ outcome: 'not_found', isError: true });
});

test('adds the first result that is no advertisement, and reports what the cart shows', async () => {
  const added = await call('add_to_cart', { query: 'paper towels', quantity: 2 });
  expect(added).toMatchObject({
    outcome: 'ok',
    isError: false,
    data: {
      asin: 'B0DH0USE01',
      quantityRequested: 2,
      quantityAdded: 2,
      line: { asin: 'B0DH0USE01', quantity: 2, price: { amountMinor: 2149 }, total: { amount: '42.98' } },
      currency: 'USD',
      subtotalBeforeMinor: 0,
      subtotalAfterMinor: 4298,
      subtotalBefore: '0.00',
      subtotalAfter: '42.98',
      spent: '42.98',
      chosenFor: 'paper towels',
    },
  });
  expect(added.data['skippedAds']).toBeGreaterThan(0);
  expect(fixture.inShop('B0DH0USE01')).toBe(2);
  const view = await call('view_cart');
  expect(view.data).toMatchObject({ count: 2, subtotal: { amount: '42.98' } });
  expect(cart.view().cart).toMatchObject({ count: 2, subtotalMinor: 4298, currency: 'USD' });
});

test('never adds fewer than asked: what the page does not offer is refused', async () => {
  const many = await call('add_to_cart', { asin: 'B0DH0USE05', quantity: 4 });
  expect(many).toMatchObject({
    outcome: 'quantity_limited',
    isError: true,
    data: { quantityAdded: 0, offered: { min: 1, max: 3 } },
  });
  const hidden = await call('add_to_cart', { asin: 'B0DPANTRY4', quantity: 2 });
  expect(hidden).toMatchObject({ outcome: 'quantity_limited', data: { offered: { min: 1, max: 1 } } });
  const none = await call('add_to_cart', { asin: 'B0DPANTRY5', quantity: 2 });
  expect(none).toMatchObject({ outcome: 'quantity_limited' });
  expect(['B0DH0USE05', 'B0DPANTRY4', 'B0DPANTRY5'].map((it) => fixture.inShop(it))).toEqual([0, 0, 0]);
  expect(await call('add_to_cart', { asin: 'B0DPANTRY4' })).toMatchObject({ outcome: 'ok' });
  expect(fixture.inShop('B0DPANTRY4')).toBe(1);
});

test('says by how many the cart really grew when the shop caps it', async () => {
  expect(await call('add_to_cart', { asin: 'B0DH0USE10', quantity: 1 })).toMatchObject({ outcome: 'ok' });
  const capped = await call('add_to_cart', { asin: 'B0DH0USE10', quantity: 2 });
  expect(capped).toMatchObject({
    outcome: 'quantity_limited',
    isError: true,
    data: { quantityRequested: 2, quantityAdded: 1, line: { quantity: 2 } },
  });
  expect(capped.data['spent']).toBe((capped.data['line'] as { price: { amount: string } }).price.amount);
  expect(fixture.inShop('B0DH0USE10')).toBe(2);
});

test('believes the cart, not the confirmation page', async () => {
  fixture.demo.switches.set({ isAddPhantom: true });
  const phantom = await call('add_to_cart', { asin: books });
  expect(phantom).toMatchObject({
    outcome: 'not_added',
    isError: true,
    data: { quantityAdded: 0, spent: '0.00' },
  });
  expect(phantom.text).toMatch(/^not added/);
  expect(fixture.inShop(books)).toBe(0);
});

test.for([
  ['B0DCABLE03', 'out_of_stock'],
  ['B0DCAMERA1', 'out_of_stock'],
  ['B0DSPEAK01', 'out_of_stock'],
  ['B0DB00KS03', 'not_deliverable'],
  ['B0DTOYS005', 'not_deliverable'],
  ['B0DNOTHERE', 'not_found'],
])('%s cannot be added: %s', async ([asin, outcome]) => {
  const said = await call('add_to_cart', { asin });
  expect(said).toMatchObject({ outcome, isError: true });
  expect(fixture.inShop(asin ?? '')).toBe(0);
});

test('a product that comes in variants answers with the choices', async () => {
  const said = await call('add_to_cart', { asin: 'B0DSHOES00' });
  expect(said).toMatchObject({ outcome: 'choose_variant', isError: true });
  const choices = said.data['choices'] as { asin: string; label: string }[];
  expect(choices.length).toBeGreaterThan(1);
  expect(await call('add_to_cart', { asin: choices.at(-1)?.asin })).toMatchObject({ outcome: 'ok' });
});

test.for(['B0DMONIT01', 'B0DKITCH02'])('declines the protection plan that comes up for %s', async (asin) => {
  const said = await call('add_to_cart', { asin });
  expect(said).toMatchObject({ outcome: 'ok', data: { quantityAdded: 1 } });
  expect(fixture.inShop(asin)).toBe(1);
});

test('adds the new offer where a used one stands beside it', async () => {
  const said = await call('add_to_cart', { asin: 'B0DBUDS001' });
  expect(said).toMatchObject({ outcome: 'ok', data: { quantityAdded: 1 } });
  expect(said.data['spent']).not.toBe('37.89');
});

test('waits for a buy box that comes late, under banners', async () => {
  fixture.demo.switches.set({ lateBuyBoxMs: 800, hasCookieBanner: true, hasLocationToaster: true });
  expect(await call('add_to_cart', { asin: 'B0DH0USE07' })).toMatchObject({ outcome: 'ok' });
  expect(fixture.inShop('B0DH0USE07')).toBe(1);
});

test.for([
  { era: 2023 as const },
  { locale: 'de-DE' as const },
  { locale: 'ja-JP' as const },
  { locale: 'en-IN' as const },
])('adds under %j', async (switches) => {
  const before = fixture.inShop(books);
  fixture.demo.switches.set(switches);
  const said = await call('add_to_cart', { asin: books });
  expect(said).toMatchObject({ outcome: 'ok', data: { quantityAdded: 1 } });
  const { spent, line } = said.data as { spent: string; line: { price: { amount: string } } };
  expect(spent).toBe(line.price.amount);
  expect(fixture.inShop(books)).toBe(before + 1);
});

test('template, removed and saved rows are not in the cart', async () => {
  fixture.demo.switches.set({ hasTemplateRow: true, hasGhostRow: true, hasSavedCopies: true });
  const view = await call('view_cart');
  expect(view.outcome).toBe('ok');
  const lines = view.data['lines'] as { asin: string; quantity: number }[];
  for (const line of lines) expect(fixture.inShop(line.asin)).toBe(line.quantity);
  expect(new Set(lines.map((it) => it.asin)).size).toBe(lines.length);
});

test('a robot check is told, not answered', async () => {
  for (const kind of ['continue', 'captcha', 'waf'] as const) {
    fixture.demo.switches.set({ wall: { kind, times: 'always' } });
    const said = await call('view_cart');
    expect(said).toMatchObject({ outcome: 'robot_check', isError: true });
    expect(cart.view()).toMatchObject({ session: 'blocked' });
    expect(cart.view().problem).toMatch(/open the browser/);
  }
  fixture.demo.switches.reset();
  expect(await call('view_cart')).toMatchObject({ outcome: 'ok' });
  expect(cart.view().problem).toBeNull();
});

test('a challenge that an ordinary browser passes by itself is waited for', async () => {
  fixture.demo.switches.set({ wall: { kind: 'waf', times: 'once' } });
  expect(await call('view_cart')).toMatchObject({ outcome: 'ok' });
});

test('a shop that fails or drops the connection is told as such', async () => {
  fixture.demo.switches.set({ trouble: { kind: '503', count: 1 } });
  expect(await call('view_cart')).toMatchObject({ outcome: 'unreachable', isError: true });
  fixture.demo.switches.set({ trouble: { kind: 'drop', count: null } });
  expect(await call('view_cart')).toMatchObject({ outcome: 'unreachable', isError: true });
  expect(cart.view().session).toBe('unreachable');
});

test('looks at the cart when the answer to the add is lost', async () => {
  fixture.demo.switches.set({ trouble: { kind: 'drop', count: null, path: '/cart/smart-wagon' } });
  const before = fixture.inShop('B0DH0USE02');
  const said = await call('add_to_cart', { asin: 'B0DH0USE02' });
  expect(said).toMatchObject({ outcome: 'ok', data: { quantityAdded: 1 } });
  expect(fixture.inShop('B0DH0USE02')).toBe(before + 1);
});

test('Whole Foods: searches, adds and reads its own cart', async () => {
  const added = await call('add_to_wholefoods_cart', { query: 'oat milk', quantity: 2 });
  expect(added).toMatchObject({ outcome: 'ok', data: { quantityAdded: 2 } });
  const { asin, spent } = added.data as { asin: string; spent: string };
  expect(fixture.inShop(asin, 'grocery')).toBe(2);
  const view = await call('view_wholefoods_cart');
  expect(view).toMatchObject({ outcome: 'ok', data: { count: 2, subtotal: { amount: spent } } });
  fixture.demo.switches.set({ notAtStore: [asin] });
  expect(await call('add_to_wholefoods_cart', { asin })).toMatchObject({
    outcome: 'not_added',
    isError: true,
  });
  expect(await call('add_to_cart', { asin })).toMatchObject({ isError: true });
  expect(fixture.inShop(asin, 'grocery')).toBe(2);
});

test('checks and changes the sign-in; who is signed in comes from the account link', async () => {
  expect(await call('check_login')).toMatchObject({ outcome: 'ok', data: { signedIn: false, name: null } });
  const view = await cart.signIn();
  expect(view).toMatchObject({ session: 'signed_in', name: 'Alex', problem: null });
  expect(await call('check_login')).toMatchObject({ outcome: 'ok', data: { signedIn: true, name: 'Alex' } });
  const saved = await call('save_session');
  expect(saved).toMatchObject({ outcome: 'ok', isError: false });
  expect(Date.parse(String(saved.data['savedAt']))).toBe(cart.view().lastSavedAt);
});

test('arguments that do not fit are answered in words', async () => {
  const said = await call('add_to_cart', { asin: 'short', amount: 3 });
  expect(said.isError).toBe(true);
  expect(said.text).toMatch(/asin/);
  await expect(client.callTool({ name: 'buy_now', arguments: {} })).rejects.toThrow(/unknown tool `buy_now`/);
});

test('previews an add without doing it', async () => {
  const asin = 'B0DH0USE03';
  const preview = await cart.preview(
    'add_to_cart',
    { query: 'toilet paper', quantity: 2 },
    new AbortController().signal,
  );
  const before = cart.view().cart?.subtotalMinor ?? 0;
  expect(preview).toMatchObject({
    pinnedArguments: { asin, quantity: 2 },
    goods: {
      asin,
      currency: 'USD',
      priceMinor: 2699,
      totalMinor: 5398,
      subtotalBeforeMinor: before,
      subtotalAfterMinor: before + 5398,
      quantity: 2,
    },
  });
  expect(preview?.picture).toMatch(/^data:image\/svg\+xml/);
  expect(preview?.goods.note).toMatch(/Prime/);
  expect(fixture.inShop(asin)).toBe(0);
  expect(await cart.preview('view_cart', {}, new AbortController().signal)).toBeUndefined();
  const off = await cart.preview('add_to_cart', { asin: 'B0DCABLE03' }, new AbortController().signal);
  expect(off?.goods.note).toMatch(/nothing will be added/);
  await expect(
    cart.preview('add_to_cart', { asin: 'B0DNOTHERE' }, new AbortController().signal),
  ).rejects.toThrow(/no page/);
});

test('tells a client that asked for it what happens', async () => {
  const messages: (string | undefined)[] = [];
  await callTool(
    client,
    'add_to_cart',
    { query: 'dish soap' },
    { onprogress: (it) => messages.push(it.message) },
  );
  expect(messages.join('\n')).toMatch(/searching.*\n.*cart.*\n.*opening.*\nadding/);
});
