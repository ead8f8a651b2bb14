import type { JsonObject } from '../contract/json.ts';
import type { StoreView } from '../contract/model.ts';
import { decimalOf } from '../contract/money.ts';

/**
 * The store as `session.*` paths read it: `store`, `signed_in`, `cart_items`, `cart_subtotal`, `cart_currency`, as they
 * were last seen. Amounts are decimals; what is not known is left out.
 */
export function sessionFacts({ store, session, cart }: StoreView): JsonObject {
  const { currency = null, subtotalMinor = null } = cart ?? {};
  return {
    store,
    ...((session === 'signed_in' || session === 'signed_out') && { signed_in: session === 'signed_in' }),
    ...(cart && { cart_items: cart.count }),
    ...(currency !== null && { cart_currency: currency }),
    ...(currency !== null &&
      subtotalMinor !== null && { cart_subtotal: decimalOf({ amountMinor: subtotalMinor, currency }) }),
  };
}
