import { z } from 'zod';
import { ShopFault } from '../outcome.ts';
import { changeLine, type LineChange } from '../pages/cart-row.ts';
import { quantityOf, type Cart, type CartLine } from '../parse/cart.ts';
import { toResult } from '../response.ts';
import type { Visit } from '../shop.ts';
import { defineTool, type ToolContext, type ToolResult } from '../tool.ts';
import { lineData } from './cart.ts';
import { clickAndLook, lookFirst, type Click } from './click-and-look.ts';
import { findLines, type FoundLines } from './find-line.ts';
import { asin, cartLine, quantity, spending } from './schemas.ts';
import { requireExpected } from './expected.ts';
import type { Store } from './search.ts';
import { describeSpent, spentWords } from './spent.ts';

const output = {
  asin: z.string().optional(),
  title: z.string().optional(),
  quantityBefore: z.int().optional(),
  quantityAfter: z.int().optional().describe('pieces in the cart now'),
  line: cartLine.nullable().optional().describe('the line as it is in the cart now; null when it is gone'),
  offered: z.object({ max: z.int() }).optional().describe('the most that the cart takes of it'),
  ...spending,
};
const promise = 'Reads the cart before and after and reports what really changed. Places no order.';

export const updateCartItem = defineTool({
  name: 'update_cart_item',
  title: 'Change a quantity in the cart',
  description: `Sets how many pieces of a product are in the cart. ${promise}`,
  kind: 'set',
  input: z.object({ asin, quantity: quantity.describe('how many there should be afterwards') }),
  output,
  handle: (args, context) => change(args.asin, { kind: 'set_quantity', quantity: args.quantity }, context),
});

export const removeFromCart = defineTool({
  name: 'remove_from_cart',
  title: 'Remove from the cart',
  description: `Takes a product out of the cart, all pieces of it. ${promise}`,
  kind: 'remove',
  input: z.object({ asin }),
  output,
  handle: (args, context) => change(args.asin, { kind: 'remove' }, context),
});

export const saveForLater = defineTool({
  name: 'save_for_later',
  title: 'Save for later',
  description: `Moves a product from the cart to the list of things saved for later. ${promise}`,
  kind: 'set',
  input: z.object({ asin }),
  output,
  handle: (args, context) => change(args.asin, { kind: 'save_for_later' }, context),
});

async function change(asked: string, wanted: LineChange, context: ToolContext): Promise<ToolResult> {
  let came: Visit | 'not begun' = 'not begun';
  try {
    return await context.shop.visit(context, (visit) => {
      came = visit;
      return changeInVisit(asked, wanted, context, visit);
    });
  } catch (error) {
    return toResult(error, came);
  }
}

async function changeInVisit(
  asked: string,
  wanted: LineChange,
  context: ToolContext,
  visit: Visit,
): Promise<ToolResult> {
  const found = await findLines(context, visit, asked);
  const [line] = found.lines;
  if (!line) return notThere(asked, wanted, found.cart);
  const had = quantityOf(found.cart, asked);
  if (wanted.kind === 'set_quantity' && had === wanted.quantity)
    return resultOf(found.cart, found.cart, line, { click: 'answered', store: found.store }, wanted);
  requirePossible(found, line, wanted);
  // Taking away costs nothing. A line of the cart names no seller and is no used offer that this server added.
  if (wanted.kind === 'set_quantity' && wanted.quantity > had) {
    const { asin, title, price } = line;
    const seller = context.expected?.seller ?? null;
    requireExpected({ asin, title, price, seller, condition: null }, context.expected);
  }
  const page = await visit.page();
  visit.progress(`${doing(wanted)} ${line.title.slice(0, 60)}`);
  const { click, after } = await clickAndLook({
    context,
    visit,
    store: found.store,
    button: `a button in the cart line of ${line.title}`,
    details: { asin: line.asin, title: line.title, quantityBefore: had },
    press: async () => {
      let hasAnswered = true;
      for (const { itemId } of found.lines) {
        visit.commit();
        hasAnswered &&= (await changeLine(page, itemId ?? '', wanted)) === 'answered';
      }
      return hasAnswered ? 'answered' : 'unanswered';
    },
  });
  return resultOf(found.cart, after, line, { click, store: found.store }, wanted);
}

