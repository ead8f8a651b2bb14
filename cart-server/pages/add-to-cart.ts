import type { ElementHandle, Page, Request, Response } from 'playwright-core';
import { whenShown } from './when-there.ts';
import { groceryButton, newOfferButton } from './product-page.ts';

export type OfferKind = 'new' | 'grocery';

const settleMs = 10_000;

/** What shows that the shop took an add. */
const answers = [
  '#NATC_SMART_WAGON_CONF_MSG_SUCCESS',
  '#sw-atc-confirmation',
  '#attachDisplayAddBaseAlert',
  '#huc-v2-order-row-confirm-text',
  '#ewc-content .ewc-item',
];
/** How to decline what is offered on the way. */
const declines = [
  '#attachSiNoCoverage input.a-button-input',
  '.warranty-twister-no-thanks-text',
  '#attach-close_sideSheet-link',
];
const banners = [
  '#sp-cc-rejectall-link',
  '#sp-cc-accept',
  'input[data-action-type="DISMISS"]',
  '.glow-toaster [data-action-type="DISMISS"]',
];

/** What the shop said to the click: something, nothing in time (or the connection broke), or in so many words no. */
export type Answer = 'answered' | 'unanswered' | 'refused';

/** Puts away what lies over the page. */
export async function dismissBanners(page: Page): Promise<void> {
  const present = await page.evaluate(
    (all) => all.filter((it) => [...document.querySelectorAll(it)].some((found) => found.checkVisibility())),
    banners,
  );
  for (const banner of present) {
    const shown = page.locator(banner).filter({ visible: true }).first();
    // It may go by itself, or with another one.
    if ((await shown.count()) > 0) await shown.click({ timeout: 2_000 }).catch(() => undefined);
  }
}

/** Sets the quantity in the form of the button that will be pressed; false when the page does not take it. */
export async function chooseQuantity(page: Page, kind: OfferKind, quantity: number): Promise<boolean> {
  const button = await findButton(page, kind);
  const handle = await page.evaluateHandle((it) => {
    const area =
      it?.closest('form') ??
      it?.closest('[id*="AccordionRow" i], [id^="almAddToCart"], #buybox') ??
      it?.parentElement;
    return area?.querySelector(
      'select#quantity, select[name="quantity"], select[id^="qs-widget-select"], .qs-widget-text-input',
    );
  }, button);
  const control = handle.asElement();
  if (!control) return quantity === 1;
  const { isSelect, value } = await control.evaluate((it) => ({
    isSelect: it instanceof HTMLSelectElement,
    value: it instanceof HTMLSelectElement || it instanceof HTMLInputElement ? it.value : null,
  }));
  if (value === String(quantity)) return true;
  if (isSelect) await control.selectOption(String(quantity), { force: true });
  else await control.fill(String(quantity), { force: true });
  return (await control.inputValue()) === String(quantity);
}

/**
 * Presses the button and waits until the shop has said something about it, declining what it offers on the way.
 * What it says is not believed: the cart is read afterwards.
 */
export async function pressAdd(page: Page, kind: OfferKind, beforeClick: () => void): Promise<Answer> {
  const button = await findButton(page, kind);
  if (!button) return 'answered';
  // Some pages show such an element all the time; only one that comes up says anything.
  const coming = await notYetShown(page, [...answers, ...declines]);
  beforeClick();
  const [answer] = await Promise.all([
    kind === 'grocery' ? groceryAnswer(page) : whenAnswered(page, coming),
    click(button),
  ]);
  if (kind === 'grocery') return answer;
  const offers = declines.filter((it) => coming.includes(it));
  return (await declineOffers(page, offers)) ? answer : 'unanswered';
}

async function notYetShown(page: Page, selectors: readonly string[]): Promise<string[]> {
  return page.evaluate(
    (all) =>
      all.filter((it) =>
        [...document.querySelectorAll(it)].every((found) => found.getClientRects().length === 0),
      ),
    selectors,
  );
}

async function findButton(page: Page, kind: OfferKind): Promise<ElementHandle<Element> | null> {
  const selector = kind === 'new' ? newOfferButton : groceryButton;
  const handle = await page.evaluateHandle((wanted) => {
    const all = [...document.querySelectorAll(wanted)];
    const isShown = (it: Element) => it.getClientRects().length > 0;
    const found = all.find(isShown) ?? all[0];
    return found?.querySelector('input[type="submit"], button') ?? found ?? null;
  }, selector);
  return handle.asElement();
}

async function click(button: ElementHandle<Element>): Promise<void> {
  // A row of the buy box may be folded away; its button then works all the same.
  if (await button.isVisible()) await button.click({ noWaitAfter: true });
  else await button.dispatchEvent('click');
}

/** A new document, a confirmation in place, or an offer on the way: whichever comes first, or nothing for a while. */
function whenAnswered(page: Page, coming: readonly string[]): Promise<Answer> {
  return Promise.race([newPage(page), whenShown(page, coming.join(', '), settleMs).then(() => true)]).then(
    (isAnswer) => (isAnswer ? 'answered' : 'unanswered'),
    unlessGone,
  );
}

/** Waits for the next document; false when it is the browser's own page about a broken connection. */
async function newPage(page: Page): Promise<boolean> {
  await page.waitForEvent('domcontentloaded', { timeout: settleMs });
  return !page.url().startsWith('chrome-error:');
}

function groceryAnswer(page: Page): Promise<Answer> {
  const isIt = (it: Request | Response) => new URL(it.url()).pathname === '/alm/addtofreshcart';
  const answer = page.waitForResponse(isIt, { timeout: settleMs }).then(async (it): Promise<Answer> => {
    await it.finished();
    // How this shop says that the chosen store does not carry it.
    return it.status() === 400 ? 'refused' : 'answered';
  });
  const broken = page.waitForEvent('requestfailed', { predicate: isIt, timeout: settleMs });
  return Promise.race([answer, broken.then(() => 'unanswered' as const)]).catch(unlessGone);
}

/** Says no to what came up; false when nothing came of that in time. */
async function declineOffers(page: Page, offers: readonly string[]): Promise<boolean> {
  for (const decline of offers) {
    const shown = page.locator(decline).filter({ visible: true }).first();
    if ((await shown.count()) === 0) continue;
    const [hasAnswered] = await Promise.all([
      newPage(page).catch((error: unknown) => unlessGone(error) !== 'unanswered'),
      shown.click({ noWaitAfter: true, timeout: settleMs }),
    ]);
    return hasAnswered;
  }
  return true;
}

/** Silence is no answer, and no fault either: the cart will tell. A page that is gone is a fault. */
function unlessGone(error: unknown): 'unanswered' {
  if (error instanceof Error && error.name === 'TimeoutError') return 'unanswered';
  throw error;
}
