import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { callTool, connectClient, startCartFixture, type CartFixture, type Said } from './cart-fixture.ts';
import type { CartServer } from './cart-server.ts';
import { soap, towels } from './demo-store/testing/goods.ts';
import type { Hold } from './demo-store/traffic.ts';
import { untruths } from './untruths.ts';

/** The browser is killed in every step of a change: it happens once or not at all, and the agent hears which. */

let fixture: CartFixture;
let cart: CartServer;
let client: Client;
beforeAll(async () => {
  fixture = await startCartFixture();
  cart = fixture.start();
  client = await connectClient(cart.open);
  await callTool(client, 'view_cart');
});
afterEach(async () => {
  fixture.demo.traffic.releaseAll();
  fixture.demo.switches.reset();
  fixture.demo.ledger.empty();
});
afterAll(() => fixture.close());

const killBrowser = () => process.kill(fixture.browserPid(), 'SIGKILL');
const books = () => ({
  shop: fixture.demo.ledger.inCarts(),
  grocery: fixture.demo.ledger.inCarts('grocery'),
});
const addTowels = ['add_to_cart', { query: 'paper towels', quantity: 2 }] as const;
const cartPath = '/gp/cart/view.html';
const post = { method: 'POST', path: '/cart/add-to-cart' } as const;

/** Calls, and kills the browser when a request has come to one of these places, one after another. */
async function callAndKill(
  [tool, args]: readonly [string, Record<string, unknown>?],
  places: readonly Hold[],
  then: 'release' | 'drop' = 'release',
): Promise<Said> {
  const before = books();
  const calling = callTool(client, tool, args);
  for (const [at, place] of places.entries()) {
    const held = fixture.demo.traffic.hold(place);
    await held.reached;
    if (at < places.length - 1) {
      held.release();
      continue;
    }
    killBrowser();
    // The process that does the talking lives a moment longer, and would ask again.
    await held.abandoned;
    held[then]();
  }
  const said = await calling;
  expect({ said: said.text, untruths: untruths(tool, said, before, books()) }).toMatchObject({
    untruths: [],
  });
  return said;
}

/** Whatever happened: the next call finds a browser and the same visitor's cart. */
async function expectGoesOn() {
  const seen = await callTool(client, 'view_cart');
  expect(seen.outcome).toBe('ok');
  const lines = seen.data['lines'] as { asin: string; quantity: number }[]; // by the tool's output schema
  expect(Object.fromEntries(lines.map((it) => [it.asin, it.quantity]))).toEqual(books().shop);
  expect(cart.view()).toMatchObject({ browser: 'ready', problem: null });
}

describe('an add begins anew when the browser is killed before its click', () => {
  test('between two calls', async () => {
    killBrowser();
    expect(await callTool(client, ...addTowels)).toMatchObject({ outcome: 'ok', data: { spent: '42.98' } });
    expect(books().shop).toEqual({ [towels]: 2 });
    await expectGoesOn();
  });

  test.for<[string, Hold]>([
    ['while it searches', { path: '/s?', at: 'arrived' }],
    ['when the search is answered', { path: '/s?', at: 'done' }],
    ['while it reads the cart before', { path: cartPath, at: 'arrived' }],
    ['while the product page is on its way', { path: '/dp/', at: 'arrived' }],
    ['when the product page is answered', { path: '/dp/', at: 'done' }],
  ])('%s', async ([, place]) => {
    const said = await callAndKill(addTowels, [place]);
    expect(said).toMatchObject({ outcome: 'ok', data: { quantityAdded: 2, spent: '42.98' } });
    expect(books().shop).toEqual({ [towels]: 2 });
    await expectGoesOn();
  });

  test('on the product page, while the buy box is awaited', async () => {
    fixture.demo.switches.set({ lateBuyBoxMs: 1500 });
    const over = Promise.withResolvers<void>();
    const stop = fixture.demo.traffic.subscribe(({ request, stage }) => {
      if (request.path.startsWith('/dp/') && stage === 'over') over.resolve();
    });
    const adding = callTool(client, ...addTowels);
    await over.promise;
    stop();
    killBrowser();
    expect(await adding).toMatchObject({ outcome: 'ok', data: { quantityAdded: 2 } });
    expect(books().shop).toEqual({ [towels]: 2 });
    await expectGoesOn();
  });
});

test('right before the click, or in it: once or not at all, as the result says', async () => {
  const before = books();
  let isKilled = false;
  const said = await callTool(client, ...addTowels, {
    onprogress: ({ message }) => {
      if (isKilled || !message?.startsWith('adding')) return;
      isKilled = true;
      killBrowser();
    },
  });
  expect(isKilled).toBe(true);
  expect(untruths('add_to_cart', said, before, books())).toEqual([]);
  expect([{}, { [towels]: 2 }]).toContainEqual(books().shop);
  await expectGoesOn();
});

