import { z } from 'zod';
import { FutileCallError } from '../contract/errors.ts';
import type { JsonObject } from '../contract/json.ts';
import type { Preview } from '../contract/model.ts';
import { ShopFault, type Outcome } from './outcome.ts';
import { readPicture } from './pages/picture.ts';
import type { Cart } from './parse/cart.ts';
import type { Product } from './parse/product.ts';
import { previewChange } from './preview-change.ts';
import { toResult } from './response.ts';
import type { Shop } from './shop.ts';
import { openCart } from './tools/cart.ts';
import type { Chosen } from './tools/chosen.ts';
import { openProduct, requireAddable, resolveProduct } from './tools/product.ts';
import { asin, query, quantity } from './tools/schemas.ts';
import type { Store } from './tools/search.ts';
import { subtotalIn } from './tools/spent.ts';

/**
 * Finds out what a call would do, without doing it: which product, at what price, and what the cart would cost then.
 * Undefined for tools that change no cart line. Throws an Error with a sentence when the shop cannot be asked, a
 * `FutileCallError` when the shop says that the call would do nothing.
 */
export async function previewCall(
  shop: Shop,
  tool: string,
  args: JsonObject,
  signal: AbortSignal,
): Promise<Preview | undefined> {
  try {
    return await previewOf(shop, tool, args, signal);
  } catch (error) {
    if (error instanceof ShopFault && isFutile(error.outcome)) {
      const { message, text } = toResult(error);
      throw new FutileCallError(text ? `${message}\n${text}` : message, { cause: error });
    }
    throw error;
  }
}

/** Whether a fault lies in what was asked for; a shop that cannot be read now says nothing of that. */
function isFutile(outcome: ShopFault['outcome']): boolean {
  const inTheCall: readonly Outcome[] = [
    'not_found',
    'choose_variant',
    'out_of_stock',
    'not_deliverable',
    'quantity_limited',
    'not_changed',
  ];
  return inTheCall.includes(outcome);
}

async function previewOf(
  shop: Shop,
  tool: string,
  args: JsonObject,
  signal: AbortSignal,
): Promise<Preview | undefined> {
  switch (tool) {
    case 'add_to_cart':
      return previewAdd(shop, 'shop', args, signal);
    case 'add_to_wholefoods_cart':
      return previewAdd(shop, 'wholefoods', args, signal);
    case 'update_cart_item': {
      const wanted = z.object({ asin, quantity }).parse(args);
      return previewChange(shop, wanted.asin, { kind: 'set_quantity', quantity: wanted.quantity }, signal);
    }
    case 'remove_from_cart':
      return previewChange(shop, z.object({ asin }).parse(args).asin, { kind: 'remove' }, signal);
    case 'save_for_later':
      return previewChange(shop, z.object({ asin }).parse(args).asin, { kind: 'save_for_later' }, signal);
    default:
      return undefined;
  }
}

const addArguments = z.object({
  query: query.optional(),
  asin: asin.optional(),
  quantity: quantity.default(1),
});

async function previewAdd(shop: Shop, store: Store, args: JsonObject, signal: AbortSignal): Promise<Preview> {
  const wanted = addArguments.parse(args);
  return shop.visit({ signal, by: 'look' }, async (visit) => {
    const chosen = await resolveProduct(visit, store, wanted);
    const { product, page } = await openProduct(visit, store, chosen);
    visit.shownBefore.add(chosen, wanted.quantity);
    requireAddable(product, store, { quantity: wanted.quantity, isByQuery: chosen.query !== null });
    const picture = product.picture ? await readPicture(page, product.picture) : null;
    const cart = await openCart(shop, visit, store).catch(noneBeforeSignIn);
    return {
      goods: goodsOf(product, cart, chosen, wanted.quantity),
      picture,
      pinnedArguments: { asin: product.asin, quantity: wanted.quantity },
    };
  });
}

/** What is added has its price, whoever asks; the cart alone has to wait. */
function noneBeforeSignIn(error: unknown): null {
  if (error instanceof ShopFault && error.outcome === 'sign_in_required') return null;
  throw error;
}

function goodsOf(product: Product, cart: Cart | null, chosen: Chosen, count: number): Preview['goods'] {
  const { price } = product;
  const currency = price?.currency ?? cart?.subtotal?.currency ?? null;
  const before = cart && subtotalIn(cart, currency);
  const total = price ? price.amountMinor * count : null;
  return {
    title: product.title,
    asin: product.asin,
    quantity: count,
    currency,
    priceMinor: price?.amountMinor ?? null,
    totalMinor: total,
    subtotalBeforeMinor: before,
    subtotalAfterMinor: before !== null && total !== null ? before + total : null,
    seller: product.seller,
    note: notesOn(product, cart, chosen).join('; ') || null,
  };
}

/** What the person should know before saying yes. */
function notesOn(product: Product, cart: Cart | null, chosen: Chosen): string[] {
  const notes: string[] = [];
  if (!cart) notes.push('the shop asks to sign in first');
  if (!product.price) notes.push('the price could not be read');
  if (product.availability === 'limited' && product.availabilityText) notes.push(product.availabilityText);
  if (product.primePrice) notes.push(`for Prime members: ${product.primePrice}`);
  if (chosen.query !== null) notes.push(`first result for "${chosen.query}"`);
  if (chosen.skippedAds > 0) notes.push(`${chosen.skippedAds} sponsored results were skipped`);
  return notes;
}
