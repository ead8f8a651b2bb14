import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Switches } from './demo-store/switches.ts';
import { milk, oatMilk, soap, towels } from './demo-store/testing/goods.ts';
import { startSwitchFixture, type SwitchFixture } from './switch-fixture.ts';

/** Everything that may stand between a tool and the page it wants: the agent is told what, and nothing changes. */

let shop: SwitchFixture;
beforeAll(async () => {
  shop = await startSwitchFixture(expect);
});
afterEach(() => shop.clean());
afterAll(() => shop.close());

/** Each tool that goes to the shop, with a call that works when nothing is in the way. */
const calls: readonly (readonly [tool: string, args: Record<string, unknown>])[] = [
  ['search_amazon', { query: 'paper towels' }],
  ['get_product', { asin: towels }],
  ['add_to_cart', { asin: towels, quantity: 2 }],
  ['view_cart', {}],
  ['update_cart_item', { asin: soap, quantity: 3 }],
  ['remove_from_cart', { asin: soap }],
  ['save_for_later', { asin: soap }],
  ['clear_cart', {}],
  ['check_login', {}],
  ['search_wholefoods', { query: 'organic whole milk' }],
  ['add_to_wholefoods_cart', { asin: milk, quantity: 2 }],
  ['view_wholefoods_cart', {}],
];
const full = { inCart: { [soap]: 1 }, inGroceryCart: { [oatMilk]: 1 } };
const books = () => ({ shop: shop.demo.ledger.inCarts(), grocery: shop.demo.ledger.inCarts('grocery') });
const untouched = { shop: full.inCart, grocery: full.inGroceryCart };

async function meets(switches: Partial<Switches>, call: (typeof calls)[number], outcome: string) {
  const said = await shop.run({ ...full, switches, call });
  expect(said, said.text).toMatchObject({ outcome, isError: outcome !== 'ok' });
  return said;
}

test.for(calls)('nothing in the way: %s works', async (call) => {
  await meets({}, call, 'ok');
});

describe.for(['continue', 'captcha'] as const)('robot check %s, always', (kind) => {
  test.for(calls)('%s says so and changes nothing', async (call) => {
    const said = await meets({ wall: { kind, times: 'always' } }, call, 'robot_check');
    expect(said.text).toMatch(/robot check/);
    expect(said.text).toMatch(/person/);
    expect(books()).toEqual(untouched);
    expect(shop.cart.view()).toMatchObject({ session: 'blocked', problem: expect.any(String) as string });
  });
});

describe('the challenge that a browser answers by itself', () => {
  test.for(calls)('once: %s waits for it and works', async (call) => {
    await meets({ wall: { kind: 'waf', times: 'once' } }, call, 'ok');
  });

  // Each waits ten seconds for a challenge that may still be answered, so two stand for all.
  test.for(calls.filter(([tool]) => tool === 'view_cart' || tool === 'add_to_cart'))(
    'always: %s says so',
    async (call) => {
      const said = await meets({ wall: { kind: 'waf', times: 'always' } }, call, 'robot_check');
      expect(said.data).toMatchObject({ wall: 'waf' });
      expect(books()).toEqual(untouched);
    },
  );
});

test('a robot check that comes after the click: the agent is told that the end is unknown', async () => {
  const click = shop.demo.traffic.hold({ method: 'POST', path: '/cart/add-to-cart', at: 'done' });
  const adding = shop.run({ call: ['add_to_cart', { asin: towels, quantity: 2 }] });
  await click.reached;
  shop.demo.switches.set({ wall: { kind: 'captcha', times: 'always' } });
  click.release();
  const said = await adding;
  expect(said).toMatchObject({
    outcome: 'robot_check',
    isError: true,
    data: { asin: towels, quantityRequested: 2 },
  });
  expect(said.text).toMatch(/what became of it is unknown.*look with view_cart/s);
  expect(shop.demo.ledger.inCarts()).toEqual({ [towels]: 2 });
});

