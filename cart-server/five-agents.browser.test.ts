import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { callTool, connectClient, startCartFixture, type CartFixture, type Said } from './cart-fixture.ts';
import type { Switches } from './demo-store/switches.ts';
import { soap, towels } from './demo-store/testing/goods.ts';

/** Five agents shop at once, each over a connection of its own: the cart is exactly what their results say. */

let fixture: CartFixture;
let agents: Client[];
beforeAll(async () => {
  fixture = await startCartFixture();
  const cart = fixture.start();
  agents = await Promise.all(Array.from({ length: 5 }, () => connectClient(cart.open)));
  await callTool(agents[0]!, 'view_cart'); // five were made above
});
afterEach(() => {
  fixture.demo.switches.reset();
  fixture.demo.ledger.empty();
});
afterAll(() => fixture.close());

const goods = [towels, soap, 'B0DH0USE02', 'B0DH0USE07'];
/** What the shop may do to them meanwhile; nothing here leaves an agent without an answer. */
const moods: readonly Partial<Switches>[] = [
  {},
  { dropsParallelChanges: true, cartChangeMs: 40 },
  { offers: { '*': { maxQuantity: 4 } }, ads: 'none' },
  { trouble: { kind: 'drop', count: 7 } },
  { offers: { [soap]: { kind: 'out_of_stock' }, [towels]: { warranty: 'asks_first' } } },
  { isAddPhantom: true },
];

interface Bought {
  readonly asin: string;
  readonly said: Said;
}

/** What one agent does: some adds, one after another. */
async function shop(agent: Client, random: () => number): Promise<Bought[]> {
  const bought: Bought[] = [];
  const turns = random() < 0.5 ? 1 : 2;
  for (let turn = 0; turn < turns; turn += 1) {
    const asin = goods[Math.floor(random() * goods.length)] ?? towels;
    const quantity = 1 + Math.floor(random() * 3);
    bought.push({ asin, said: await callTool(agent, 'add_to_cart', { asin, quantity }) });
  }
  return bought;
}

test.for(moods.map((mood, at) => ({ seed: at + 1, mood })))('seed $seed, $mood', async ({ seed, mood }) => {
  fixture.demo.switches.set(mood);
  const results = (await Promise.all(agents.map((it, at) => shop(it, randomFrom(seed * 10 + at))))).flat();
  fixture.demo.switches.reset();

  const claimed: Record<string, number> = {};
  for (const { asin, said } of results) {
    const added = Number(said.data['quantityAdded'] ?? 0);
    if (added > 0) claimed[asin] = (claimed[asin] ?? 0) + added;
  }
  expect(fixture.demo.ledger.inCarts()).toEqual(claimed);

  // Each one's money begins where another's ended: none saw, or paid for, what somebody else did meanwhile.
  const steps = results
    .filter(({ said }) => Number(said.data['quantityAdded'] ?? 0) > 0)
    .map(
      ({ said }) =>
        [Number(said.data['subtotalBeforeMinor']), Number(said.data['subtotalAfterMinor'])] as const,
    )
    .toSorted(([a], [b]) => a - b);
  const ends = steps.map(([, end]) => end);
  expect(steps.map(([start]) => start)).toEqual([0, ...ends].slice(0, steps.length));
  const seen = await callTool(agents[0]!, 'view_cart'); // five were made above
  const subtotal = seen.data['subtotal'] as { amountMinor: number } | null; // by the tool's output schema
  expect(subtotal?.amountMinor ?? 0).toBe(ends.at(-1) ?? 0);
});

test('with the browser killed in between, whoever cannot tell says so', async () => {
  const random = randomFrom(7);
  const held = fixture.demo.traffic.hold({ method: 'POST', path: '/cart/add-to-cart', at: 'done' });
  const shopping = Promise.all(agents.map((it) => shop(it, random)));
  await held.reached;
  process.kill(fixture.browserPid(), 'SIGKILL');
  await held.abandoned;
  held.release();
  const results = (await shopping).flat();
  const claimed: Record<string, number> = {};
  for (const { asin, said } of results) {
    // All of them could look afterwards, so none has to guess.
    expect(said.outcome, said.text).toBe('ok');
    claimed[asin] = (claimed[asin] ?? 0) + Number(said.data['quantityAdded']);
  }
  expect(fixture.demo.ledger.inCarts()).toEqual(claimed);
});

/** Numbers below 1 that a seed always gives the same (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
}
