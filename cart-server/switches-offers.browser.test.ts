import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { earbuds, milk, soap, towels } from './demo-store/testing/goods.ts';
import { add, addMilk, all, nothing, search, searchGroceries, usd } from './switch-calls.ts';
import { startSwitchFixture, type Case, type SwitchFixture } from './switch-fixture.ts';

/** Everything the shop may do about an offer, for every tool that meets offers. */

let shop: SwitchFixture;
beforeAll(async () => {
  shop = await startSwitchFixture(expect);
});
afterEach(() => shop.clean());
afterAll(() => shop.close());

const kind = (it: 'used_only' | 'see_all' | 'out_of_stock' | 'not_deliverable' | 'digital') =>
  all({ '*': { kind: it } });
const having = (value: object): unknown => expect.objectContaining(value);
const first = (result: object) => ({ results: expect.arrayContaining([having(result)]) as unknown });

describe('no featured new offer', () => {
  const cases: readonly Case[] = [
    {
      name: 'from-price only: a search gives no price, only the lowest of other sellers',
      switches: kind('see_all'),
      call: search,
      outcome: 'ok',
      data: first({
        asin: towels,
        price: null,
        fromPrice: { ...usd('21.49'), text: '$21.49' },
      }),
      text: /from \$21\.49 \(other sellers\)/,
    },
    {
      name: 'from-price only: an add leaves the choice of a seller to the person',
      switches: kind('see_all'),
      call: add(),
      outcome: 'out_of_stock',
      data: nothing,
      text: /other sellers' offers, which the person has to choose; nothing was added/,
    },
    {
      name: 'other sellers and a used copy: an add tells of both, and takes none',
      switches: all({ '*': { kind: 'see_all', usedPriceMinor: 900 } }),
      call: add(),
      outcome: 'out_of_stock',
      data: nothing,
      text: /only other sellers' offers and a used one, which the person has to choose; nothing was added/,
    },
    {
      name: 'used only: an add takes no used copy',
      switches: kind('used_only'),
      call: add(),
      outcome: 'out_of_stock',
      data: nothing,
      text: /nothing was added/,
    },
    {
      name: 'used only: nor does an add by words',
      switches: kind('used_only'),
      call: ['add_to_cart', { query: 'paper towels' }],
      outcome: 'out_of_stock',
      data: nothing,
    },
    {
      name: 'used only: a search gives no price',
      switches: kind('used_only'),
      call: search,
      outcome: 'ok',
      data: first({ asin: towels, price: null }),
    },
    {
      name: 'a used copy beside the new one: the new one is added, at its price',
      switches: all({ '*': { usedPriceMinor: 900 } }),
      call: add(),
      outcome: 'ok',
      data: { quantityAdded: 1, spent: '21.49', line: { price: usd('21.49') } },
      inCartAfter: { [towels]: 1 },
    },
    {
      name: 'out of stock: a search gives no price',
      switches: kind('out_of_stock'),
      call: search,
      outcome: 'ok',
      data: first({ asin: towels, price: null, fromPrice: null }),
    },
    {
      name: 'out of stock: an add says so, and what was in the cart stays',
      switches: kind('out_of_stock'),
      inCart: { [towels]: 2 },
      call: add(),
      outcome: 'out_of_stock',
      data: nothing,
      text: /out of stock/,
    },
    {
      name: 'out of stock: the line is in the cart, marked, and costs nothing',
      switches: kind('out_of_stock'),
      inCart: { [towels]: 2 },
      call: ['view_cart'],
      outcome: 'ok',
      data: { lines: [{ asin: towels, quantity: 2, isOutOfStock: true }], count: 2, subtotal: usd('0.00') },
      text: /\$21\.49 \(out of stock\)$/,
    },
    {
      name: 'not deliverable: an add says so',
      switches: kind('not_deliverable'),
      call: add(),
      outcome: 'not_deliverable',
      data: nothing,
      text: /cannot be delivered/,
    },
    {
      name: 'digital: there is nothing to put into a cart',
      switches: kind('digital'),
      call: add(),
      outcome: 'not_deliverable',
      data: nothing,
      text: /digital/,
    },
    {
      name: 'Whole Foods, out of stock: a search gives no price',
      switches: kind('out_of_stock'),
      call: searchGroceries,
      outcome: 'ok',
      data: first({ asin: milk, price: null }),
    },
    {
      name: 'Whole Foods, out of stock: an add says so',
      switches: kind('out_of_stock'),
      call: addMilk(),
      outcome: 'out_of_stock',
      data: nothing,
    },
    {
      name: 'Whole Foods, out of stock: the line is marked',
      switches: kind('out_of_stock'),
      inGroceryCart: { [milk]: 2 },
      call: ['view_wholefoods_cart'],
      outcome: 'ok',
      data: { lines: [{ asin: milk, quantity: 2, isOutOfStock: true }], subtotal: usd('0.00') },
    },
    {
      name: 'Whole Foods, not deliverable: an add says so',
      switches: kind('not_deliverable'),
      call: addMilk(),
      outcome: 'not_deliverable',
      data: nothing,
    },
    {
      name: 'Whole Foods, used only: an add takes none',
      switches: kind('used_only'),
      call: addMilk(),
      outcome: 'out_of_stock',
      data: nothing,
    },
  ];
  test.for(cases)('$name', (it) => shop.check(it));
});

