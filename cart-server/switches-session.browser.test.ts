import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { memorySecrets } from './cart-fixture.ts';
import type { CartServer } from './cart-server.ts';
import { createCartServer } from './create-cart-server.ts';
import { soap, towels } from './demo-store/testing/goods.ts';
import { systemClock } from './stand-alone.ts';
import { startSwitchFixture, type SwitchFixture } from './switch-fixture.ts';

/** Everything the shop may do about who is signed in, for every tool that needs somebody. */

let shop: SwitchFixture;
beforeAll(async () => {
  shop = await startSwitchFixture(expect);
});
afterEach(() => shop.clean());
afterAll(() => shop.close());

describe('a cart that asks to sign in', () => {
  test.for<[string, Record<string, unknown>]>([
    ['add_to_cart', { asin: towels }],
    ['add_to_cart', { query: 'paper towels' }],
    ['view_cart', {}],
    ['update_cart_item', { asin: soap, quantity: 3 }],
    ['remove_from_cart', { asin: soap }],
    ['save_for_later', { asin: soap }],
    ['clear_cart', {}],
    ['add_to_wholefoods_cart', { asin: 'B0DM4RKT01' }],
    ['view_wholefoods_cart', {}],
  ])('%s %j: the agent is told to ask the person, and so is the person', async (call) => {
    const inCart = { [soap]: 1 };
    const said = await shop.run({ inCart, switches: { asksSignIn: true }, call });
    expect(said, said.text).toMatchObject({ outcome: 'sign_in_required', isError: true });
    expect(said.text).toMatch(/ask the person to sign in/);
    expect(shop.demo.ledger.inCarts()).toEqual(inCart);
    expect(shop.cart.view()).toMatchObject({ session: 'signed_out', name: null });
    expect(shop.cart.view().problem).toMatch(/sign in/);
  });

  test.for<[string, Record<string, unknown>]>([
    ['search_amazon', { query: 'paper towels' }],
    ['get_product', { asin: towels }],
    ['search_wholefoods', { query: 'milk' }],
  ])('%s %j needs nobody', async (call) => {
    expect(await shop.run({ switches: { asksSignIn: true }, call })).toMatchObject({ outcome: 'ok' });
  });

  test('a look at what an add would do has its price, and says what has to be done first', async () => {
    shop.demo.switches.set({ asksSignIn: true });
    const { signal } = new AbortController();
    expect(await shop.cart.preview('add_to_cart', { asin: towels, quantity: 2 }, signal)).toMatchObject({
      goods: {
        asin: towels,
        totalMinor: 4298,
        subtotalBeforeMinor: null,
        subtotalAfterMinor: null,
        note: 'the shop asks to sign in first',
      },
      pinnedArguments: { asin: towels, quantity: 2 },
    });
  });

  test('check_login says that nobody is', async () => {
    const said = await shop.run({ switches: { asksSignIn: true }, call: ['check_login'] });
    expect(said).toMatchObject({ outcome: 'ok', data: { signedIn: false, name: null } });
  });

  test('once the person has signed in, the same call works', async () => {
    const call = ['add_to_cart', { asin: towels, quantity: 2 }] as const;
    await shop.run({ switches: { asksSignIn: true }, call });
    expect(await shop.cart.signIn()).toMatchObject({ session: 'signed_in', name: 'Alex', problem: null });
    expect(await shop.call(...call)).toMatchObject({ outcome: 'ok', data: { quantityAdded: 2 } });
    await shop.cart.forgetSession();
    await shop.call('view_cart');
  });
});

describe('signed in', () => {
  beforeEach(async () => {
    expect(await shop.cart.signIn()).toMatchObject({ session: 'signed_in' });
  });
  afterEach(async () => {
    shop.clean();
    await shop.cart.forgetSession();
    await shop.call('view_cart');
  });

  test('whoever is signed out by the shop is noticed by the next call, and on the console', async () => {
    expect(await shop.call('check_login')).toMatchObject({ data: { signedIn: true, name: 'Alex' } });
    const said = await shop.run({ switches: { asksSignIn: true }, call: ['view_cart'] });
    expect(said.outcome).toBe('sign_in_required');
    expect(shop.cart.view()).toMatchObject({ session: 'signed_out', name: null });
  });

  test('a session that ends between the look at the cart and the click: no claim about the wrong cart', async () => {
    // The account has two; the visitor who is left after the session ended has an empty cart.
    shop.demo.ledger.put({ [towels]: 2 });
    const click = shop.demo.traffic.hold({ method: 'POST', path: '/cart/add-to-cart', at: 'arrived' });
    const adding = shop.call('add_to_cart', { asin: towels });
    await click.reached;
    shop.demo.switches.set({ asksSignIn: true });
    click.release();
    const said = await adding;
    expect(said).toMatchObject({ outcome: 'sign_in_required', isError: true });
    expect(said.text).toMatch(/unknown.*look with view_cart/s);
    expect(shop.demo.ledger.inCarts()).toEqual({ [towels]: 2 });
  });
});

