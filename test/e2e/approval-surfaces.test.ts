import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { StoredEvent } from '../../contract/events.ts';
import { startConsoleFixture } from '../support/console-fixture.ts';
import { launchBrowser, openConsole } from '../support/console-page.ts';
import { emptySample } from '../support/console-sample.ts';
import { connectShopper, type Shopper } from '../support/shopper.ts';
import { startApp, type StartedApp } from '../support/start-app.ts';
import { tempDir } from '../support/temp-dir.ts';

/** Every console shows the same, any of them can answer, and an answer counts once. */

let started: StartedApp;
let browser: Browser;
let first: Page;
let second: Page;
let agent: Shopper;
const events: StoredEvent[] = [];

beforeAll(async () => {
  [started, browser] = await Promise.all([startApp(), launchBrowser()]);
  started.app.subscribe((push) => void (push.kind === 'event' && events.push(push.event)));
  ({ page: first } = await openConsole(browser, started.ui.oneTimeLink()));
  ({ page: second } = await openConsole(browser, started.ui.oneTimeLink()));
  for (const page of [first, second]) await page.getByText('Connected', { exact: true }).waitFor();
  agent = await connectShopper(started, 'kitchen agent');
});
afterAll(async () => {
  await agent?.close();
  await browser?.close();
  await started?.close();
});

const towels = 'B0DH0USE01';

test('two people click at the same moment: one answer counts, both see how it ended, the cart has it once', async () => {
  const answer = agent.call('add_to_cart', { asin: towels });
  const pages = [first, second];
  for (const page of pages) {
    await page.locator('[data-verdict=approve][aria-disabled=false]').waitFor();
    await page.getByRole('article').getByText('$21.49').first().waitFor();
  }
  // Inside the pages, so that neither waits for the other's round trip.
  await Promise.all(
    pages.map((page) =>
      page.evaluate(() => document.querySelector<HTMLButtonElement>('[data-verdict=approve]')?.click()),
    ),
  );
  expect((await answer).text).toContain('added 1 x');
  for (const page of pages) {
    await page.getByText('Approved in the console; the call went on').waitFor();
    await page.getByText('Added, $21.49 spent.').waitFor();
  }
  expect(events.filter((it) => it.type === 'approval.resolved')).toHaveLength(1);
  const { cart } = await started.call('store.refresh', {});
  expect(cart?.count).toBe(1);
  const [approvalId = ''] = events.flatMap((it) =>
    it.type === 'approval.resolved' ? [it.data.approvalId] : [],
  );
  await expect(started.call('approvals.resolve', { approvalId, verdict: 'deny' })).rejects.toThrow(
    'this approval is answered already: approved from the console',
  );
});

test('the budget is the same on every page, and moves with what is spent', async () => {
  for (const page of [first, second]) {
    await page.getByRole('list', { name: 'Budgets' }).getByText('$21.49').waitFor();
    await page.getByRole('link', { name: 'Store' }).click();
    await page.getByRole('list', { name: 'Budgets' }).getByText('$78.51 left').waitFor();
    await page.getByRole('link', { name: /^Live/ }).click();
  }
});

test('a tone sounds once for a call that begins to wait, and only when it is wanted', async () => {
  await second.evaluate(() => {
    const start = OscillatorNode.prototype.start;
    Object.assign(window, { tones: 0 });
    OscillatorNode.prototype.start = function (this: OscillatorNode, ...when) {
      Object.assign(window, { tones: (window as unknown as { tones: number }).tones + 1 }); // set above
      start.apply(this, when);
    };
  });
  const tones = () => second.evaluate(() => (window as unknown as { tones: number }).tones); // set above
  const askAndDeny = async () => {
    const answer = agent.call('add_to_cart', { asin: towels });
    const card = second.getByRole('article').filter({ hasText: '$21.49' });
    await card.getByRole('button', { name: /^Deny/ }).click();
    await answer;
  };
  await askAndDeny();
  expect(await tones()).toBe(0);
  await second.getByRole('link', { name: 'Settings' }).click();
  await second.getByRole('switch', { name: /short tone/ }).click();
  await second.getByRole('switch', { name: /short tone/, checked: true }).waitFor();
  await second.getByRole('link', { name: /^Live/ }).click();
  await askAndDeny();
  await expect.poll(tones).toBe(1);
});

test('"sign-in required" is a card with a button; the call waits meanwhile, and then goes on', async () => {
  await started.call('demo.setSwitches', { asksSignIn: true });
  const waiting = agent.call('view_cart');
  const card = first.getByRole('article', { name: 'Sign-in required' });
  await card.getByText('A call of an agent waits for you, and goes on when you are done.').waitFor();
  await second.getByRole('article', { name: 'Sign-in required' }).waitFor();
  await card.getByRole('button', { name: 'Open the browser to sign in' }).click();
  expect(await waiting).toMatchObject({ isError: false });
  await card.waitFor({ state: 'detached' });
  await second.getByRole('article', { name: 'Sign-in required' }).waitFor({ state: 'detached' });
  await started.call('demo.setSwitches', {});
});

test('a robot check is a card on Live too, whose button opens the browser', async () => {
  const now = Date.now();
  const sample = emptySample(now);
  const needsPerson = { kind: 'robot_check', since: now, retryAt: null, isCallWaiting: true } as const;
  const fixture = await startConsoleFixture(
    {
      ...sample,
      store: { ...sample.store, session: 'blocked', problem: 'the shop wants a person', needsPerson },
    },
    { dataDir: tempDir(), port: 0 },
  );
  try {
    const { page } = await openConsole(browser, fixture.ui.oneTimeLink());
    const card = page.getByRole('article', { name: /^Robot check/ });
    await card.getByText('The shop wants a person.').waitFor();
    await card.getByRole('button', { name: 'Open the browser' }).click();
    await card.waitFor({ state: 'detached' });
    expect(fixture.sent.map((it) => it.name)).toContain('store.openBrowser');
  } finally {
    await fixture.close();
  }
});
