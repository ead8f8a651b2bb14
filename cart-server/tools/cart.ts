import { z } from 'zod';
import { ShopFault } from '../outcome.ts';
import { cartPath, cartReady, collectCart } from '../pages/cart-page.ts';
import { groceryCartPath } from '../pages/grocery.ts';
import { sessionEnded } from '../pages/open-page.ts';
import { hasStoreChoice } from '../pages/whole-foods-store.ts';
import { readCart, type Cart, type CartLine } from '../parse/cart.ts';
import { amountData, priceData, toResult } from '../response.ts';
import type { Shop, Visit } from '../shop.ts';
import { defineTool, type ToolContext, type ToolResult } from '../tool.ts';
import { toCartView } from '../view-state.ts';
import { noStoreChosen } from './no-store.ts';
import { cartLine, price } from './schemas.ts';
import type { Store } from './search.ts';

const output = {
  lines: z.array(cartLine).optional(),
  count: z.int().optional().describe('pieces in the cart'),
  subtotal: price.nullable().optional(),
  savedForLater: z.int().optional().describe('articles put aside, not in the cart'),
};

export const viewCart = defineTool({
  name: 'view_cart',
  title: 'View the cart',
  description: 'Reads the cart: every line with its quantity and price, and the subtotal. Changes nothing.',
  kind: 'read',
  input: z.object({}),
  output,
  handle: (_, context) => view('shop', context),
});

export const viewWholeFoodsCart = defineTool({
  name: 'view_wholefoods_cart',
  title: 'View the Whole Foods cart',
  description:
    'Reads the Whole Foods cart: every line with its quantity and price, and the subtotal. Changes nothing.',
  kind: 'read',
  input: z.object({}),
  output,
  handle: (_, context) => view('wholefoods', context),
});

/** Opens a cart and reads it; the shop's own cart is shown on the console too. */
export async function openCart(shop: Shop, visit: Visit, store: Store): Promise<Cart> {
  visit.progress('reading the cart');
  const path = cartPathOf(visit, store);
  const opened = await visit.open(path);
  requireSession(shop, visit, store);
  if (store === 'wholefoods' && (await hasStoreChoice(opened.page))) throw noStoreChosen(visit);
  await visit.ready(opened, cartReady);
  const reading = readCart(await collectCart(opened.page), opened.market);
  if ('unreadable' in reading) {
    throw new ShopFault('page_not_understood', `the cart could not be read: ${reading.unreadable}`, {
      details: { page: path, part: reading.unreadable },
    });
  }
  if (store === 'shop') shop.view.set({ cart: toCartView(reading.cart, visit.clock.now()) });
  return reading.cart;
}

/**
 * Refuses to go on in a session that the shop has ended: the cart that shows now is a stranger's, neither empty nor full
 * in any way that matters, and what is added goes there.
 */
export function requireSession(shop: Shop, visit: Visit, store: Store): void {
  if (shop.view.get().problem !== sessionEnded) return;
  visit.ask({ kind: 'sign_in', path: cartPathOf(visit, store) });
  throw new ShopFault('sign_in_required', `${sessionEnded}; ask the person to do so, then repeat the call`);
}

const cartPathOf = (visit: Visit, store: Store): string =>
  store === 'shop' ? cartPath : groceryCartPath(visit.grocery);

async function view(store: Store, context: ToolContext): Promise<ToolResult> {
  try {
    const cart = await context.shop.visit(context, (visit) => openCart(context.shop, visit, store));
    return {
      outcome: 'ok',
      message: summaryOf(cart),
      text: cart.lines.map(wordsOf).join('\n'),
      data: {
        lines: cart.lines.map(lineData),
        count: cart.count,
        subtotal: priceData(cart.subtotal),
        savedForLater: cart.saved.length,
      },
    };
  } catch (error) {
    return toResult(error);
  }
}

function wordsOf(line: CartLine): string {
  // Why a line may be missing from the subtotal.
  const state = line.isOutOfStock
    ? ' (out of stock)'
    : line.isSelected
      ? ''
      : ' (not ticked for checkout, so not in the subtotal)';
  return `${line.quantity} x ${line.asin}  ${line.title} — ${line.price?.text ?? 'no price'}${state}`;
}

function summaryOf(cart: Cart): string {
  if (cart.lines.length === 0) return 'the cart is empty';
  const pieces = cart.count === 1 ? '1 piece' : `${cart.count} pieces`;
  return `${pieces} in the cart, subtotal ${cart.subtotal?.text ?? 'not shown'}`;
}

export function lineData(line: CartLine): z.input<typeof cartLine> {
  return {
    asin: line.asin,
    title: line.title,
    quantity: line.quantity,
    price: priceData(line.price),
    total: line.price && amountData({ ...line.price, amountMinor: line.price.amountMinor * line.quantity }),
    isOutOfStock: line.isOutOfStock,
  };
}
