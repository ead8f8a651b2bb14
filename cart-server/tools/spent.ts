import { decimalOf } from '../../contract/money.ts';
import type { Cart, CartLine } from '../parse/cart.ts';

/** What an add cost, told from the carts before and after. Amounts share one currency or are missing. */
export interface Spent {
  readonly currency: string | null;
  readonly subtotalBeforeMinor: number | null;
  readonly subtotalAfterMinor: number | null;
  readonly subtotalBefore: string | null;
  readonly subtotalAfter: string | null;
  /** Exact decimal; from the subtotals, else from the line's own price. */
  readonly spent: string | null;
}

export function describeSpent(before: Cart, after: Cart, line: CartLine | null, added: number): Spent {
  const currency = after.subtotal?.currency ?? before.subtotal?.currency ?? line?.price?.currency ?? null;
  const start = subtotalIn(before, currency);
  const end = subtotalIn(after, currency);
  const decimal = (minor: number | null) =>
    minor === null || currency === null ? null : decimalOf({ amountMinor: minor, currency });
  const lineTotal =
    line?.price && line.price.currency === currency ? line.price.amountMinor * Math.max(added, 0) : null;
  return {
    currency,
    subtotalBeforeMinor: start,
    subtotalAfterMinor: end,
    subtotalBefore: decimal(start),
    subtotalAfter: decimal(end),
    spent: decimal(start !== null && end !== null ? end - start : lineTotal),
  };
}

/** An empty cart has a subtotal of nothing, in whatever currency. */
function subtotalIn(cart: Cart, currency: string | null): number | null {
  if (cart.subtotal) return cart.subtotal.currency === currency ? cart.subtotal.amountMinor : null;
  return cart.lines.length === 0 ? 0 : null;
}