describe('an add looks what became of it when the browser is killed after its click', () => {
  test.for<[string, readonly Hold[]]>([
    ['when the shop has done it and not yet answered', [{ ...post, at: 'done' }]],
    ['on the way to the confirmation', [{ path: '/cart/smart-wagon', at: 'arrived' }]],
    ['when the confirmation is answered', [{ path: '/cart/smart-wagon', at: 'done' }]],
    [
      'while it reads the cart after',
      [
        { ...post, at: 'done' },
        { path: cartPath, at: 'arrived' },
      ],
    ],
    [
      'when the cart after is answered',
      [
        { ...post, at: 'done' },
        { path: cartPath, at: 'done' },
      ],
    ],
  ])('%s', async ([, places]) => {
    const said = await callAndKill(addTowels, places);
    expect(said).toMatchObject({
      outcome: 'ok',
      data: { quantityAdded: 2, spent: '42.98', line: { quantity: 2 } },
    });
    expect(books().shop).toEqual({ [towels]: 2 });
    await expectGoesOn();
  });

  test('when the shop never got it', async () => {
    const said = await callAndKill(addTowels, [{ ...post, at: 'arrived' }], 'drop');
    expect(said).toMatchObject({
      outcome: 'timeout',
      isError: true,
      data: { quantityAdded: 0, spent: '0.00' },
    });
    expect(said.text).toMatch(/so far, the cart does not show .*look with view_cart before trying again/s);
    expect(books().shop).toEqual({});
    await expectGoesOn();
  });

  test('when the shop does it only after the look: nothing final was said', async () => {
    fixture.demo.ledger.put({ [soap]: 1 });
    const held = fixture.demo.traffic.hold({ ...post, at: 'arrived' });
    const adding = callTool(client, ...addTowels);
    await held.reached;
    killBrowser();
    const said = await adding;
    held.release();
    expect(said).toMatchObject({ outcome: 'timeout', isError: true, data: { quantityAdded: 0 } });
    expect(said.text).toMatch(/so far.*look with view_cart before trying again/s);
    await expect.poll(() => books().shop).toEqual({ [soap]: 1, [towels]: 2 });
    await expectGoesOn();
  });

  test('an add to the Whole Foods cart', async () => {
    const fresh = { method: 'POST', path: '/alm/addtofreshcart', at: 'done' } as const;
    const said = await callAndKill(['add_to_wholefoods_cart', { asin: 'B0DM4RKT01', quantity: 2 }], [fresh]);
    expect(said).toMatchObject({ outcome: 'ok', data: { quantityAdded: 2, spent: '10.98' } });
    expect(books().grocery).toEqual({ B0DM4RKT01: 2 });
    await expectGoesOn();
  });
});

describe('other changes of the cart', () => {
  const change = { method: 'POST', path: '/cart/ref=ord_cart_shr' } as const;
  const tools: readonly (readonly [string, Record<string, unknown>, Record<string, number>])[] = [
    ['update_cart_item', { asin: towels, quantity: 3 }, { [towels]: 3, [soap]: 1 }],
    ['remove_from_cart', { asin: towels }, { [soap]: 1 }],
    ['save_for_later', { asin: towels }, { [soap]: 1 }],
  ];
  test.for(tools)('%s, done but not answered: it is looked at', async ([tool, args, after]) => {
    fixture.demo.ledger.put({ [soap]: 1, [towels]: 2 });
    const said = await callAndKill([tool, args], [{ ...change, at: 'done' }]);
    expect(said).toMatchObject({ outcome: 'ok', isError: false });
    expect(books().shop).toEqual(after);
    await expectGoesOn();
  });

  test.for(tools)('%s, never arrived: nothing is claimed', async ([tool, args]) => {
    fixture.demo.ledger.put({ [soap]: 1, [towels]: 2 });
    const said = await callAndKill([tool, args], [{ ...change, at: 'arrived' }], 'drop');
    expect(said.isError).toBe(true);
    expect(said.text).toMatch(/look with view_cart before trying again/);
    expect(books().shop).toEqual({ [soap]: 1, [towels]: 2 });
    await expectGoesOn();
  });

  test('update_cart_item, killed on its way from two to five: the quantity that is there is told', async () => {
    fixture.demo.ledger.put({ [towels]: 2 });
    const said = await callAndKill(
      ['update_cart_item', { asin: towels, quantity: 5 }],
      [{ ...change, at: 'done' }],
    );
    expect(said).toMatchObject({
      // The shop limited nothing.
      outcome: 'timeout',
      isError: true,
      data: { quantityBefore: 2, quantityAfter: 3, spent: '21.49' },
    });
    expect(said.text).toMatch(/now shows 3 x/);
    await expectGoesOn();
  });

  test('clear_cart, killed at its second line: what is left is told', async () => {
    fixture.demo.ledger.put({ [soap]: 1, [towels]: 2, B0DH0USE02: 1 });
    const said = await callAndKill(
      ['clear_cart'],
      [
        { ...change, at: 'done' },
        { ...change, at: 'arrived' },
      ],
      'drop',
    );
    expect(said.isError).toBe(true);
    expect(Object.keys(books().shop)).toHaveLength(2);
    await expectGoesOn();
  });
});