describe('get_product tells what an add would meet', () => {
  const get = ['get_product', { asin: towels }] as const;
  const cases: readonly Pick<Case, 'name' | 'switches' | 'call' | 'data' | 'text'>[] = [
    {
      name: 'a new offer',
      call: get,
      data: { price: usd('21.49'), condition: 'new', availability: 'in_stock', offered: { min: 1, max: 30 } },
    },
    {
      name: 'from-price only: no price',
      switches: kind('see_all'),
      call: get,
      data: { price: null, availability: 'see_all_options', offered: null, hasOtherOffers: true },
    },
    {
      name: 'used only: the price is the used one’s, and says so',
      switches: all({ '*': { kind: 'used_only', usedPriceMinor: 900 } }),
      call: get,
      data: {
        price: usd('9.00'),
        condition: 'used',
        availability: 'used_only',
        offered: null,
        hasUsedOffer: true,
      },
    },
    {
      name: 'a used copy beside the new one: the new one’s price',
      switches: all({ '*': { usedPriceMinor: 900 } }),
      call: get,
      data: { price: usd('21.49'), condition: 'new', offered: { min: 1, max: 30 }, hasUsedOffer: true },
    },
    {
      name: 'other sellers, and a used copy as the only thing with a button: nothing that an add would take',
      switches: all({ '*': { kind: 'see_all', usedPriceMinor: 900 } }),
      call: get,
      data: {
        price: usd('21.49'),
        condition: 'new',
        offered: null,
        hasUsedOffer: true,
        hasOtherOffers: true,
      },
    },
    {
      name: 'out of stock: no price',
      switches: kind('out_of_stock'),
      call: get,
      data: { price: null, availability: 'unavailable', offered: null },
    },
    {
      name: 'not deliverable: no price',
      switches: kind('not_deliverable'),
      call: get,
      data: { price: null, availability: 'not_deliverable', offered: null },
    },
    {
      name: 'digital: a price, and nothing to add',
      switches: kind('digital'),
      call: get,
      data: { price: usd('21.49'), availability: 'digital', offered: null },
    },
    {
      name: 'a Prime price: beside the regular one',
      switches: all({ '*': { primePriceMinor: 1999 } }),
      call: get,
      data: { price: usd('21.49'), primePrice: expect.stringContaining('$19.99') as unknown },
    },
    {
      name: 'a list price is not the price',
      switches: all({ '*': { priceMinor: 1000, listPriceMinor: 9999 } }),
      call: get,
      data: { price: usd('10.00') },
    },
    { name: 'prices went up', switches: { pricePercent: 120 }, call: get, data: { price: usd('25.79') } },
    {
      name: 'few left',
      switches: all({ '*': { stockLeft: 2, maxQuantity: 2 } }),
      call: get,
      data: { availability: 'limited', offered: { min: 1, max: 2 } },
    },
    {
      name: 'a hidden quantity: one at a time',
      switches: all({ '*': { quantityControl: 'hidden' } }),
      call: get,
      data: { offered: { min: 1, max: 1 } },
    },
    {
      name: 'no quantity control: one at a time',
      switches: all({ '*': { quantityControl: 'none' } }),
      call: get,
      data: { offered: { min: 1, max: 1 } },
    },
    {
      name: 'a protection plan changes nothing of the offer',
      switches: all({ '*': { warranty: 'asks_first' } }),
      call: get,
      data: { price: usd('21.49'), offered: { min: 1, max: 30 } },
    },
    {
      name: 'a size has to be chosen',
      call: ['get_product', { asin: 'B0DSHOES00' }],
      data: { mustChoose: true, offered: null, choices: having({ length: 3 }) },
      text: /a variant has to be chosen first\nB0DSHOES01 {2}8/,
    },
    {
      name: 'an asin is a choice: its own colour, beside the other',
      switches: all({ [earbuds]: { needsChoice: true } }),
      call: ['get_product', { asin: earbuds }],
      data: {
        mustChoose: false,
        choices: [having({ asin: earbuds }), having({ asin: 'B0DBUDS002', label: 'Coral' })],
      },
    },
    {
      name: 'groceries are Whole Foods’ to sell',
      call: ['get_product', { asin: milk }],
      data: { price: usd('5.49'), offered: null, offeredByWholeFoods: { min: 1, max: 30 } },
    },
  ];
  test.for(cases)('$name', (it) => shop.check({ ...it, outcome: 'ok' }));
});

