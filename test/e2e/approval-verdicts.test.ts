import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { launchBrowser, openConsole } from '../support/console-page.ts';
import { connectShopper, type Shopper } from '../support/shopper.ts';
import { startApp, type StartedApp } from '../support/start-app.ts';

/** Every way to answer a card, clicked in a real console while a real agent waits and the demo store keeps the cart. */

let started: StartedApp;
let browser: Browser;
let page: Page;
let agent: Shopper;
let other: Shopper;

beforeAll(async () => {
  [started, browser] = await Promise.all([startApp(), launchBrowser()]);
  ({ page } = await openConsole(browser, started.ui.oneTimeLink()));
  await page.getByText('Connected', { exact: true }).waitFor();
  agent = await connectShopper(started, 'kitchen agent');
  other = await connectShopper(started, 'other agent');
});
afterEach(async () => {
  await started.call('demo.setSwitches', {});
  const { approvals } = await started.call('console.snapshot', {});
  const left = approvals.filter((it) => it.state === 'pending').map((it) => it.id);
  if (left.length > 0) await started.call('approvals.resolveMany', { approvalIds: left, verdict: 'deny' });
  for (const { id } of await started.call('remembered.list', {}))
    await started.call('remembered.revoke', { id });
  const { cart } = await started.call('store.refresh', {});
  for (const { asin } of cart?.lines ?? []) await removeAll(asin);
});
afterAll(async () => {
  await agent?.close();
  await other?.close();
  await browser?.close();
  await started?.close();
});

const card = () => page.getByRole('article');
const shows = (text: string) => card().getByText(text, { exact: true }).first().waitFor();
const press = (name: string | RegExp) => card().getByRole('button', { name }).click();
const quantityOf = async (asin: string) => {
  const { cart } = await started.call('store.refresh', {});
  return cart?.lines.find((it) => it.asin === asin)?.quantity ?? 0;
};

const towels = 'B0DH0USE01';

async function removeAll(asin: string): Promise<void> {
  const removed = agent.call('remove_from_cart', { asin });
  await press(/^Approve once/);
  await removed;
}

test('approved with changes: E opens the form, ten become two, and the agent is told what was changed', async () => {
  const answer = agent.call('add_to_cart', { asin: towels, quantity: 3 });
  await shows('$64.47');
  await page.keyboard.press('e');
  const form = card().getByRole('form', { name: /^Change what is sent/ });
  expect(await form.getByLabel('asin (optional)').inputValue()).toBe(towels);
  await form.getByLabel('quantity (optional)').fill('2');
  await form.getByText('quantity: 3 → 2').waitFor();
  await form.getByText('$42.98').waitFor();
  await form.getByRole('button', { name: 'Approve with changes' }).click();

  const { text, meta } = await answer;
  expect(text).toContain('added 2 x Paper Towels');
  expect(JSON.stringify(meta) + text).toMatch(/quantity/);
  expect(await quantityOf(towels)).toBe(2);
  await page.getByText('Approved in the console with changes; the call went on').waitFor();
  await page.getByText('Added, $42.98 spent.').waitFor();
});

test('what the policy refuses cannot be approved by changing it: it says so and stays pending', async () => {
  const answer = agent.call('add_to_cart', { asin: towels, quantity: 1 });
  await shows('$21.49');
  await press(/^Change/);
  await card().getByLabel('quantity (optional)').fill('11');
  await press('Approve with changes');
  await card()
    .getByText(/a quantity must be from 1 to 10/)
    .waitFor();
  await card().getByLabel('quantity (optional)').fill('many');
  await card().getByText('This is not a number.').waitFor();
  expect(
    await card().getByRole('button', { name: 'Approve with changes' }).getAttribute('aria-disabled'),
  ).toBe('true');
  await press('Back');
  await press(/^Deny/);
  expect((await answer).text).toContain('a person denied this call');
  expect(await quantityOf(towels)).toBe(0);
});

test('typing never answers: letters go into the form, and nothing takes the focus from it', async () => {
  const first = agent.call('add_to_cart', { asin: towels });
  await shows('$21.49');
  await press(/^Add a word/);
  const word = card().getByLabel('What the agent is told with the denial');
  await word.pressSequentially('a deed');
  const second = other.call('add_to_cart', { asin: towels });
  await card().nth(1).waitFor();
  await page.keyboard.type(' made');
  expect(await word.inputValue()).toBe('a deed made');
  const deny = card().first().getByRole('button', { name: 'Deny' });
  await deny.and(page.locator('[aria-disabled=false]')).waitFor();
  await word.press('Enter');
  expect((await first).text).toContain('a deed made');
  await press(/^Deny/);
  expect((await second).text).toContain('a person denied this call');
});

