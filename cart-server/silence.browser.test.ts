import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { callTool, connectClient, startCartFixture, type CartFixture } from './cart-fixture.ts';
import { soap, towels } from './demo-store/testing/goods.ts';
import type { Hold } from './demo-store/traffic.ts';
import { systemClock } from './stand-alone.ts';
import { untruths } from './untruths.ts';

/** Pages that never come, and answers that are lost on the way: the agent hears what is known, and what is not. */

interface Timer {
  readonly dueAt: number;
  readonly then: () => void;
  stop: () => void;
}
/** The system's clock; in a hurry, a minute of patience passes in three seconds. */
function hurryingClock() {
  const timers = new Set<Timer>();
  let speed = 1;
  const run = (timer: Timer): void => {
    const ms = Math.max(0, timer.dueAt - systemClock.now()) / speed;
    timer.stop = systemClock.after(ms, () => {
      timers.delete(timer);
      timer.then();
    });
  };
  const set = (to: number): void => {
    speed = to;
    for (const timer of timers) {
      timer.stop();
      run(timer);
    }
  };
  const after = (ms: number, then: () => void) => {
    const timer: Timer = { dueAt: systemClock.now() + ms, then, stop: () => undefined };
    timers.add(timer);
    run(timer);
    return () => {
      timers.delete(timer);
      timer.stop();
    };
  };
  return { now: systemClock.now, after, hurry: () => set(20), calm: () => set(1) };
}

const clock = hurryingClock();
let fixture: CartFixture;
let client: Client;
beforeAll(async () => {
  fixture = await startCartFixture();
  client = await connectClient(fixture.start({ clock }).open);
  await callTool(client, 'view_cart');
});
afterEach(() => {
  clock.calm();
  fixture.demo.traffic.releaseAll();
  fixture.demo.switches.reset();
  fixture.demo.ledger.empty();
});
afterAll(() => fixture.close());

const books = () => ({
  shop: fixture.demo.ledger.inCarts(),
  grocery: fixture.demo.ledger.inCarts('grocery'),
});
/** Holds a request for ever, and lets time run as soon as that has come. */
function neverAnswer(place: Hold) {
  const held = fixture.demo.traffic.hold(place);
  void held.reached.then(clock.hurry);
  return {
    end: () => {
      clock.calm();
      held.release();
    },
  };
}
const add = ['add_to_cart', { query: 'paper towels', quantity: 2 }] as const;
const post = { method: 'POST', path: '/cart/add-to-cart' } as const;
const cartPath = '/gp/cart/view.html';

describe('a page that never comes', () => {
  test.for<[string, Hold]>([
    ['the search', { path: '/s?', at: 'arrived' }],
    ['the cart before', { path: cartPath, at: 'arrived' }],
    ['the product', { path: '/dp/', at: 'arrived' }],
  ])('%s: nothing was changed, and the agent may try again', async ([, place]) => {
    const page = neverAnswer(place);
    const said = await callTool(client, ...add);
    expect(said).toMatchObject({ outcome: 'timeout', isError: true });
    expect(said.text).toMatch(/nothing was changed, try again/);
    expect(books().shop).toEqual({});
    page.end();
    expect(await callTool(client, ...add)).toMatchObject({ outcome: 'ok', data: { quantityAdded: 2 } });
  });

  test.for<[string, Hold]>([
    ['the answer to the click', { ...post, at: 'done' }],
    ['the confirmation', { path: '/cart/smart-wagon', at: 'arrived' }],
  ])('%s: what became of the click is not claimed', async ([, place]) => {
    const before = books();
    const answer = neverAnswer(place);
    const said = await callTool(client, ...add);
    expect(said).toMatchObject({ isError: said.outcome !== 'ok' });
    // It may have looked in time, or not: both are told as they are.
    if (said.outcome === 'timeout') expect(said.text).toMatch(/look .*view_cart.* before trying again/);
    else expect(untruths('add_to_cart', said, before, books())).toEqual([]);
    expect(books().shop).toEqual({ [towels]: 2 });
    answer.end();
    expect(await callTool(client, 'view_cart')).toMatchObject({ outcome: 'ok', data: { count: 2 } });
  });

  test('the cart after: what became of the click is not claimed', async () => {
    const clicked = fixture.demo.traffic.hold({ ...post, at: 'done' });
    const adding = callTool(client, ...add);
    await clicked.reached;
    const page = neverAnswer({ path: cartPath, at: 'arrived' });
    clicked.release();
    const said = await adding;
    expect(said).toMatchObject({ outcome: 'timeout', isError: true });
    expect(said.text).toMatch(/look .*view_cart.* before trying again/);
    expect(said.data).not.toHaveProperty('spent');
    page.end();
    expect(await callTool(client, 'view_cart')).toMatchObject({ outcome: 'ok', data: { count: 2 } });
  });

  test.for<[string, Record<string, unknown>, string]>([
    ['search_amazon', { query: 'paper towels' }, '/s?'],
    ['get_product', { asin: towels }, '/dp/'],
    ['view_cart', {}, cartPath],
    ['check_login', {}, cartPath],
    ['view_wholefoods_cart', {}, '/cart/localmarket'],
    ['remove_from_cart', { asin: soap }, cartPath],
    ['clear_cart', {}, cartPath],
  ])('%s %j ends, and the next call works', async ([tool, args, path]) => {
    fixture.demo.ledger.put({ [soap]: 1 });
    const page = neverAnswer({ path, at: 'arrived' });
    expect(await callTool(client, tool, args)).toMatchObject({ outcome: 'timeout', isError: true });
    expect(books().shop).toEqual({ [soap]: 1 });
    page.end();
    expect(await callTool(client, 'view_cart')).toMatchObject({ outcome: 'ok', data: { count: 1 } });
  });
});

describe('a connection that breaks under the click', () => {
  test.for<[string, Hold['at']]>([
    ['after the shop took it', 'done'],
    ['before the shop took it', 'arrived'],
  ])('%s: it looks, and says what is there', async ([, at]) => {
    const before = books();
    const held = fixture.demo.traffic.hold({ ...post, at });
    const adding = callTool(client, ...add);
    await held.reached;
    held.drop();
    const said = await adding;
    // Chromium sends it again by itself, over a new connection; the cart has what both of them did.
    const inCart = books().shop[towels] ?? 0;
    expect(inCart).toBe(at === 'done' ? 4 : 2);
    expect(said.data).toMatchObject({
      quantityRequested: 2,
      quantityAdded: inCart,
      line: { quantity: inCart },
    });
    expect(untruths('add_to_cart', said, before, books())).toEqual([]);
  });
});
