import type { JsonObject } from './json.ts';
import type { Goods } from './model.ts';
import { decimalOf } from './money.ts';

/**
 * A preview as `preview.*` paths read it: `title`, `asin`, `quantity`, `price`, `total`, `currency`,
 * `subtotal_before`, `subtotal_after`, `seller`. Amounts are decimals; what is not known is left out, not null.
 */
export function previewFacts(goods: Omit<Goods, 'pictureId'>): JsonObject {
  const { title, asin, quantity, currency, seller } = goods;
  const amount = (minor: number | null) =>
    minor === null || currency === null ? null : decimalOf({ amountMinor: minor, currency });
  const members = {
    title,
    asin,
    quantity,
    price: amount(goods.priceMinor),
    total: amount(goods.totalMinor),
    currency,
    subtotal_before: amount(goods.subtotalBeforeMinor),
    subtotal_after: amount(goods.subtotalAfterMinor),
    seller,
  };
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null));
}