test('dearer than it was approved: it asks again, says by how much, and the new price is what is approved', async () => {
  const answer = agent.call('add_to_cart', { asin: towels, quantity: 1 });
  await shows('$21.49');
  await started.call('demo.setSwitches', { pricePercent: 120 });
  await press(/^Approve once/);
  await card().getByText('It asks again: not as you approved it').waitFor();
  await card().getByText('The price of one was $21.49, now it is $25.79.').waitFor();
  await page.getByText('Approved in the console; the offer changed: asked again').waitFor();
  await press(/^Approve once/);
  expect((await answer).text).toContain('spent 25.79 USD');
  await page.getByText('Added, $25.79 spent.').waitFor();
});

test('for this session: alike calls pass, others ask; it is listed, and taken back it asks again', async () => {
  const first = agent.call('add_to_cart', { asin: towels, quantity: 1 });
  await shows('$21.49');
  await press('This session…');
  await card()
    .getByText(/It would have matched/)
    .waitFor();
  await press('Approve for this session');
  expect((await first).isError).toBe(false);
  expect((await agent.call('add_to_cart', { asin: towels, quantity: 1 })).text).toContain('added 1 x');
  const more = agent.call('add_to_cart', { asin: towels, quantity: 2 });
  await press(/^Deny/);
  expect((await more).text).toContain('a person denied this call');

  await page.getByRole('link', { name: /^Approvals/ }).click();
  const remembered = page.getByRole('list', { name: 'Remembered answers' });
  await remembered.getByText('This session').waitFor();
  await remembered.getByText(/the quantity is at most 1/).waitFor();
  await remembered.getByRole('button', { name: 'Take back' }).click();
  await page.getByText('No answer is remembered').waitFor();
  const again = agent.call('add_to_cart', { asin: towels, quantity: 1 });
  await press(/^Deny/);
  expect((await again).text).toContain('a person denied this call');
  await page.getByRole('link', { name: /^Live/ }).click();
});

test('always: the narrow rule can be edited, becomes a version of the policy, and holds for just that', async () => {
  const versions = () => started.call('policy.versions', { upstream: 'cart', grantId: null });
  const before = (await versions())[0]?.version ?? 0;
  const first = agent.call('add_to_cart', { asin: towels, quantity: 1 });
  await shows('$21.49');
  await press('Always…');
  await card()
    .getByText(/new version of the policy of cart/)
    .waitFor();
  await card()
    .getByRole('textbox', { name: /the quantity is at most/ })
    .fill('2');
  await press('Approve and remember');
  expect((await first).isError).toBe(false);
  expect((await versions())[0]).toMatchObject({
    version: before + 1,
    savedBy: expect.stringContaining('console') as string,
  });

  expect((await agent.call('add_to_cart', { asin: towels, quantity: 2 })).text).toContain('added 2 x');
  await started.call('demo.setSwitches', { pricePercent: 120 });
  const dearer = agent.call('add_to_cart', { asin: towels, quantity: 1 });
  await shows('$25.79');
  await press(/^Deny/);
  expect((await dearer).text).toContain('a person denied this call');
});

test('deny and block: the agent hears the word, and the next call is denied without a question', async () => {
  const added = agent.call('add_to_cart', { asin: towels, quantity: 1 });
  await press(/^Approve once/);
  expect((await added).isError).toBe(false);
  const asked = agent.call('update_cart_item', { asin: towels, quantity: 2 });
  await press('Block…');
  await card()
    .getByText(/by any agent is denied without asking you/)
    .waitFor();
  await card()
    .getByLabel(/What the agent is told/)
    .fill('never change quantities');
  await press('Deny and block');
  expect((await asked).text).toContain('never change quantities');
  expect((await agent.call('update_cart_item', { asin: towels, quantity: 2 })).text).toContain(
    '[POLICY DENIED]',
  );
  await page.getByRole('link', { name: 'Tools' }).click();
  const rule = page.getByRole('radiogroup', { name: 'Rule for update_cart_item' });
  await rule.getByRole('radio', { name: 'Deny', checked: true }).waitFor();
  await page.getByRole('link', { name: /^Live/ }).click();
});
