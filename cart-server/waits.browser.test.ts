import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { connectClient, callTool, startCartFixture, type CartFixture } from './cart-fixture.ts';
import { milk, soap, towels } from './demo-store/testing/goods.ts';
import { recordTimeline, type Step } from './demo-store/testing/timeline.ts';
import { systemClock } from './stand-alone.ts';

/** No tool waits longer than the page it waits for. */

let fixture: CartFixture;
let call: (tool: string, args?: Record<string, unknown>) => ReturnType<typeof callTool>;
/** Timers of the cart server that ran out: each is a wait that somebody sat through to its end. */
const ranOut: number[] = [];
const clock = {
  ...systemClock,
  after: (ms: number, then: () => void) =>
    systemClock.after(ms, () => {
      ranOut.push(ms);
      then();
    }),
};

beforeAll(async () => {
  fixture = await startCartFixture();
  const client = await connectClient(fixture.start({ clock }).open);
  call = (tool, args = {}) => callTool(client, tool, args);
  await call('view_cart');
});
afterEach(() => {
  fixture.demo.switches.reset();
  fixture.demo.ledger.empty();
});
afterAll(() => fixture.close());

async function timed(tool: string, args: Record<string, unknown>): Promise<readonly Step[]> {
  const timeline = recordTimeline(fixture.demo.traffic);
  expect(await call(tool, args)).toMatchObject({ outcome: 'ok' });
  return timeline.stop();
}

test.for<[string, Record<string, unknown>, string[]]>([
  ['search_amazon', { query: 'paper towels' }, ['GET /s']],
  ['get_product', { asin: towels }, [`GET /dp/${towels}`]],
  ['view_cart', {}, ['GET /gp/cart/view.html']],
  ['check_login', {}, ['GET /gp/cart/view.html']],
  [
    'add_to_cart',
    { asin: towels, quantity: 2 },
    [
      'GET /gp/cart/view.html',
      `GET /dp/${towels}`,
      'POST /cart/add-to-cart/ref=dp_start-bbf_1_glance',
      'GET /cart/smart-wagon',
      'GET /gp/cart/view.html',
    ],
  ],
  [
    'add_to_wholefoods_cart',
    { asin: milk },
    ['GET /cart/localmarket', `GET /dp/${milk}`, 'POST /alm/addtofreshcart', 'GET /cart/localmarket'],
  ],
])('%s %j asks for the pages it needs, and sits through no timer', async ([tool, args, pages]) => {
  ranOut.length = 0;
  const steps = await timed(tool, args);
  expect(steps.slice(1).map((it) => it.what)).toEqual(pages);
  expect(ranOut).toEqual([]);
});

test.for<[string, Record<string, unknown>]>([
  ['update_cart_item', { asin: soap, quantity: 3 }],
  ['remove_from_cart', { asin: soap }],
  ['save_for_later', { asin: soap }],
  ['clear_cart', {}],
])('%s %j sits through no timer', async ([tool, args]) => {
  fixture.demo.ledger.put({ [soap]: 1, [towels]: 1 });
  ranOut.length = 0;
  await timed(tool, args);
  expect(ranOut).toEqual([]);
});

test('a late buy box is clicked as soon as it is there', async () => {
  const fromPageToClick = (steps: readonly Step[]) =>
    steps.find((it) => it.what.startsWith('GET /dp/'))?.after ?? NaN;
  const early: number[] = [];
  const late: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    fixture.demo.switches.reset();
    early.push(fromPageToClick(await timed('add_to_cart', { asin: towels })));
    fixture.demo.switches.set({ lateBuyBoxMs: 1000 });
    late.push(fromPageToClick(await timed('add_to_cart', { asin: towels })));
  }
  const more = Math.min(...late) - Math.min(...early);
  expect(more).toBeGreaterThan(600);
  // A locator looks ever more rarely, up to half a second late.
  expect(more).toBeLessThan(1600);
});

test('nothing in the sources sleeps, or waits for a quiet network', () => {
  const sources = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' }).filter(
    (it) => it.endsWith('.ts') && !it.endsWith('.test.ts') && !it.startsWith(`demo-store${sep}`),
  );
  expect(sources.length).toBeGreaterThan(30);
  const sleepers = sources.filter((it) =>
    /waitForTimeout|networkidle|timers\/promises/.test(readFileSync(join(import.meta.dirname, it), 'utf8')),
  );
  expect(sleepers).toEqual([]);
});
