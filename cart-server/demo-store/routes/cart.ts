import {
  emptyCart,
  moveToCart,
  removeActive,
  removeSaved,
  saveForLater,
  setQuantity,
  type Cart,
  type CartLine,
} from '../cart.ts';
import { findProduct } from '../catalogue/catalogue.ts';
import { priceCart } from '../pages/cart-lines.ts';
import { cartPage } from '../pages/cart-page.ts';
import { groceryCartPage } from '../pages/grocery-pages.ts';

import { page, redirect, type Answer, type Visit } from '../visit.ts';
import { changeOneAtATime, isTokenRight, refusal } from './changes.ts';
import type { Handler, Route, StoreParts } from './store-parts.ts';

type Which = 'shop' | 'grocery';

const view =
  (which: Which): Handler =>
  (visit, parts) =>
    showCart(visit, parts, which);

/** The cart as it is now; what was noted since the last look is shown and forgotten. */
export function showCart(visit: Visit, { shop, notes }: StoreParts, which: Which): Answer {
  const holdings = shop.holdingsOf(visit.session);
  const removed = notes.takeRemoved(visit.session.id).flatMap(({ line, why }) => {
    const [priced] = priceCart(visit.view, { ...emptyCart, active: [line] }).active;
    return priced ? [{ line: priced, why }] : [];
  });
  const parts = {
    cart: priceCart(visit.view, holdings[which]),
    removed,
    notice: notes.takeNotice(visit.session.id),
  };
  return page(
    which === 'grocery'
      ? groceryCartPage(visit.view, parts)
      : cartPage(visit.view, { ...parts, grocery: priceCart(visit.view, holdings.grocery) }),
  );
}

const change =
  (which: Which): Handler =>
  async (visit, parts) => {
    if (!isTokenRight(visit)) return refusal(visit);
    const asked = readChange(visit.fields);
    if (asked) {
      await changeOneAtATime(visit, parts, () => applyChange(visit, parts, which, asked));
    }
    const path =
      which === 'shop' ? '/gp/cart/view.html' : '/cart/localmarket?almBrandId=VUZHIFdob2xlIEZvb2Rz';
    return visit.isScripted ? showCart(visit, parts, which) : redirect(path);
  };

interface Change {
  readonly verb: string;
  readonly lineId: string;
  /** For `update-quantity`. */
  readonly quantity: number;
}

/** Which button was pressed: its name is `submit.VERB.LINE`. */
function readChange(fields: URLSearchParams): Change | undefined {
  for (const name of fields.keys()) {
    const [, verb, lineId] = /^submit\.([a-z-]+)\.([0-9a-f-]{36})$/.exec(name) ?? [];
    if (verb !== undefined && lineId !== undefined) {
      return { verb, lineId, quantity: Number(fields.get(`quantity.${lineId}`)) };
    }
  }
  return undefined;
}

function applyChange(
  { session, view }: Visit,
  { shop, notes }: StoreParts,
  which: Which,
  asked: Change,
): void {
  const { verb, lineId } = asked;
  const cart = shop.holdingsOf(session)[which];
  const line = [...cart.active, ...cart.saved].find((it) => it.id === lineId);
  if (!line) return;
  const max = maxOf(line, view);
  const removed = (why: 'deleted' | 'saved'): void => notes.noteRemoved(session.id, { line, why });
  const apply = (next: (cart: Cart) => Cart): void => shop.changeCart(session, which, next);
  switch (verb) {
    case 'delete':
    case 'delete-active':
      apply((it) => removeActive(it, lineId));
      return removed('deleted');
    case 'save-for-later':
      apply((it) => saveForLater(it, lineId));
      return removed('saved');
    case 'move-to-cart':
      return apply((it) => moveToCart(it, lineId, max));
    case 'delete-saved':
      return apply((it) => removeSaved(it, lineId));
    case 'update-quantity': {
      const { quantity } = asked;
      if (!Number.isInteger(quantity) || quantity < 0) return;
      apply((it) => setQuantity(it, lineId, Math.min(quantity, max)));
      if (quantity === 0) removed('deleted');
      if (quantity > max) notes.notice(session.id, limitText(max));
    }
  }
}

export const limitText = (max: number): string =>
  `The quantity was reduced: at most ${max} of this item may be bought.`;

function maxOf(line: CartLine, view: Visit['view']): number {
  const product = findProduct(line.asin);
  if (!product) return 1;
  return line.condition === 'used' ? 1 : view.offer(product).maxQuantity;
}

export const cartRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: /^\/(gp\/cart\/view\.html(\/ref=[^/]*)?|cart|cart\/view\.html)$/,
    handle: view('shop'),
  },
  { method: 'POST', path: /^\/(cart|gp\/cart\/view\.html)\/ref=ord_cart_shr$/, handle: change('shop') },
  { method: 'GET', path: /^\/cart\/localmarket(\/ref=[^/]*)?$/, handle: view('grocery') },
  { method: 'POST', path: /^\/cart\/localmarket\/ref=[^/]*$/, handle: change('grocery') },
];
