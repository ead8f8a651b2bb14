import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startConsoleFixture, type ConsoleFixture } from '../support/console-fixture.ts';
import { launchBrowser, openConsole } from '../support/console-page.ts';
import { busySample, sampleApproval } from '../support/console-sample.ts';
import { connectShopper, type Shopper } from '../support/shopper.ts';
import { startApp, type StartedApp } from '../support/start-app.ts';
import { tempDir } from '../support/temp-dir.ts';

/** Calls that arrive together are one list: all, some or none of them with one key each. */

let started: StartedApp;
let browser: Browser;
let page: Page;
let agent: Shopper;
const fixtures: ConsoleFixture[] = [];

beforeAll(async () => {
  [started, browser] = await Promise.all([startApp(), launchBrowser()]);
  ({ page } = await openConsole(browser, started.ui.oneTimeLink()));
  await page.getByText('Connected', { exact: true }).waitFor();
  agent = await connectShopper(started, 'kitchen agent');
});
afterEach(async () => {
  for (const fixture of fixtures.splice(0)) await fixture.close();
});
afterAll(async () => {
  await agent?.close();
  await browser?.close();
  await started?.close();
});

const towels = 'B0DH0USE01';
const cable = 'B0DCABLE01';
const coffee = { query: 'coffee' };

/** The list of that many calls, once it can be answered. */
async function listOf(on: Page, count: number) {
  const list = on.getByRole('region', { name: new RegExp(`^${count} calls of`) });
  await list
    .getByRole('button', { name: /^Approve all/ })
    .and(on.locator('[aria-disabled=false]'))
    .waitFor();
  return list;
}

test('three at once are one list with a total: two are checked and approved, the third is denied alone', async () => {
  const answers = [
    agent.call('add_to_cart', { asin: towels }),
    agent.call('add_to_cart', { asin: cable, quantity: 2 }),
    agent.call('add_to_cart', coffee),
  ];
  const list = await listOf(page, 3);
  await list.getByText('asks for 3 things at once').waitFor();
  // 21.49 + 2 x 7.99 + 13.98
  await list.getByText('$51.45', { exact: true }).waitFor();
  await list.getByText('$48.55 left after this').waitFor();
  expect(await list.getByRole('checkbox', { checked: true }).count()).toBe(0);

  await page.keyboard.press('1');
  await list.getByRole('checkbox', { name: /Cable/ }).check();
  await list.getByRole('button', { name: 'Only the 2 checked, $37.47' }).waitFor();
  await page.keyboard.press('s');
  const [first, second] = await Promise.all(answers.slice(0, 2));
  expect(first).toMatchObject({
    isError: false,
    text: expect.stringContaining('added 1 x Paper Towels') as string,
  });
  expect(second?.text).toContain('added 2 x USB C Cable');

  // Alone again, it is a card of its own.
  const deny = page.getByRole('article').getByRole('button', { name: 'Deny' });
  await deny.and(page.locator('[aria-disabled=false]')).waitFor();
  await page.keyboard.press('d');
  expect((await answers[2])?.text).toContain('a person denied this call');
  const { cart } = await started.call('store.refresh', {});
  expect(cart?.lines.map((it) => `${it.quantity} ${it.asin}`).sort()).toEqual(
    [`1 ${towels}`, `2 ${cable}`].sort(),
  );
});

test('D denies the whole list, A approves it', async () => {
  const denied = [agent.call('add_to_cart', { asin: towels }), agent.call('add_to_cart', { asin: cable })];
  await listOf(page, 2);
  await page.keyboard.press('d');
  for (const { text } of await Promise.all(denied)) expect(text).toContain('a person denied this call');

  const approved = [agent.call('add_to_cart', { asin: towels }), agent.call('add_to_cart', { asin: cable })];
  await listOf(page, 2);
  await page.keyboard.press('a');
  expect((await Promise.all(approved)).map((it) => it.isError)).toEqual([false, false]);
});

test('one of a list opens into its own card, and keys then mean that one alone', async () => {
  const answers = [agent.call('add_to_cart', { asin: towels }), agent.call('add_to_cart', { asin: cable })];
  const list = await listOf(page, 2);
  await list.getByRole('button', { name: /^Answer alone: USB C Cable/ }).click();
  const card = list.getByRole('article', { name: /USB C Cable/ });
  await card.getByRole('button', { name: 'Deny' }).and(page.locator('[aria-disabled=false]')).waitFor();
  await page.keyboard.press('d');
  expect((await answers[1])?.text).toContain('a person denied this call');
  const { approvals } = await started.call('console.snapshot', {});
  expect(approvals.filter((it) => it.state === 'pending')).toHaveLength(1);
  await page.getByRole('article').getByRole('button', { name: 'Deny' }).click();
  await answers[0];
});

test('a form that is being filled in stays as it is when others join the list, and when they go', async () => {
  const now = Date.now();
  const first = sampleApproval('one', now, { groupId: 'g' });
  const fixture = await startConsoleFixture(
    { ...busySample(now), approvals: [first] },
    { dataDir: tempDir(), port: 0 },
  );
  fixtures.push(fixture);
  const { page: own } = await openConsole(browser, fixture.ui.oneTimeLink());
  await own.getByRole('button', { name: /^Change/ }).click();
  const quantity = own.getByRole('form').getByLabel(/^quantity/);
  await quantity.fill('7');

  fixture.record({
    type: 'approval.requested',
    data: {
      ...{ approvalId: 'two', callId: 'call-of-a2', why: 'money', rule: '', groupId: 'g' },
      ...{ expiresAt: now + 60_000, preview: 'none' },
    },
  });
  await own.getByRole('region', { name: /^2 calls of/ }).waitFor();
  expect(await quantity.inputValue()).toBe('7');
  expect(await quantity.evaluate((it) => it === document.activeElement)).toBe(true);
  fixture.record({
    type: 'approval.resolved',
    data: { approvalId: 'two', verdict: 'deny', word: null, by: 'tray' },
  });
  await own.getByText('Denied from the tray menu').waitFor();
  expect(await quantity.inputValue()).toBe('7');
});

test('what was answered elsewhere meanwhile is told, and does not stop the others', async () => {
  const answers = [agent.call('add_to_cart', { asin: towels }), agent.call('add_to_cart', { asin: cable })];
  await listOf(page, 2);
  const { approvals } = await started.call('console.snapshot', {});
  const ids = approvals.filter((it) => it.state === 'pending').map((it) => it.id);
  const [some = ''] = ids;
  await started.call('approvals.resolve', { approvalId: some, verdict: 'deny' });
  const outcome = await started.call('approvals.resolveMany', { approvalIds: ids, verdict: 'deny' });
  expect(outcome.map((it) => it.error)).toEqual([
    'this approval is answered already: denied from the console',
    null,
  ]);
  await Promise.all(answers);
});
