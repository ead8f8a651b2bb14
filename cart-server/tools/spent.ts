import { decimalOf } from '../../contract/money.ts';
import type { Cart } from '../parse/cart.ts';
import type { ShownMoney } from '../parse/money.ts';

/** What a change cost, told from the carts before and after. Amounts share one currency or are missing. */
export interface Spent {
  readonly currency: string | null;
  readonly subtotalBeforeMinor: number | null;
  readonly subtotalAfterMinor: number | null;
  readonly subtotalBefore: string | null;
  readonly subtotalAfter: string | null;
  /** Exact decimal; from the subtotals, else from the line's own price. */
  readonly spent: string | null;
}

/** `price` is that of one piece of what changed, `added` by how many pieces. */
export function describeSpent(before: Cart, after: Cart, price: ShownMoney | null, added: number): Spent {
  const currency = after.subtotal?.currency ?? before.subtotal?.currency ?? price?.currency ?? null;
  const start = subtotalIn(before, currency);
  const end = subtotalIn(after, currency);
  const decimal = (minor: number | null) =>
    minor === null || currency === null ? null : decimalOf({ amountMinor: minor, currency });
  // Two empty carts: nothing was spent, though no page says in which currency.
  const isNothing = currency === null && start === 0 && end === 0;
  const lineTotal = price?.currency === currency ? price.amountMinor * added : null;
  return {
    currency,
    subtotalBeforeMinor: start,
    subtotalAfterMinor: end,
    subtotalBefore: decimal(start),
    subtotalAfter: decimal(end),
    spent: isNothing ? '0' : decimal(start !== null && end !== null ? end - start : lineTotal),
  };
}

/** An empty cart has a subtotal of nothing, in whatever currency; null when it is not known in this one. */
export function subtotalIn(cart: Cart, currency: string | null): number | null {
  if (cart.subtotal) return cart.subtotal.currency === currency ? cart.subtotal.amountMinor : null;
  return cart.lines.length === 0 ? 0 : null;
}

/** "spent 42.98 USD", "12.50 USD less than before" or that nobody knows. */
export function spentWords({ spent, currency }: Spent): string {
  if (spent === null) return 'price change unknown';
  return spent.startsWith('-')
    ? `${spent.slice(1)} ${currency ?? ''} less than before`
    : `spent ${spent} ${currency ?? ''}`.trim();
}
