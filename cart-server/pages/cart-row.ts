import type { Page } from 'playwright-core';

/** What can be done to one line on the cart page. */
export type LineChange =
  | { readonly kind: 'remove' }
  | { readonly kind: 'save_for_later' }
  | { readonly kind: 'set_quantity'; readonly quantity: number };

const settleMs = 10_000;
/** As many single steps as it takes to reach a near quantity; a far one is typed. */
const maxSteps = 4;

const buttons = {
  remove: '[name^="submit.delete-active."], [name^="submit.delete."]',
  save_for_later: '[name^="submit.save-for-later."]',
} as const;

/**
 * Makes the change with the line's own controls and waits until the line shows something else. What it then shows is
 * not believed: the cart is read afterwards. `no_control` when the line has none for this; `unanswered` when nothing
 * happened in time.
 */
export async function changeLine(
  page: Page,
  itemId: string,
  change: LineChange,
): Promise<'answered' | 'unanswered' | 'no_control'> {
  if (change.kind !== 'set_quantity') return press(page, itemId, buttons[change.kind]);
  const { quantity } = change;
  const control = await quantityControl(page, itemId, quantity);
  switch (control.kind) {
    case 'none':
      return 'no_control';
    case 'option':
      return answering(page, itemId, () =>
        row(page, itemId).locator('select[name="quantity"]').selectOption(String(quantity), { force: true }),
      );
    case 'stepper':
      if (Math.abs(quantity - control.now) <= maxSteps || !control.hasBox) {
        return step(page, itemId, control.now, quantity);
      }
      return type(page, itemId, quantity);
    case 'box':
      return type(page, itemId, quantity);
  }
}

type QuantityControl =
  | { readonly kind: 'none' | 'option' | 'box' }
  | { readonly kind: 'stepper'; readonly now: number; readonly hasBox: boolean };

const row = (page: Page, itemId: string) => page.locator(rowSelector(itemId)).first();
const rowSelector = (itemId: string): string =>
  `.sc-list-item[data-itemtype="active"][data-itemid=${JSON.stringify(itemId)}]`;

async function quantityControl(page: Page, itemId: string, quantity: number): Promise<QuantityControl> {
  return page.evaluate(
    ({ selector, wanted }) => {
      const found = document.querySelector(selector);
      const select = found?.querySelector<HTMLSelectElement>('select[name="quantity"]');
      const option = [...(select?.options ?? [])].find((it) => it.value === wanted);
      // "10+" asks for the number in a box of its own.
      if (option && !option.text.trim().endsWith('+')) return { kind: 'option' } as const;
      const hasBox = Boolean(
        found?.querySelector('[name="quantityBox"]') && found.querySelector('[data-action="update"]'),
      );
      if (found?.querySelector('[data-action="a-stepper-increment"]')) {
        return { kind: 'stepper', now: Number(found.getAttribute('data-quantity')), hasBox } as const;
      }
      return { kind: hasBox ? 'box' : 'none' } as const;
    },
    { selector: rowSelector(itemId), wanted: String(quantity) },
  );
}

async function press(
  page: Page,
  itemId: string,
  control: string,
): Promise<'answered' | 'unanswered' | 'no_control'> {
  const button = row(page, itemId).locator(control).first();
  if ((await button.count()) === 0) return 'no_control';
  return answering(page, itemId, () => button.dispatchEvent('click'));
}

/** One piece at a time, each waited for: clicks that overtake one another are lost. */
async function step(
  page: Page,
  itemId: string,
  from: number,
  to: number,
): Promise<'answered' | 'unanswered'> {
  const control = to > from ? 'a-stepper-increment' : 'a-stepper-decrement';
  for (let left = Math.abs(to - from); left > 0; left -= 1) {
    const button = row(page, itemId).locator(`button[data-action="${control}"]`).first();
    const end = await answering(page, itemId, () => button.dispatchEvent('click'));
    if (end !== 'answered') return end;
  }
  return 'answered';
}

async function type(page: Page, itemId: string, quantity: number): Promise<'answered' | 'unanswered'> {
  const line = row(page, itemId);
  return answering(page, itemId, async () => {
    // Both are hidden until "10+" is chosen, and work all the same.
    await line
      .locator('[name="quantityBox"]')
      .first()
      .evaluate((box, value) => {
        (box as HTMLInputElement).value = value; // the name is an input's
        for (const event of ['input', 'change']) box.dispatchEvent(new Event(event, { bubbles: true }));
      }, String(quantity));
    await line.locator('[data-action="update"]').first().dispatchEvent('click');
  });
}

/** Does it, and waits until the line is another one or gone. */
async function answering(
  page: Page,
  itemId: string,
  act: () => Promise<unknown>,
): Promise<'answered' | 'unanswered'> {
  const selector = rowSelector(itemId);
  const before = await page.evaluate(lineState, { selector });
  await act();
  return page
    .waitForFunction(lineState, { selector, unlike: before }, { timeout: settleMs })
    .then(() => 'answered' as const, unlessGone);
}

/** Runs in the page: what the line shows, or nothing while that is still `unlike`. */
function lineState({ selector, unlike }: { selector: string; unlike?: string }): string {
  const line = document.querySelector(selector);
  const state = line ? `${line.getAttribute('data-quantity')} ${line.getAttribute('data-removed')}` : 'gone';
  return state === unlike ? '' : state;
}

/** Silence is no answer, and no fault either: the cart will tell. A page that is gone is a fault. */
function unlessGone(error: unknown): 'unanswered' {
  if (error instanceof Error && error.name === 'TimeoutError') return 'unanswered';
  throw error;
}
