import type { Page } from 'playwright-core';

/** Whether the page asks to choose a grocery store or postcode instead of showing goods or a cart. */
export async function hasStoreChoice(page: Page): Promise<boolean> {
  return page.evaluate(
    () =>
      document.querySelector('#alm-store-form, .alm-choose-store, form[action*="/alm/store"]') !== null &&
      document.querySelector('[data-name="Active Items"], input#ASIN') === null,
  );
}
