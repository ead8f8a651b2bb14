import type { JsonObject } from '../../contract/json.ts';
import type { Goods } from '../../contract/model.ts';
import { formatMoney } from '../../contract/money.ts';

type Seen = Omit<Goods, 'pictureId'>;

/** The member of a forwarded call's `_meta` that says what was approved, and the outcome that says it is not so now. */
export const expectedKey = 'checkstand/expected';
export const offerChanged = 'offer_changed';

/**
 * What the shop must still offer when the call is carried out: the product, new, from this seller, at no more than this
 * for one. The upstream compares before it acts, because nobody else could without a race. Null: nothing to compare.
 */
export function expectedOf(goods: Seen | null | undefined, tolerancePercent: number): JsonObject | null {
  if (!goods?.asin || goods.priceMinor === null || goods.currency === null) return null;
  const { asin, currency, priceMinor, seller } = goods;
  const maxPriceMinor = Math.floor(priceMinor * (1 + tolerancePercent / 100));
  return { asin, currency, maxPriceMinor, condition: 'new', ...(seller !== null && { seller }) };
}

/** What is other than it was approved, in words. */
export function differenceBetween(before: Seen, now: Seen | null): string {
  if (!now)
    return 'the shop changed its offer after it was approved, and it cannot be looked up what it is now';
  const differences: string[] = [];
  if (now.asin !== before.asin) differences.push(`it is another product now: ${now.title}`);
  const [was, is] = [priceText(before), priceText(now)];
  if (was !== is) differences.push(`the price of one was ${was}, now it is ${is}`);
  if (now.seller !== before.seller) {
    differences.push(
      `sold by ${now.seller ?? 'a seller it does not name'} instead of ${before.seller ?? 'one it did not name'}`,
    );
  }
  return differences.length > 0
    ? differences.join('; ')
    : 'the offer changed for a moment after it was approved';
}

function priceText({ priceMinor, currency }: Seen): string {
  return priceMinor === null || currency === null
    ? 'unknown'
    : formatMoney({ amountMinor: priceMinor, currency });
}