describe('a session that ends without a word', () => {
  /** Signed out by the shop, which goes on serving an empty cart. */
  const endSession = () => {
    shop.demo.switches.set({ asksSignIn: true });
    shop.demo.switches.set({ asksSignIn: false });
  };
  beforeEach(async () => {
    await shop.cart.signIn();
    shop.demo.ledger.put({ [towels]: 2 });
  });
  afterEach(async () => {
    shop.clean();
    await shop.cart.forgetSession();
    await shop.call('view_cart');
  });

  test.for([
    ['after the click', { method: 'POST', path: '/cart/add-to-cart', at: 'done' }],
    ['before the click', { method: 'GET', path: '/dp/', at: 'arrived' }],
  ] as const)('in an add, %s: two carts are not compared with each other', async ([when, place]) => {
    const held = shop.demo.traffic.hold(place);
    const adding = shop.call('add_to_cart', { asin: towels, quantity: 2 });
    await held.reached;
    endSession();
    held.release();
    const said = await adding;
    expect(said).toMatchObject({ outcome: 'sign_in_required', isError: true });
    expect(said.data['spent']).toBe(when === 'before the click' ? '0.00' : undefined);
    expect(shop.cart.view()).toMatchObject({ session: 'signed_out', name: null });
    expect(shop.cart.view().problem).toMatch(/ended the session/);
    // Seen before the click, nothing is pressed: it would land in the cart of whoever is there now.
    const pressed = when === 'before the click' ? 0 : 2;
    expect(shop.demo.ledger.inCarts()).toEqual({ [towels]: 2 + pressed });
  });
});

describe('a session that lasts so many pages', () => {
  afterEach(async () => {
    shop.clean();
    await shop.cart.forgetSession();
    await shop.call('view_cart');
  });

  test('is noticed when it ends', async () => {
    // Two pages of its own: the one that signing in leads to, and the look at the cart after it.
    shop.demo.switches.set({ sessionLastsViews: 3 });
    expect(await shop.cart.signIn()).toMatchObject({ session: 'signed_in', name: 'Alex' });
    expect(await shop.call('check_login')).toMatchObject({ data: { signedIn: true } });
    expect(await shop.call('check_login')).toMatchObject({ data: { signedIn: false, name: null } });
    expect(shop.cart.view()).toMatchObject({ session: 'signed_out', name: null });
  });
});

describe('signing in', () => {
  const servers: CartServer[] = [];
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((it) => it.close()));
  });

  /** Another visitor with an account of its own words, on a profile of its own. */
  function visitor(name: string, change: { email?: string; password?: string } = {}): CartServer {
    const { demo, cartFixture } = shop;
    const { email, password } = demo.account;
    const server = createCartServer({
      baseUrl: demo.url,
      store: 'demo',
      dataDir: join(cartFixture.dataDir, name),
      secrets: memorySecrets(),
      clock: systemClock,
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
      browserPath: '',
      signIn: { kind: 'known_account', email, password, ...change },
    });
    servers.push(server);
    return server;
  }

  test.for([
    ['a wrong password', { password: 'nope' }, /password is wrong/],
    ['an unknown address', { email: 'who@demo-store.example' }, /does not know the account `who@/],
  ] as const)('%s is told to the person', async ([name, change, words]) => {
    const view = await visitor(name.replaceAll(' ', '-'), change).signIn();
    expect(view.session).toBe('signed_out');
    expect(view.problem).toMatch(words);
  });

  test.for([
    ['a code', { otp: 'code' }],
    ['a code, after a choice of device', { otp: 'choose_device' }],
    ['an approval by e-mail', { asksApproval: true }],
    ['a code, in 2023', { era: 2023, otp: 'code' }],
  ] as const)('%s is left to the person, and agents are told so', async ([, switches]) => {
    shop.demo.switches.set({ ...switches, asksSignIn: true });
    const view = await shop.cart.signIn();
    expect(view).toMatchObject({ session: 'signed_out', name: null });
    expect(view.problem).toMatch(/code/);
    expect(await shop.call('view_cart')).toMatchObject({ outcome: 'sign_in_required' });
  });

  test.for([2023, 2026] as const)('works on the form of %i', async (era) => {
    shop.demo.switches.set({ era });
    const server = visitor(`era-${era}`);
    expect(await server.signIn()).toMatchObject({ session: 'signed_in', name: 'Alex', problem: null });
  });
});
