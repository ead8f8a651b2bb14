import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { callTool, connectClient, startCartFixture, type CartFixture } from './cart-fixture.ts';
import type { CartServer } from './cart-server.ts';

let fixture: CartFixture;
let cart: CartServer;
let client: Client;

beforeAll(async () => {
  fixture = await startCartFixture();
  cart = fixture.start();
  client = await connectClient(cart.open);
  await callTool(client, 'view_cart');
});
beforeEach(() => {
  fixture.demo.switches.reset();
  fixture.demo.ledger.empty();
});

// What the tools do for a client is in test/integration/cart-tools.test.ts; this is what the app around them sees.
afterAll(() => fixture.close());

const towels = 'B0DH0USE01';
const soap = 'B0DH0USE02';
const call = (name: string, args: Record<string, unknown> = {}) => callTool(client, name, args);

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

test('a shop that fails or drops the connection is told as such', async () => {
  fixture.demo.switches.set({ trouble: { kind: '503', count: 1 } });
  expect(await call('view_cart')).toMatchObject({ outcome: 'unreachable', isError: true });
  fixture.demo.switches.set({ trouble: { kind: 'drop', count: null } });
  expect(await call('view_cart')).toMatchObject({ outcome: 'unreachable', isError: true });
  expect(cart.view().session).toBe('unreachable');
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

test('previews a change of the cart without making it', async () => {
  fixture.demo.ledger.put({ [towels]: 3, [soap]: 1 });
  const { signal } = new AbortController();
  const view = await call('view_cart');
  const subtotal = (view.data['subtotal'] as { amountMinor: number }).amountMinor;
  expect(await cart.preview('update_cart_item', { asin: towels, quantity: 5 }, signal)).toMatchObject({
    pinnedArguments: { asin: towels, quantity: 5 },
    picture: expect.stringMatching(/^data:image/) as unknown,
    goods: {
      asin: towels,
      quantity: 5,
      priceMinor: 2149,
      totalMinor: 4298,
      subtotalBeforeMinor: subtotal,
      subtotalAfterMinor: subtotal + 4298,
      note: 'changes the quantity from 3 to 5',
    },
  });
  expect(await cart.preview('remove_from_cart', { asin: towels }, signal)).toMatchObject({
    pinnedArguments: { asin: towels },
    goods: { quantity: 0, totalMinor: 0, subtotalAfterMinor: subtotal - 3 * 2149 },
  });
  const gone = await cart.preview('remove_from_cart', { asin: 'B0DNOTHERE' }, signal);
  expect(gone?.goods.note).toMatch(/not in the cart/);
  const much = await cart.preview('update_cart_item', { asin: towels, quantity: 900 }, signal);
  expect(much?.goods.note).toMatch(/at most/);
  expect(fixture.demo.ledger.inCarts()).toEqual({ [towels]: 3, [soap]: 1 });
});
