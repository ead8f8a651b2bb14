import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findBrowser } from '../browser/find-browser.ts';
import { openBlocked, readPage } from '../saved-pages/read-page.ts';
import { cartPages } from './fixtures/cart-pages.ts';
import { facePages } from './fixtures/face-pages.ts';
import { productPages } from './fixtures/product-pages.ts';
import { searchPages } from './fixtures/search-pages.ts';

/** Small pages of our own, for every era, currency and trap that is known: read in a browser, as the shop's are. */
let browser: Browser;
let tab: Page;
beforeAll(async () => {
  browser = await chromium.launch({
    executablePath: findBrowser('').path,
    chromiumSandbox: process.getuid?.() !== 0,
  });
  tab = await browser.newPage({ serviceWorkers: 'block' });
});
afterAll(() => browser.close());

const pages = [...searchPages, ...productPages, ...cartPages, ...facePages];

test.for(pages.map((it) => [`${it.kind} ${it.id} on ${it.domain}`, it] as const))('%s', async ([, page]) => {
  await openBlocked(tab, page, page.html);
  expect(await readPage(tab, page)).toMatchObject(page.expected);
});

test('the pages are many enough to mean something, and each is itself', () => {
  expect(new Set(pages.map((it) => `${it.kind} ${it.id}`)).size).toBe(pages.length);
  expect(pages.length).toBeGreaterThan(120);
});
