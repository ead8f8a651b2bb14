import { isJsonObject, type JsonObject } from '../contract/json.ts';
import type { InProcessUpstream, PiecesChange } from '../gateway/ports.ts';

/** By how much a cart tool's result says that the cart changed. */
export const cartChangeOf: NonNullable<InProcessUpstream['changeOf']> = (tool, result) => {
  const { asin, quantityAdded, quantityBefore, quantityAfter } = result;
  if (typeof asin !== 'string') return undefined;
  switch (tool) {
    case 'add_to_cart':
    case 'add_to_wholefoods_cart':
      return typeof quantityAdded === 'number' ? { product: asin, pieces: quantityAdded } : undefined;
    case 'update_cart_item':
    case 'remove_from_cart':
    case 'save_for_later':
      return typeof quantityBefore === 'number' && typeof quantityAfter === 'number'
        ? { product: asin, pieces: quantityAfter - quantityBefore }
        : undefined;
    default:
      return undefined;
  }
};

const mostText = 300;

/** What a cart tool's result says that became of it. Reads that went well are nothing to keep. */
export const cartOutcomeOf: NonNullable<InProcessUpstream['outcomeOf']> = (tool, result) => {
  const change = cartChangeOf(tool, result);
  const { outcome, message, spent, currency } = result;
  if (typeof message !== 'string' || (outcome === 'ok' && !change)) return undefined;
  return {
    text: message.slice(0, mostText),
    spent: typeof spent === 'string' ? spent : null,
    currency: typeof currency === 'string' ? currency : null,
    pieces: change?.pieces ?? null,
    product: change?.product ?? null,
  };
};

const lookOf: Readonly<Record<string, string>> = {
  add_to_cart: 'view_cart',
  add_to_wholefoods_cart: 'view_wholefoods_cart',
};

/** Adds are taken back: so many pieces fewer than the cart shows now, or the whole line. */
export const cartUndoOf: NonNullable<InProcessUpstream['undoOf']> = (tool) => {
  const look = Object.hasOwn(lookOf, tool) ? lookOf[tool] : undefined;
  return look === undefined ? undefined : { look, takeBack };
};

function takeBack(seen: JsonObject, { product: asin, pieces }: PiecesChange) {
  const lines = Array.isArray(seen['lines']) ? seen['lines'].filter(isJsonObject) : [];
  const has = lines
    .filter((it) => it['asin'] === asin)
    .reduce((sum, { quantity }) => sum + (typeof quantity === 'number' ? quantity : 0), 0);
  if (has <= 0) return undefined;
  return has > pieces
    ? { tool: 'update_cart_item', arguments: { asin, quantity: has - pieces } }
    : { tool: 'remove_from_cart', arguments: { asin } };
}