/** Refuses what the line could not become, before anything is pressed. */
export function requirePossible({ lines }: FoundLines, line: CartLine, wanted: LineChange): void {
  const details = { asin: line.asin, title: line.title };
  if (lines.some((it) => it.itemId === null)) {
    throw new ShopFault(
      'page_not_understood',
      `the cart line of ${line.title} has no name; nothing was changed`,
      {
        details: { ...details, part: 'data-itemid' },
      },
    );
  }
  if (wanted.kind !== 'set_quantity') return;
  if (lines.length > 1) {
    throw new ShopFault(
      'not_changed',
      `${line.title} is in the cart in ${lines.length} lines (different offers), so which one to change is not clear; remove it with remove_from_cart and add it again. nothing was changed`,
      { details },
    );
  }
  if (line.maxQuantity !== null && wanted.quantity > line.maxQuantity) {
    throw new ShopFault(
      'quantity_limited',
      `the shop takes at most ${line.maxQuantity} of ${line.title}, not ${wanted.quantity}; nothing was changed`,
      {
        details: {
          ...details,
          quantityBefore: line.quantity,
          quantityAfter: line.quantity,
          offered: { max: line.maxQuantity },
        },
      },
    );
  }
}

function notThere(asked: string, wanted: LineChange, cart: Cart): ToolResult {
  const saved = cart.saved.find((it) => it.asin === asked);
  const data = {
    asin: asked,
    quantityBefore: 0,
    quantityAfter: 0,
    line: null,
    ...describeSpent(cart, cart, null, 0),
  };
  if (saved && wanted.kind === 'save_for_later') {
    return {
      outcome: 'ok',
      message: `${saved.title ?? asked} is saved for later already; nothing was changed`,
      data,
    };
  }
  return { outcome: 'not_found', message: `\`${asked}\` is not in the cart; nothing was changed`, data };
}

function resultOf(
  before: Cart,
  after: Cart,
  was: CartLine,
  { click, store }: { readonly click: Click; readonly store: Store },
  wanted: LineChange,
): ToolResult {
  const had = quantityOf(before, was.asin);
  const has = quantityOf(after, was.asin);
  const line = after.lines.find((it) => it.asin === was.asin) ?? null;
  const money = describeSpent(before, after, (line ?? was).price, has - had);
  const data = {
    asin: was.asin,
    title: was.title,
    quantityBefore: had,
    quantityAfter: has,
    line: line && lineData(line),
    ...money,
  };
  const what = `${was.title} (${was.asin})`;
  const broke = click === 'interrupted' ? ' the browser ended in between; the cart was looked at again.' : '';
  const now = `subtotal ${after.subtotal?.text ?? (after.lines.length === 0 ? 'nothing' : 'not shown')}; ${spentWords(money)}`;
  const isSaved = after.saved.some((it) => it.asin === was.asin);
  if (isDone(wanted, has, isSaved)) {
    return { outcome: 'ok', message: `${doneWords(wanted, had, what)}. ${now}.${broke}`, data };
  }
  if (has === had) {
    const outcome = click === 'answered' ? 'not_changed' : 'timeout';
    return {
      outcome,
      message: `not changed: the cart still shows ${had} x ${what}.${broke} ${lookFirst(store)}`,
      data,
    };
  }
  // Half way: a limit of the shop only where nothing else got in between.
  const isLimited = wanted.kind === 'set_quantity' && click === 'answered';
  const outcome = isLimited ? 'quantity_limited' : click === 'answered' ? 'not_changed' : 'timeout';
  const instead = isSaved || wanted.kind !== 'save_for_later' ? '' : ', and it is not on the list for later';
  return { outcome, message: `the cart now shows ${has} x ${what}${instead}. ${now}.${broke}`, data };
}

function isDone(wanted: LineChange, has: number, isSaved: boolean): boolean {
  switch (wanted.kind) {
    case 'set_quantity':
      return has === wanted.quantity;
    case 'remove':
      return has === 0;
    case 'save_for_later':
      return has === 0 && isSaved;
  }
}

function doneWords(wanted: LineChange, had: number, what: string): string {
  switch (wanted.kind) {
    case 'set_quantity':
      return had === wanted.quantity
        ? `there are ${had} x ${what} in the cart already; nothing was changed`
        : `changed from ${had} to ${wanted.quantity} x ${what}`;
    case 'remove':
      return `removed ${had} x ${what}`;
    case 'save_for_later':
      return `saved for later: ${had} x ${what}`;
  }
}

function doing(wanted: LineChange): string {
  switch (wanted.kind) {
    case 'set_quantity':
      return `setting to ${wanted.quantity}:`;
    case 'remove':
      return 'removing';
    case 'save_for_later':
      return 'saving for later:';
  }
}
