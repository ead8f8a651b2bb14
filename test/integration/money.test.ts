import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runSchedule } from '../support/money-schedule.ts';

/** A schedule that failed is run again alone: `MONEY_SEED=123 vitest run test/integration/money.test.ts`. */
const alone = process.env['MONEY_SEED'];
const seeds = alone === undefined ? Array.from({ length: 1_000 }, (_, index) => index + 1) : [Number(alone)];

let folder: string;
beforeAll(() => {
  // In memory where the system has such a place: a crash here is that of the app, not of the disk.
  const base = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
  folder = mkdtempSync(join(base, 'checkstand-money-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('whatever agents, a person, the shop and crashes do: the cart never passes the budget, and the books equal it', async () => {
  const seen = { reached: 0, certain: 0, exact: 0, crashed: 0 };
  const count = { asked: 0, askedAgain: 0, refused: 0, removed: 0, left: 0 };
  for (const seed of seeds) {
    const outcome = await runSchedule(seed, folder);
    expect(outcome.problems, `seed ${seed}`).toEqual([]);
    seen.reached += outcome.cartMinor > 0 ? 1 : 0;
    seen.certain += outcome.isCertain ? 1 : 0;
    seen.exact += outcome.isExact ? 1 : 0;
    seen.crashed += outcome.hasCrashed ? 1 : 0;
    for (const name of ['asked', 'askedAgain', 'refused', 'removed', 'left'] as const)
      count[name] += outcome[name];
  }
  if (alone !== undefined) return;
  // The schedules do reach what they are about.
  expect(seen.reached).toBeGreaterThan(700);
  expect(seen.certain).toBeGreaterThan(300);
  expect(seen.exact).toBeGreaterThan(700);
  expect(seen.crashed).toBeGreaterThan(250);
  for (const [what, times] of Object.entries(count)) expect(times, what).toBeGreaterThan(100);
  expect(count.askedAgain).toBeGreaterThan(150);
}, 600_000);

test('a schedule is reproducible by its seed', async () => {
  const [first, second] = [await runSchedule(7, folder), await runSchedule(7, folder)];
  expect(first).toEqual(second);
});
