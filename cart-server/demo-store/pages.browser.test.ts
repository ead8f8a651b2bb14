import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { findBrowser } from '../browser/find-browser.ts';
import { systemClock } from '../stand-alone.ts';
import { startDemoStore, type DemoStore } from './demo-store.ts';

// What only a real browser shows: the pages' own scripts, under the shop's own content policy.

const towels = 'B0DH0USE01';
const cartPath = '/gp/cart/view.html';

let browser: Browser;
let store: DemoStore;
let page: Page;
let complaints: string[];

beforeAll(async () => {
  browser = await chromium.launch({
    executablePath: findBrowser('').path,
    chromiumSandbox: !(process.platform === 'linux' && process.getuid?.() === 0),
  });
});
afterAll(() => browser.close());

beforeEach(async () => {
  store = await startDemoStore({ statePath: null, port: 0, clock: systemClock });
  page = await browser.newPage({ baseURL: store.url, viewport: { width: 1280, height: 800 } });
  complaints = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
});
afterEach(async () => {
  await page.context().close();
  await store.close();
  expect(complaints).toEqual([]);
});

const quantityOf = (asin: string): Promise<string | null> =>
  page
    .locator(`[data-name="Active Items"] [data-asin="${asin}"]:not([data-removed])`)
    .getAttribute('data-quantity');

test('the chosen quantity is added by a click, and the header follows', async () => {
  await page.goto(`/dp/${towels}`);
  await page.selectOption('form#addToCart select#quantity', '3');
  await page.click('#add-to-cart-button');
  await page.waitForURL('**/cart/smart-wagon?**');
  await page.waitForFunction(() => document.getElementById('nav-cart-count')?.textContent === '3');
});

test('searching by the form and adding from a card turns its button into a stepper', async () => {
  await page.goto('/');
  await page.fill('#twotabsearchtextbox', 'paper towels');
  await page.click('#nav-search-submit-button');
  const card = page.locator(`[data-asin="${towels}"][data-component-type="s-search-result"]`);
  await card.locator('button[name="submit.addToCart"]').click();
  await card.locator('fieldset[name="ax-qs"][data-steppervalue="1"]').waitFor();
  await card.locator('[data-action="a-stepper-increment"]').click();
  await card.locator('fieldset[name="ax-qs"][data-steppervalue="2"]').waitFor();
  await page.goto(cartPath);
  expect(await quantityOf(towels)).toBe('2');
});

test.each(['asks_first', 'asks_after'] as const)(
  'the protection plan (%s) can be declined',
  async (warranty) => {
    store.switches.set({ offers: { [towels]: { warranty } } });
    await page.goto(`/dp/${towels}`);
    await page.click('#add-to-cart-button');
    await page.click('#attachSiNoCoverage input.a-button-input');
    await page.waitForURL('**/cart/smart-wagon?**');
    await page.goto(cartPath);
    expect(await quantityOf(towels)).toBe('1');
  },
);

test('a late buy box comes, and works', async () => {
  store.switches.set({ lateBuyBoxMs: 300 });
  await page.goto(`/dp/${towels}`);
  expect(await page.locator('#add-to-cart-button').count()).toBe(0);
  await page.selectOption('form#addToCart select#quantity', '2');
  await page.click('#add-to-cart-button');
  await page.goto(cartPath);
  expect(await quantityOf(towels)).toBe('2');
});

test('stepper, delete and save for later change the cart in place', async () => {
  for (const asin of [towels, 'B0DH0USE04']) {
    await page.goto(`/dp/${asin}`);
    await page.click('#add-to-cart-button');
    await page.waitForURL('**/cart/smart-wagon?**');
  }
  await page.goto(cartPath);
  const row = page.locator(`[data-name="Active Items"] [data-asin="${towels}"]`);
  await row.locator('[data-action="a-stepper-increment"]').click();
  await page.locator(`[data-asin="${towels}"][data-quantity="2"]`).waitFor();
  await row.locator('[name^="submit.save-for-later"]').click();
  await page.locator(`[data-name="Saved Cart"] [data-asin="${towels}"]`).waitFor();
  await page.locator('[data-asin="B0DH0USE04"] [data-action="a-stepper-decrement"]').click();
  await page.locator('[data-asin="B0DH0USE04"][data-removed="true"]').waitFor();
  await page.locator(`[data-name="Saved Cart"] [name^="submit.move-to-cart"]`).click();
  await page.locator(`[data-name="Active Items"] [data-asin="${towels}"]:not([data-removed])`).waitFor();
  expect(await quantityOf(towels)).toBe('2');
});

test('the 2023 cart changes by its select', async () => {
  store.switches.set({ era: 2023 });
  await page.goto(`/dp/${towels}`);
  await page.click('#add-to-cart-button');
  await page.goto(cartPath);
  await page.selectOption(`[data-asin="${towels}"] select[name="quantity"]`, '4');
  await page.locator(`[data-asin="${towels}"][data-quantity="4"]`).waitFor();
  await page.selectOption(`[data-asin="${towels}"] select[name="quantity"]`, '0');
  await page.locator(`[data-asin="${towels}"][data-removed="true"]`).waitFor();
});

test('groceries are added by their own button and changed in their own cart', async () => {
  await page.goto('/dp/B0DM4RKT01?almBrandId=VUZHIFdob2xlIEZvb2Rz');
  await page.selectOption('.qs-widget-select', '2');
  await page.click('[data-action="fresh-add-to-cart"] input');
  await page.waitForFunction(() => document.getElementById('nav-cart-count')?.textContent === '2');
  await page.goto('/cart/localmarket?almBrandId=VUZHIFdob2xlIEZvb2Rz');
  await page.locator('[data-asin="B0DM4RKT01"] [data-action="a-stepper-increment"]').click();
  await page.locator('[data-asin="B0DM4RKT01"][data-quantity="3"]').waitFor();
});

test('the challenge is passed by its script and leads to the page wanted', async () => {
  store.switches.set({ wall: { kind: 'waf', times: 'once' } });
  await page.goto(`/dp/${towels}`);
  await page.locator('#add-to-cart-button').waitFor();
});

test('signing in by typing', async () => {
  await page.goto('/');
  await page.click('#nav-link-accountList a');
  await page.fill('#ap_email_login', store.account.email);
  await page.press('#ap_email_login', 'Enter');
  await page.fill('#ap_password', store.account.password);
  await page.click('#signInSubmit');
  await page.locator('#nav-link-accountList a[href*="/gp/css/homepage.html"]').waitFor();
});

test('the second search button is there but cannot be seen', async () => {
  await page.goto('/');
  const box = await page.locator('#nav-search-submit-button-agent').boundingBox();
  expect(box?.width).toBeLessThanOrEqual(4);
});