describe('how many', () => {
  const max = (maxQuantity: number) => all({ '*': { maxQuantity } });
  const cases: readonly Case[] = [
    {
      name: 'more than the page offers is refused, not cut',
      switches: max(3),
      call: add(4),
      outcome: 'quantity_limited',
      data: { ...nothing, quantityRequested: 4, offered: { min: 1, max: 3 } },
    },
    {
      name: 'as many as the page offers are added',
      switches: max(3),
      call: add(3),
      outcome: 'ok',
      data: { quantityAdded: 3, spent: '64.47' },
      inCartAfter: { [towels]: 3 },
    },
    {
      name: 'the shop caps the sum: only one of two more came, and only that one was paid for',
      switches: max(3),
      inCart: { [towels]: 2 },
      call: add(2),
      outcome: 'quantity_limited',
      data: { quantityRequested: 2, quantityAdded: 1, spent: '21.49', line: { quantity: 3 } },
      text: /only 1 of 2/,
      inCartAfter: { [towels]: 3 },
    },
    {
      name: 'at the cap nothing more comes, and it is no success',
      switches: max(3),
      inCart: { [towels]: 3 },
      call: add(1),
      outcome: expect.stringMatching(/^(not_added|quantity_limited)$/) as string,
      data: { ...nothing, spent: '0.00', line: { quantity: 3 } },
    },
    {
      name: 'a hidden quantity: two are refused',
      switches: all({ '*': { quantityControl: 'hidden' } }),
      call: add(2),
      outcome: 'quantity_limited',
      data: { ...nothing, offered: { min: 1, max: 1 } },
    },
    {
      name: 'a hidden quantity: one is added',
      switches: all({ '*': { quantityControl: 'hidden' } }),
      call: add(1),
      outcome: 'ok',
      data: { quantityAdded: 1 },
      inCartAfter: { [towels]: 1 },
    },
    {
      name: 'no quantity control: two are refused',
      switches: all({ '*': { quantityControl: 'none' } }),
      call: add(2),
      outcome: 'quantity_limited',
      data: { ...nothing, offered: { min: 1, max: 1 } },
    },
    {
      name: 'no quantity control: one is added',
      switches: all({ '*': { quantityControl: 'none' } }),
      call: add(1),
      outcome: 'ok',
      inCartAfter: { [towels]: 1 },
    },
    {
      name: 'few left: what is offered can be had',
      switches: all({ '*': { stockLeft: 2 } }),
      call: add(2),
      outcome: 'ok',
      inCartAfter: { [towels]: 2 },
    },
    {
      name: 'an update to more than the shop lets one have is refused',
      switches: max(3),
      inCart: { [towels]: 1 },
      call: ['update_cart_item', { asin: towels, quantity: 5 }],
      outcome: 'quantity_limited',
      data: { quantityBefore: 1, quantityAfter: 1, offered: { max: 3 } },
    },
    {
      name: 'an update up to that is done',
      switches: max(3),
      inCart: { [towels]: 1 },
      call: ['update_cart_item', { asin: towels, quantity: 3 }],
      outcome: 'ok',
      data: { quantityBefore: 1, quantityAfter: 3, spent: '42.98' },
      inCartAfter: { [towels]: 3 },
    },
    {
      name: 'a line that went out of stock can be taken away',
      switches: kind('out_of_stock'),
      inCart: { [towels]: 2, [soap]: 1 },
      call: ['remove_from_cart', { asin: towels }],
      outcome: 'ok',
      data: { quantityBefore: 2, quantityAfter: 0, line: null },
      inCartAfter: { [soap]: 1 },
    },
    {
      name: 'and put aside',
      switches: kind('out_of_stock'),
      inCart: { [towels]: 2, [soap]: 1 },
      call: ['save_for_later', { asin: towels }],
      outcome: 'ok',
      inCartAfter: { [soap]: 1 },
    },
    {
      name: 'and cleared',
      switches: kind('out_of_stock'),
      inCart: { [towels]: 2, [soap]: 1 },
      call: ['clear_cart'],
      outcome: 'ok',
      data: { remaining: [], spent: '0.00' },
      inCartAfter: {},
    },
    {
      name: 'Whole Foods: more than offered is refused',
      switches: max(3),
      call: addMilk(4),
      outcome: 'quantity_limited',
      data: { ...nothing, offered: { min: 1, max: 3 } },
    },
    {
      name: 'Whole Foods: capped to what the shop lets one have',
      switches: max(3),
      inGroceryCart: { [milk]: 2 },
      call: addMilk(2),
      outcome: 'quantity_limited',
      data: { quantityAdded: 1, spent: '5.49', line: { quantity: 3 } },
      inGroceryCartAfter: { [milk]: 3 },
    },
  ];
  test.for(cases)('$name', (it) => shop.check(it));
});