describe.for([
  ['503', 'unreachable', /error page/],
  ['sorry', 'unreachable', /error page/],
  ['not_found', 'not_found', /no page/],
  ['drop', 'unreachable', /cannot be reached/],
] as const)('every page answers %s', ([kind, outcome, words]) => {
  test.for(calls)('%s says so and changes nothing', async (call) => {
    const said = await meets({ trouble: { kind, count: null } }, call, outcome);
    expect(said.text).toMatch(words);
    expect(books()).toEqual(untouched);
  });
});

test('what was wrong is wrong no more on a page that tells nothing of the session', async () => {
  await meets({ trouble: { kind: '503', count: null } }, ['view_cart', {}], 'unreachable');
  expect(shop.cart.view()).toMatchObject({ session: 'unreachable' });
  shop.demo.switches.set({ trouble: null, header: 'missing' });
  expect(await shop.call('search_amazon', { query: 'paper towels' })).toMatchObject({ outcome: 'ok' });
  expect(shop.cart.view()).toMatchObject({ session: 'unknown', problem: null });
});

describe('one connection breaks', () => {
  test.for(calls)('%s asks again and works', async (call) => {
    await meets({ trouble: { kind: 'drop', count: 1 } }, call, 'ok');
  });
});

describe('an add whose click meets trouble', () => {
  const add = ['add_to_cart', { asin: towels, quantity: 2 }] as const;
  const addMilk = ['add_to_wholefoods_cart', { asin: milk, quantity: 2 }] as const;
  const post = '/cart/add-to-cart';
  const confirmation = '/cart/smart-wagon';
  const fresh = '/alm/addtofreshcart';

  test.for([
    ['503', post, add, 'not_added'],
    ['not_found', post, add, 'not_added'],
    ['503', fresh, addMilk, 'not_added'],
  ] as const)('%s at %s: nothing was added, and that is said', async ([kind, path, call, outcome]) => {
    const said = await meets({ trouble: { kind, count: null, path } }, call, outcome);
    expect(said.data).toMatchObject({ quantityAdded: 0 });
    expect(books()).toEqual(untouched);
  });

  test.for([
    ['503', confirmation],
    ['sorry', confirmation],
    ['drop', confirmation],
    ['drop_answer', confirmation],
  ] as const)('%s at %s: it was added, and that is said', async ([kind, path]) => {
    const said = await meets({ trouble: { kind, count: null, path } }, add, 'ok');
    expect(said.data).toMatchObject({ quantityAdded: 2, spent: '42.98' });
    expect(books()).toEqual({ ...untouched, shop: { ...full.inCart, [towels]: 2 } });
  });

  test.for([
    [post, add],
    [fresh, addMilk],
  ] as const)('a connection that breaks before %s is heard: nothing was added', async ([path, call]) => {
    const said = await shop.run({
      ...full,
      switches: { trouble: { kind: 'drop', count: null, path } },
      call,
    });
    expect(said).toMatchObject({ outcome: 'timeout', data: { quantityAdded: 0 } });
    expect(said.text).toContain(path === fresh ? 'look with view_wholefoods_cart' : 'look with view_cart');
    expect(books()).toEqual(untouched);
  });

  test('a broken connection to the grocery cart is an end, and not waited for any longer', async () => {
    shop.demo.switches.set({ trouble: { kind: 'drop', count: null, path: fresh } });
    const startedAt = performance.now();
    expect(await shop.call(...addMilk)).toMatchObject({ outcome: 'timeout' });
    // Silence would be waited for for ten seconds.
    expect(performance.now() - startedAt).toBeLessThan(9_500);
  });

  test.for([
    [post, add, 'shop'],
    [fresh, addMilk, 'grocery'],
  ] as const)('an answer to %s that is lost: what the cart really grew by', async ([path, call, which]) => {
    // A browser sends a request again when the connection broke under it: then more comes than was asked for.
    const said = await shop.run({
      ...full,
      switches: { trouble: { kind: 'drop_answer', count: null, path } },
      call,
    });
    const grown = shop.demo.ledger.inCarts(which)[call[1].asin] ?? 0;
    expect(grown).toBeGreaterThan(2);
    expect(said).toMatchObject({
      outcome: 'quantity_exceeded',
      isError: true,
      data: { quantityRequested: 2, quantityAdded: grown },
    });
    expect(said.text).toContain(`${grown} x`);
    expect(said.text).toMatch(/2 was asked for: the connection broke.*set it with update_cart_item/);
  });
});

