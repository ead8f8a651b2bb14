/** The cart server on the demo store: what a tool takes, beside what its pages take to load in the same browser. */
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { findBrowser } from '../cart-server/browser/find-browser.ts';
import { launchBrowser } from '../cart-server/browser/launch.ts';
import { callTool, connectClient, startCartFixture } from '../cart-server/cart-fixture.ts';
import { recordTimeline, type Step } from '../cart-server/demo-store/testing/timeline.ts';
import { systemClock } from '../cart-server/stand-alone.ts';
import { median } from './measure.ts';

export interface CartRow {
  readonly name: string;
  readonly medianMs: number;
  /** The same pages one after another, to `domcontentloaded` each, nothing read. */
  readonly pagesMs: number;
}

export interface CartBench {
  readonly rows: readonly CartRow[];
  /** Where the median add spent its time. */
  readonly addSteps: readonly Step[];
}

const rounds = 15;
const asin = 'B0DH0USE01';
const cartPath = '/gp/cart/view.html';
const searchPath = '/s?k=paper+towels';

export async function benchCart(): Promise<CartBench> {
  const fixture = await startCartFixture();
  const { demo } = fixture;
  const context = await launchBrowser({
    executablePath: findBrowser('').path,
    profile: join(fixture.dataDir, 'bare'),
    isVisible: false,
    clock: systemClock,
  });
  try {
    const page = context.pages()[0] ?? (await context.newPage());
    const client = await connectClient(fixture.start().open);
    const call = async (tool: string, args: Record<string, unknown>) => {
      const { outcome, text } = await callTool(client, tool, args);
      if (outcome !== 'ok') throw new Error(`${tool}: ${text}`);
    };
    const go = (path: string) => page.goto(`${demo.url}${path}`, { waitUntil: 'domcontentloaded' });
    const work = {
      'pages of a search': () => go(searchPath),
      search_amazon: () => call('search_amazon', { query: 'paper towels' }),
      'pages of an add': async () => {
        await go(cartPath);
        await go(`/dp/${asin}`);
        await pressAdd(page);
        await go(cartPath);
      },
      add_to_cart: () => call('add_to_cart', { asin }),
    };
    const times = new Map<string, number[]>();
    const adds: { ms: number; steps: readonly Step[] }[] = [];
    for (let round = -2; round < rounds; round += 1) {
      for (const [name, run] of Object.entries(work)) {
        demo.ledger.empty();
        const timeline = recordTimeline(demo.traffic);
        const startedAt = performance.now();
        await run();
        const ms = performance.now() - startedAt;
        const steps = timeline.stop();
        if (round < 0) continue; // the first rounds warm up
        times.set(name, [...(times.get(name) ?? []), ms]);
        if (name === 'add_to_cart') adds.push({ ms, steps });
      }
    }
    const row = (name: string, pages: string): CartRow => ({
      name,
      medianMs: median(times.get(name) ?? []),
      pagesMs: median(times.get(pages) ?? []),
    });
    adds.sort((a, b) => a.ms - b.ms);
    return {
      rows: [row('search_amazon', 'pages of a search'), row('add_to_cart', 'pages of an add')],
      addSteps: adds[Math.floor(adds.length / 2)]?.steps ?? [],
    };
  } finally {
    await context.close();
    await fixture.close();
  }
}

/** Presses the add button by hand, as it were, and waits for the confirmation page. */
async function pressAdd(page: Page): Promise<void> {
  await Promise.all([
    page.waitForEvent('domcontentloaded'),
    page.locator('#add-to-cart-button').click({ noWaitAfter: true }),
  ]);
}

/** Runs it and prints both tables. */
export async function printCartBench(): Promise<CartBench> {
  const bench = await benchCart();
  console.log('A cart tool on the demo store, beside the bare loads of its pages in the same browser');
  console.table(
    Object.fromEntries(
      bench.rows.map(({ name, medianMs, pagesMs }) => [
        name,
        {
          'median ms': medianMs.toFixed(0),
          'its pages ms': pagesMs.toFixed(0),
          'x pages': (medianMs / pagesMs).toFixed(2),
        },
      ]),
    ),
  );
  console.log('Where the median add spent its time');
  console.table(
    bench.addSteps.map(({ what, inShop, after }) => ({
      request: what,
      'in the shop ms': inShop.toFixed(1),
      'until the next ms': after.toFixed(1),
    })),
  );
  return bench;
}

if (import.meta.main) await printCartBench();
