import { milk, towels } from './demo-store/testing/goods.ts';
import type { Case } from './switch-fixture.ts';

/** Calls of tools that meet offers, and what their answers are compared with. */

export const search = ['search_amazon', { query: 'paper towels' }] as const;
export const searchGroceries = ['search_wholefoods', { query: 'organic whole milk' }] as const;
export const add = (quantity = 1, asin = towels) => ['add_to_cart', { asin, quantity }] as const;
export const addMilk = (quantity = 1) => ['add_to_wholefoods_cart', { asin: milk, quantity }] as const;
export const all = (offer: NonNullable<Case['switches']>['offers']) => ({ offers: offer ?? {} });
export const usd = (amount: string) => ({
  amount,
  amountMinor: Number(amount.replace('.', '')),
  currency: 'USD',
});
export const nothing = { quantityAdded: 0 };
