import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { FutileCallError } from '../contract/errors.ts';
import type { JsonObject } from '../contract/json.ts';
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
  for (const kind of ['continue', 'captcha'] as const) {
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
});

test.for<[string, Record<string, unknown>, RegExp]>([
  ['add_to_cart', {}, /give an `asin` or a `query`/],
  ['add_to_cart', { query: 'zzqxv' }, /nothing was found/],
  ['add_to_cart', { asin: 'B0DNOTHERE' }, /no page/],
  ['add_to_cart', { asin: 'B0DCABLE03' }, /out of stock/],
  ['add_to_cart', { asin: 'B0DSHOES00' }, /comes in variants.*B0DSHOES01 {2}8\n/s],
  ['add_to_cart', { asin: 'B0DCAMERA1' }, /used only/],
  ['add_to_cart', { asin: towels, quantity: 900 }, /1 to 30 at once/],
  ['add_to_wholefoods_cart', { asin: towels }, /not sold by Whole Foods/],
  ['update_cart_item', { asin: towels, quantity: 900 }, /at most/],
  ['remove_from_cart', { asin: 'B0DNOTHERE' }, /not in the cart/],
])(
  '%s %j: a preview of what can only fail says so, since nobody has to be asked',
  async ([tool, args, why]) => {
    fixture.demo.ledger.put({ [towels]: 3 });
    const looking = cart.preview(tool, args as JsonObject, new AbortController().signal);
    await expect(looking).rejects.toThrow(FutileCallError);
    await expect(looking).rejects.toThrow(why);
  },
);

test('a shop that cannot be read now makes no call futile', async () => {
  fixture.demo.switches.set({ trouble: { kind: '503', count: null } });
  const looking = cart.preview('add_to_cart', { asin: towels }, new AbortController().signal);
  await expect(looking).rejects.toThrow(/error page/);
  await expect(looking).rejects.not.toThrow(FutileCallError);
});

test('an add by words is still theirs when it comes back, approved, with the product that was shown', async () => {
  const words = { query: 'toilet paper', quantity: 1 };
  const preview = await cart.preview('add_to_cart', words, new AbortController().signal);
  const args = preview?.pinnedArguments ?? {};
  const { asin, currency, priceMinor } = preview?.goods ?? {};
  const approved = await client.callTool({
    name: 'add_to_cart',
    arguments: args,
    _meta: { 'checkstand/expected': { asin, currency, maxPriceMinor: priceMinor } },
  });
  expect(approved.structuredContent).toMatchObject({ outcome: 'ok', asin, chosenFor: 'toilet paper' });
  expect(JSON.stringify(approved.content)).toContain('first result for');
  // The same product, named by the agent itself.
  expect(await call('add_to_cart', args)).toMatchObject({ outcome: 'ok', data: { asin, chosenFor: null } });
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
  expect(fixture.demo.ledger.inCarts()).toEqual({ [towels]: 3, [soap]: 1 });
});
