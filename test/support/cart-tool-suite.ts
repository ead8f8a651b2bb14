import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { beforeEach, expect, test } from 'vitest';
import { callTool } from '../../cart-server/cart-fixture.ts';
import type { DemoStore } from '../../cart-server/demo-store/demo-store.ts';

export interface SuiteParts {
  readonly client: Client;
  readonly demo: DemoStore;
}

const books = 'B0DB00KS02';
const towels = 'B0DH0USE01';
const soap = 'B0DH0USE02';
const capped = 'B0DH0USE05';

/** What every tool of the cart server does, seen by a client, whatever lies between it and the server. */
export function cartToolSuite(parts: () => SuiteParts): void {
  let client: Client;
  let demo: DemoStore;
  beforeEach(() => {
    ({ client, demo } = parts());
    demo.traffic.releaseAll();
    demo.switches.reset();
    demo.ledger.empty();
  });
  const call = (name: string, args: Record<string, unknown> = {}) => callTool(client, name, args);
  const put = (amounts: Record<string, number>) => demo.ledger.put(amounts);
  const inCart = () => demo.ledger.inCarts();
  const inShop = (asin: string, which?: 'shop' | 'grocery') => demo.ledger.inCarts(which)[asin] ?? 0;

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
    expect(inShop('B0DH0USE01')).toBe(2);
    const view = await call('view_cart');
    expect(view.data).toMatchObject({ count: 2, subtotal: { amount: '42.98' } });
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
    expect(['B0DH0USE05', 'B0DPANTRY4', 'B0DPANTRY5'].map((it) => inShop(it))).toEqual([0, 0, 0]);
    expect(await call('add_to_cart', { asin: 'B0DPANTRY4' })).toMatchObject({ outcome: 'ok' });
    expect(inShop('B0DPANTRY4')).toBe(1);
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
    expect(inShop('B0DH0USE10')).toBe(2);
  });

  test('believes the cart, not the confirmation page', async () => {
    demo.switches.set({ isAddPhantom: true });
    const phantom = await call('add_to_cart', { asin: books });
    expect(phantom).toMatchObject({
      outcome: 'not_added',
      isError: true,
      data: { quantityAdded: 0, spent: '0.00' },
    });
    expect(phantom.text).toMatch(/^not added/);
    expect(inShop(books)).toBe(0);
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
    expect(inShop(asin ?? '')).toBe(0);
  });

  test('a product that comes in variants answers with the choices', async () => {
    const said = await call('add_to_cart', { asin: 'B0DSHOES00' });
    expect(said).toMatchObject({ outcome: 'choose_variant', isError: true });
    const choices = said.data['choices'] as { asin: string; label: string }[];
    expect(choices.length).toBeGreaterThan(1);
    expect(await call('add_to_cart', { asin: choices.at(-1)?.asin })).toMatchObject({ outcome: 'ok' });
  });

  test.for(['B0DMONIT01', 'B0DKITCH02'])(
    'declines the protection plan that comes up for %s',
    async (asin) => {
      const said = await call('add_to_cart', { asin });
      expect(said).toMatchObject({ outcome: 'ok', data: { quantityAdded: 1 } });
      expect(inShop(asin)).toBe(1);
    },
  );

  test('adds the new offer where a used one stands beside it', async () => {
    const said = await call('add_to_cart', { asin: 'B0DBUDS001' });
    expect(said).toMatchObject({ outcome: 'ok', data: { quantityAdded: 1 } });
    expect(said.data['spent']).not.toBe('37.89');
  });

  test('waits for a buy box that comes late, under banners', async () => {
    demo.switches.set({ lateBuyBoxMs: 800, hasCookieBanner: true, hasLocationToaster: true });
    expect(await call('add_to_cart', { asin: 'B0DH0USE07' })).toMatchObject({ outcome: 'ok' });
    expect(inShop('B0DH0USE07')).toBe(1);
  });

  test.for([
    { era: 2023 as const },
    { locale: 'de-DE' as const },
    { locale: 'ja-JP' as const },
    { locale: 'en-IN' as const },
  ])('adds under %j', async (switches) => {
    const before = inShop(books);
    demo.switches.set(switches);
    const said = await call('add_to_cart', { asin: books });
    expect(said).toMatchObject({ outcome: 'ok', data: { quantityAdded: 1 } });
    const { spent, line } = said.data as { spent: string; line: { price: { amount: string } } };
    expect(spent).toBe(line.price.amount);
    expect(inShop(books)).toBe(before + 1);
  });

  test('template, removed and saved rows are not in the cart', async () => {
    demo.ledger.put({ [towels]: 2, [soap]: 1 });
    demo.switches.set({ hasTemplateRow: true, hasGhostRow: true, hasSavedCopies: true });
    const view = await call('view_cart');
    expect(view.outcome).toBe('ok');
    const lines = view.data['lines'] as { asin: string; quantity: number }[];
    expect(lines).toHaveLength(2);
    for (const line of lines) expect(inShop(line.asin)).toBe(line.quantity);
    expect(new Set(lines.map((it) => it.asin)).size).toBe(lines.length);
  });

  test('a challenge that an ordinary browser passes by itself is waited for', async () => {
    demo.switches.set({ wall: { kind: 'waf', times: 'once' } });
    expect(await call('view_cart')).toMatchObject({ outcome: 'ok' });
  });

  test('looks at the cart when the answer to the add is lost', async () => {
    demo.switches.set({ trouble: { kind: 'drop', count: null, path: '/cart/smart-wagon' } });
    const before = inShop('B0DH0USE02');
    const said = await call('add_to_cart', { asin: 'B0DH0USE02' });
    expect(said).toMatchObject({ outcome: 'ok', data: { quantityAdded: 1 } });
    expect(inShop('B0DH0USE02')).toBe(before + 1);
  });

  test('Whole Foods: searches, adds and reads its own cart', async () => {
    const added = await call('add_to_wholefoods_cart', { query: 'oat milk', quantity: 2 });
    expect(added).toMatchObject({ outcome: 'ok', data: { quantityAdded: 2 } });
    const { asin, spent } = added.data as { asin: string; spent: string };
    expect(inShop(asin, 'grocery')).toBe(2);
    const view = await call('view_wholefoods_cart');
    expect(view).toMatchObject({ outcome: 'ok', data: { count: 2, subtotal: { amount: spent } } });
    demo.switches.set({ notAtStore: [asin] });
    expect(await call('add_to_wholefoods_cart', { asin })).toMatchObject({
      outcome: 'not_deliverable',
      isError: true,
    });
    expect(await call('add_to_cart', { asin })).toMatchObject({ isError: true });
    expect(inShop(asin, 'grocery')).toBe(2);
  });

  test('arguments that do not fit are answered in words', async () => {
    const said = await call('add_to_cart', { asin: 'short', amount: 3 });
    expect(said.isError).toBe(true);
    expect(said.text).toMatch(/asin/);
    await expect(client.callTool({ name: 'buy_now', arguments: {} })).rejects.toThrow(
      /unknown tool `buy_now`/,
    );
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
      demo.switches.set(switches);
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
        const { subtotalAfterMinor, subtotalBeforeMinor, spent } = said.data as Record<
          string,
          number | string
        >;
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
    const stop = demo.traffic.subscribe(
      ({ request }) => void (request.method === 'POST' && posts.push(request.path)),
    );
    const same = await call('update_cart_item', { asin: towels, quantity: 2 });
    expect(same).toMatchObject({
      outcome: 'ok',
      data: { quantityBefore: 2, quantityAfter: 2, spent: '0.00' },
    });
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
      demo.switches.set({ era, hasSavedCopies: true, hasGhostRow: true });
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
    expect(demo.ledger.savedForLater()).toEqual({ [towels]: 2 });
    expect(await call('save_for_later', { asin: towels })).toMatchObject({
      outcome: 'ok',
      data: { spent: '0' },
    });
    expect(await call('save_for_later', { asin: soap })).toMatchObject({ outcome: 'not_found' });
  });

  test('empties the cart line after line, where a shop would lose removals that overlap', async () => {
    demo.switches.set({ dropsParallelChanges: true, cartChangeMs: 100 });
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
    expect(demo.ledger.inCarts('grocery')).toEqual({ [asin]: 3 });
    expect(await call('remove_from_cart', { asin })).toMatchObject({ outcome: 'ok' });
    expect(demo.ledger.inCarts('grocery')).toEqual({});
  });

  test('a removal whose answer is lost is looked up', async () => {
    put({ [towels]: 2 });
    const held = demo.traffic.hold({ method: 'POST', path: '/cart/', at: 'done' });
    const removing = call('remove_from_cart', { asin: towels });
    await held.reached;
    held.drop();
    expect(await removing).toMatchObject({ outcome: 'ok', data: { quantityAfter: 0 } });
    expect(inCart()).toEqual({});
  });

  test('a robot check is told, not answered; after one the shop is left alone', async () => {
    demo.switches.set({ wall: { kind: 'continue', times: 'always' } });
    expect(await call('view_cart')).toMatchObject({
      outcome: 'robot_check',
      isError: true,
      data: { wall: 'continue_wall' },
    });
    const again = await call('search_amazon', { query: 'paper' });
    expect(again).toMatchObject({ outcome: 'robot_check', isError: true });
    expect(again.data['retryAfterSeconds']).toBeGreaterThan(0);
    // The status is told all the same.
    expect(await call('check_login')).toMatchObject({ outcome: 'robot_check', data: { session: 'blocked' } });
  });
}
