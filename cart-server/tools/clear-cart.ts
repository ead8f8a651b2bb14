import { z } from 'zod';
import { changeLine } from '../pages/cart-row.ts';
import type { Cart } from '../parse/cart.ts';
import { toResult } from '../response.ts';
import type { Visit } from '../shop.ts';
import { defineTool, type ToolContext, type ToolResult } from '../tool.ts';
import { lineData, openCart } from './cart.ts';
import { clickAndLook, type Click } from './click-and-look.ts';
import { cartLine, spending } from './schemas.ts';
import { describeSpent, spentWords } from './spent.ts';

/** Line after line takes its time. */
const deadlineMs = 180_000;

export const clearCart = defineTool({
  name: 'clear_cart',
  title: 'Empty the cart',
  description:
    'Takes everything out of the cart, one line after another; what is saved for later stays, and so does the Whole Foods cart. Reads the cart before and after and reports what really changed.',
  kind: 'remove',
  input: z.object({}),
  output: {
    removed: z.array(cartLine).optional().describe('what is gone'),
    remaining: z.array(cartLine).optional().describe('what is still in the cart'),
    ...spending,
  },
  handle: (_, context) => clear(context),
});

async function clear(context: ToolContext): Promise<ToolResult> {
  try {
    return await context.shop.visit({ ...context, deadlineMs }, (visit) => clearInVisit(context, visit));
  } catch (error) {
    return toResult(error);
  }
}

async function clearInVisit(context: ToolContext, visit: Visit): Promise<ToolResult> {
  const before = await openCart(context.shop, visit, 'shop');
  if (before.lines.length === 0) return resultOf(before, before, 'answered');
  const page = await visit.page();
  const { click, after } = await clickAndLook({
    context,
    visit,
    store: 'shop',
    button: 'the remove button of some lines',
    details: {},
    press: async () => {
      for (const [at, { itemId, title }] of before.lines.entries()) {
        visit.progress(`removing ${at + 1} of ${before.lines.length}: ${title.slice(0, 60)}`);
        visit.commit();
        // The next one only when this one is gone: removals that overlap are lost.
        const answer = await changeLine(page, itemId ?? '', { kind: 'remove' });
        if (answer !== 'answered') return 'unanswered';
      }
      return 'answered';
    },
  });
  return resultOf(before, after, click);
}

function resultOf(before: Cart, after: Cart, click: Click): ToolResult {
  const isLeft = (itemId: string | null, asin: string) =>
    after.lines.some((it) => (itemId === null ? it.asin === asin : it.itemId === itemId));
  const removed = before.lines.filter((it) => !isLeft(it.itemId, it.asin));
  const money = describeSpent(before, after, null, 0);
  const data = { removed: removed.map(lineData), remaining: after.lines.map(lineData), ...money };
  const broke = click === 'interrupted' ? ' the browser ended in between; the cart was looked at again.' : '';
  if (after.lines.length > 0) {
    return {
      outcome: click === 'answered' ? 'not_changed' : 'timeout',
      message: `removed ${removed.length} of ${before.lines.length} lines; ${after.lines.length} are still in the cart. ${spentWords(money)}.${broke} look with view_cart before trying again`,
      data,
    };
  }
  if (removed.length === 0) return { outcome: 'ok', message: 'the cart is empty already', data };
  return {
    outcome: 'ok',
    message: `removed all ${removed.length} lines. ${spentWords(money)}.${broke}`,
    data,
  };
}