describe('the shop confirms, but adds nothing', () => {
  test.for([
    ['add_to_cart', towels, {}],
    ['add_to_cart', soap, full],
    ['add_to_wholefoods_cart', milk, {}],
    ['add_to_wholefoods_cart', oatMilk, full],
  ] as const)('%s %s', async ([tool, asin, given]) => {
    const said = await shop.run({
      ...given,
      switches: { isAddPhantom: true },
      call: [tool, { asin, quantity: 2 }],
    });
    expect(said).toMatchObject({ outcome: 'not_added', isError: true, data: { quantityAdded: 0 } });
    const had = given === full;
    expect(said.text).toMatch(
      had ? /^not added: the cart shows \d x .*as before/ : /^not added: the cart does not show/,
    );
  });
});

describe('a slow shop', () => {
  test.for(calls)('%s is as right as in a quick one', async (call) => {
    await meets({ delayMs: 150, cartChangeMs: 150 }, call, 'ok');
  });
});

describe('a shop that loses changes which overlap', () => {
  test('clear_cart takes one line after another, and all are gone', async () => {
    const inCart = { [towels]: 2, [soap]: 1, B0DH0USE02: 3 };
    const switches = { dropsParallelChanges: true, cartChangeMs: 60 };
    const said = await shop.run({ switches, inCart, call: ['clear_cart'] });
    expect(said).toMatchObject({ outcome: 'ok', data: { remaining: [], spent: '-95.64' } });
    expect(shop.demo.ledger.inCarts()).toEqual({});
  });

  test('a change and an add at the same time are both there', async () => {
    shop.demo.ledger.put({ [soap]: 1 });
    shop.demo.switches.set({ dropsParallelChanges: true, cartChangeMs: 60 });
    const both = await Promise.all([
      shop.call('update_cart_item', { asin: soap, quantity: 4 }),
      shop.call('add_to_cart', { asin: towels }),
    ]);
    expect(both.map((it) => it.outcome)).toEqual(['ok', 'ok']);
    expect(shop.demo.ledger.inCarts()).toEqual({ [soap]: 4, [towels]: 1 });
  });
});

describe('a grocery store', () => {
  describe('that nobody chose yet', () => {
    beforeEach(async () => {
      // Only a new visitor has none.
      await shop.cart.forgetSession();
      shop.demo.switches.set({ groceryStore: 'unset' });
    });
    afterEach(async () => {
      await shop.cart.forgetSession();
      shop.demo.switches.reset();
      await shop.call('view_cart');
    });

    test('an add asks for the person', async () => {
      const said = await shop.call('add_to_wholefoods_cart', { asin: milk });
      expect(said).toMatchObject({ outcome: 'not_deliverable', isError: true });
      expect(said.text).toMatch(/no Whole Foods store is chosen.*ask the person/);
      expect(books()).toEqual({ shop: {}, grocery: {} });
    });

    test('a search invents no groceries', async () => {
      const said = await shop.call('search_wholefoods', { query: 'milk' });
      expect(said).toMatchObject({ outcome: 'not_deliverable', isError: true });
      expect(said.text).toMatch(/no Whole Foods store is chosen.*ask the person/);
      expect(said.data).not.toHaveProperty('results');
    });

    test('the other tools do not mind', async () => {
      expect(await shop.call('view_wholefoods_cart')).toMatchObject({ outcome: 'ok', data: { count: 0 } });
      expect(await shop.call('add_to_cart', { asin: towels })).toMatchObject({ outcome: 'ok' });
    });
  });

  test.for([
    ['by asin', { asin: milk }],
    ['by words', { query: 'organic whole milk' }],
  ] as const)('that does not carry it: nothing is added, %s', async ([, args]) => {
    const call = ['add_to_wholefoods_cart', args] as const;
    const said = await shop.run({ ...full, switches: { notAtStore: [milk] }, call });
    expect(said).toMatchObject({ outcome: 'not_deliverable', data: { asin: milk, quantityAdded: 0 } });
    expect(said.text).toMatch(/the chosen store does not have it/);
    expect(books()).toEqual(untouched);
  });
});
