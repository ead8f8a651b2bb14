import { z } from 'zod';
import { formatMoney } from '../../contract/money.ts';
import { ShopFault } from '../outcome.ts';
import type { Product } from '../parse/product.ts';

/** What a person or a rule agreed to, handed over with the call: compared at the last moment before the click. */
export const expectedOffer = z.object({
  asin: z.string(),
  currency: z.string(),
  /** Of one piece. */
  maxPriceMinor: z.int(),
  /** Left away where none was known. */
  seller: z.string().optional(),
});
export type ExpectedOffer = z.infer<typeof expectedOffer>;

type Offer = Pick<Product, 'asin' | 'title' | 'price' | 'seller' | 'condition'>;

/** Refuses an offer that is not the expected one any more, before anything is pressed. */
export function requireExpected(offer: Offer, expected: ExpectedOffer | undefined): void {
  const why = expected && differenceOf(offer, expected);
  if (!why) return;
  const { asin, title, price, seller } = offer;
  throw new ShopFault('offer_changed', `${title}: ${why}; nothing was changed`, {
    details: {
      asin,
      title,
      priceMinor: price?.amountMinor ?? null,
      currency: price?.currency ?? null,
      seller,
    },
  });
}

function differenceOf(
  { asin, price, seller, condition }: Offer,
  expected: ExpectedOffer,
): string | undefined {
  const { currency, maxPriceMinor } = expected;
  const agreed = formatMoney({ amountMinor: maxPriceMinor, currency });
  if (asin !== expected.asin) return `it is \`${asin}\`, and \`${expected.asin}\` was approved`;
  if (condition === 'used') return 'it is a used offer now, and a new one was approved';
  if (!price) return `the price is not shown any more, and at most ${agreed} was approved`;
  if (price.currency !== currency) return `the price is ${price.text} now, and ${agreed} was approved`;
  if (price.amountMinor > maxPriceMinor)
    return `the price is ${price.text} now, and at most ${agreed} was approved`;
  if (expected.seller !== undefined && seller !== expected.seller)
    return `it is sold by ${seller ?? 'a seller it does not name'} now, and ${expected.seller} was approved`;
  return undefined;
}
