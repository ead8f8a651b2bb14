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
afterAll(() => fixture.close());

const call = (name: string, args: Record<string, unknown> = {}) => callTool(client, name, args);
const put = (amounts: Record<string, number>) => fixture.demo.ledger.put(amounts);
const inCart = () => fixture.demo.ledger.inCarts();
const towels = 'B0DH0USE01';
const capped = 'B0DH0USE05';
const soap = 'B0DH0USE02';

test('get_product reads what an add would take, and its variants', async () => {
  expect(await call('get_product', { asin: towels })).toMatchObject({
    outcome: 'ok',
    isError: false,
    data: {
      asin: towels,
      price: { amount: '21.49', currency: 'USD' },
      condition: 'new',
      availability: 'in_stock',
      offered: { min: 1 },
      mustChoose: false,
    },
  });
  const shoes = await call('get_product', { asin: 'B0DSHOES00' });
  expect(shoes).toMatchObject({ outcome: 'ok', data: { mustChoose: true, offered: null } });
  expect((shoes.data['choices'] as unknown[]).length).toBeGreaterThan(1);
  expect(shoes.text).toMatch(/a variant has to be chosen first/);
  const used = await call('get_product', { asin: 'B0DCAMERA1' });
  expect(used).toMatchObject({ outcome: 'ok', data: { offered: null } });
  expect(await call('get_product', { asin: 'B0DNOTHERE' })).toMatchObject({
    outcome: 'not_found',
    isError: true,
  });
});

test.for([{ era: 2026 as const }, { era: 2023 as const }, { locale: 'de-DE' as const }])(
  'under %j a quantity goes up and down to what was asked, near and far, and the money is exact',
  async (switches) => {
    fixture.demo.switches.set(switches);
    put({ [towels]: 2, [soap]: 1 });
    const before = await call('view_cart');
    for (const quantity of [4, 3, 12, 1]) {
      const had = inCart()[towels] ?? 0;
      const said = await call('update_cart_item', { asin: towels, quantity });
      expect(said, said.text).toMatchObject({
        outcome: 'ok',
        isError: false,
        data: { quantityBefore: had, quantityAfter: quantity, line: { quantity } },
      });
      const { price } = said.data['line'] as { price: { amountMinor: number } };
      const { subtotalAfterMinor, subtotalBeforeMinor, spent } = said.data as Record<string, number | string>;
      expect(Number(subtotalAfterMinor) - Number(subtotalBeforeMinor)).toBe(
        price.amountMinor * (quantity - had),
      );
      expect(Number(spent)).toBeCloseTo((price.amountMinor * (quantity - had)) / 100, 9);
      expect(inCart()).toEqual({ [towels]: quantity, [soap]: 1 });
    }
    expect(before.outcome).toBe('ok');
  },
);

test('an update to what is there changes nothing and costs nothing', async () => {
  put({ [towels]: 2 });
  const posts: string[] = [];
  const stop = fixture.demo.traffic.subscribe(
    ({ request }) => void (request.method === 'POST' && posts.push(request.path)),
  );
  const same = await call('update_cart_item', { asin: towels, quantity: 2 });
  expect(same).toMatchObject({ outcome: 'ok', data: { quantityBefore: 2, quantityAfter: 2, spent: '0.00' } });
  stop();
  expect(posts).toEqual([]);
});

test('more than the cart takes is refused before anything is pressed', async () => {
  put({ [capped]: 1 });
  expect(await call('update_cart_item', { asin: capped, quantity: 9 })).toMatchObject({
    outcome: 'quantity_limited',
    isError: true,
    data: { offered: { max: 3 } },
  });
  expect(inCart()).toEqual({ [capped]: 1 });
});

test.for([2026, 2023] as const)(
  'layout %s: removes all pieces of one product and says what comes back',
  async (era) => {
    fixture.demo.switches.set({ era, hasSavedCopies: true, hasGhostRow: true });
    put({ [towels]: 3, [soap]: 1 });
    const said = await call('remove_from_cart', { asin: towels });
    expect(said, said.text).toMatchObject({
      outcome: 'ok',
      isError: false,
      data: { quantityBefore: 3, quantityAfter: 0, line: null, spent: '-64.47' },
    });
    expect(inCart()).toEqual({ [soap]: 1 });
    const again = await call('remove_from_cart', { asin: towels });
    expect(again).toMatchObject({
      outcome: 'not_found',
      isError: true,
      data: { quantityAfter: 0, spent: '0.00' },
    });
  },
);

test('saves for later, once', async () => {
  put({ [towels]: 2 });
  expect(await call('save_for_later', { asin: towels })).toMatchObject({
    outcome: 'ok',
    data: { quantityBefore: 2, quantityAfter: 0, spent: '-42.98' },
  });
  expect(inCart()).toEqual({});
  expect(fixture.demo.ledger.savedForLater()).toEqual({ [towels]: 2 });
  expect(await call('save_for_later', { asin: towels })).toMatchObject({
    outcome: 'ok',
    data: { spent: '0' },
  });
  expect(await call('save_for_later', { asin: soap })).toMatchObject({ outcome: 'not_found' });
});

test('empties the cart line after line, where a shop would lose removals that overlap', async () => {
  fixture.demo.switches.set({ dropsParallelChanges: true, cartChangeMs: 100 });
  put({ [towels]: 2, [soap]: 1, [capped]: 3 });
  const said = await call('clear_cart');
  expect(said, said.text).toMatchObject({ outcome: 'ok', isError: false, data: { remaining: [] } });
  expect(said.data['removed']).toHaveLength(3);
  expect(said.data['subtotalAfterMinor']).toBe(0);
  expect(said.data['spent']).toBe(`-${String(said.data['subtotalBefore'])}`);
  expect(inCart()).toEqual({});
  expect(await call('clear_cart')).toMatchObject({ outcome: 'ok', data: { removed: [], spent: '0' } });
});

test('a line of the Whole Foods cart is changed where it is', async () => {
  const added = await call('add_to_wholefoods_cart', { query: 'oat milk', quantity: 2 });
  const { asin } = added.data as { asin: string };
  expect(await call('update_cart_item', { asin, quantity: 3 })).toMatchObject({
    outcome: 'ok',
    data: { quantityBefore: 2, quantityAfter: 3 },
  });
  expect(fixture.demo.ledger.inCarts('grocery')).toEqual({ [asin]: 3 });
  expect(await call('remove_from_cart', { asin })).toMatchObject({ outcome: 'ok' });
  expect(fixture.demo.ledger.inCarts('grocery')).toEqual({});
});

test('a removal whose answer is lost is looked up', async () => {
  put({ [towels]: 2 });
  const held = fixture.demo.traffic.hold({ method: 'POST', path: '/cart/', at: 'done' });
  const removing = call('remove_from_cart', { asin: towels });
  await held.reached;
  held.drop();
  expect(await removing).toMatchObject({ outcome: 'ok', data: { quantityAfter: 0 } });
  expect(inCart()).toEqual({});
});

test('previews a change of the cart without making it', async () => {
  put({ [towels]: 3, [soap]: 1 });
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
  expect(inCart()).toEqual({ [towels]: 3, [soap]: 1 });
});
