import type { Page } from 'playwright-core';

/**
 * How often a page is looked at while something is waited for. A locator looks ever more rarely, up to half a second
 * late; each frame would not do for a page that is never painted.
 */
const polling = 25;

/** Waits until something that fits the selector is in the page; a `TimeoutError` when nothing is in time. */
export async function whenThere(page: Page, selector: string, timeout: number): Promise<void> {
  // Most parts are there by then, and a plain look costs a fraction of what a wait needs to be set up.
  if (await page.evaluate(isThere, selector)) return;
  await page.waitForFunction(isThere, selector, { timeout, polling });
}

/** Waits until something that fits the selector can be seen; a `TimeoutError` when nothing can in time. */
export async function whenShown(page: Page, selector: string, timeout: number): Promise<void> {
  await page.waitForFunction(
    (it) => [...document.querySelectorAll(it)].some((found) => found.checkVisibility()),
    selector,
    { timeout, polling },
  );
}

const isThere = (selector: string): boolean => document.querySelector(selector) !== null;

/** Waits until nothing fits the selector any more; a `TimeoutError` when something still does. */
export async function whenNoMore(page: Page, selector: string, timeout: number): Promise<void> {
  await page.waitForFunction((it) => document.querySelector(it) === null, selector, { timeout, polling });
}
