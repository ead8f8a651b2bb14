import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser, openConsole } from '../support/console-page.ts';
import { connectShopper, type Shopper } from '../support/shopper.ts';
import { startApp, type StartedApp } from '../support/start-app.ts';

/** What an agent added is taken back with one click, on the record, and the budget gets it back. */

let started: StartedApp;
let browser: Browser;
let page: Page;
let agent: Shopper;

beforeAll(async () => {
  [started, browser] = await Promise.all([startApp(), launchBrowser()]);
  ({ page } = await openConsole(browser, started.ui.oneTimeLink()));
  await page.getByText('Connected', { exact: true }).waitFor();
  agent = await connectShopper(started, 'kitchen agent');
});
afterAll(async () => {
  await agent?.close();
  await browser?.close();
  await started?.close();
});

const towels = 'B0DH0USE01';
const patience = { timeout: 30_000 };

async function add(quantity: number): Promise<void> {
  const added = agent.call('add_to_cart', { asin: towels, quantity });
  await page
    .getByRole('article')
    .getByRole('button', { name: /^Approve once/ })
    .click();
  expect((await added).text).toContain(`added ${quantity} x`);
}

const cartCount = async () => (await started.call('store.refresh', {})).cart?.count ?? 0;
const spent = async () => (await started.call('budgets.list', {}))[0]?.spent;

test('on Live: the line says what was bought, for how much and in whose words; one click takes it back', async () => {
  const added = agent.call('add_to_cart', { query: 'paper towels', quantity: 2 });
  await page
    .getByRole('article')
    .getByRole('button', { name: /^Approve once/ })
    .click();
  await added;
  const row = page.getByRole('row', { name: /add_to_cart/ });
  await row.getByText('2 × Paper Towels, 12 Double Rolls, Select-A-Size Sheets').waitFor();
  await row.getByText('$42.98').waitFor();
  await row.getByText('paper towels', { exact: true }).waitFor();
  await row.getByText('added', { exact: true }).waitFor();
  expect([await cartCount(), await spent()]).toEqual([2, '42.98']);

  await row.getByRole('button', { name: /^Undo/ }).click();
  await page.getByText(/^Taken back: /).waitFor();
  expect([await cartCount(), await spent()]).toEqual([0, '0.00']);
  const undoing = page.getByRole('row', { name: /you, from the console/ });
  await undoing.getByText('removed', { exact: true }).waitFor();
  await row.filter({ hasText: 'kitchen agent' }).getByText('taken back', { exact: true }).waitFor();
  // It cannot be taken back twice.
  await expect
    .poll(() => page.getByRole('row').getByRole('button', { name: /^Undo/ }).count(), patience)
    .toBe(0);
  await undoing.click();
  await page.getByRole('complementary', { name: 'Call details' }).getByText('Takes back').waitFor();
});

test('on Store: each addition of a line has its own undo; what the person put there stays', async () => {
  await add(1);
  await add(2);
  await page.getByRole('link', { name: 'Store' }).click();
  await page.getByRole('button', { name: 'Refresh' }).click();
  const line = page.getByRole('row', { name: new RegExp(towels) });
  await line.getByRole('button', { name: 'Undo: 2 added by kitchen agent' }).click();
  await expect.poll(cartCount, patience).toBe(1);
  await line.getByRole('button', { name: 'Undo: 2 added by kitchen agent' }).waitFor({ state: 'detached' });
  expect(await spent()).toBe('21.49');
  await page.getByRole('list', { name: 'Budgets' }).getByText('$21.49').waitFor();
});

test('what is not in the cart any more is said, not removed from something else', async () => {
  const removed = agent.call('remove_from_cart', { asin: towels });
  await page.getByRole('link', { name: /^Live/ }).click();
  await page
    .getByRole('article')
    .getByRole('button', { name: /^Approve once/ })
    .click();
  await removed;
  const row = page.getByRole('row', { name: /add_to_cart/ }).filter({ hasText: '1 × Paper Towels' });
  await row.getByRole('button', { name: /^Undo/ }).click();
  await page.getByText(/nothing that is still there to be taken back|not in the cart any more/i).waitFor();
});

test('the button to approve can be read in the moment in which it can be pressed', async () => {
  const armed = page.evaluate(
    () =>
      new Promise<string[]>((resolve) => {
        const look = () => {
          const button = document.querySelector('[data-verdict=approve][aria-disabled=false]');
          if (!button) return;
          observer.disconnect();
          const { color, backgroundColor } = getComputedStyle(button);
          resolve([color, backgroundColor]);
        };
        const observer = new MutationObserver(look);
        observer.observe(document.body, { subtree: true, childList: true, attributes: true });
      }),
  );
  const added = agent.call('add_to_cart', { asin: towels, quantity: 1 });
  const [color, background] = await armed;
  expect(color).toBe('rgb(255, 255, 255)');
  expect(background).not.toBe(color);
  await page.getByRole('article').getByRole('button', { name: /^Deny/ }).click();
  await added;
});
