import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { earbuds, milk, oatMilk, soap, towels } from './demo-store/testing/goods.ts';
import { add, addMilk, all, nothing, search, searchGroceries, usd } from './switch-calls.ts';
import { startSwitchFixture, type Case, type SwitchFixture } from './switch-fixture.ts';

/** Prices, variants and plans of an offer, for every tool that meets them. */

let shop: SwitchFixture;
beforeAll(async () => {
  shop = await startSwitchFixture(expect);
});
afterEach(() => shop.clean());
afterAll(() => shop.close());

const having = (value: object): unknown => expect.objectContaining(value);
const first = (result: object) => ({ results: expect.arrayContaining([having(result)]) as unknown });

describe('prices', () => {
  const cases: readonly Case[] = [
    {
      name: 'a Prime price beside the regular one: search gives the regular one',
      switches: all({ '*': { primePriceMinor: 1999 } }),
      call: search,
      outcome: 'ok',
      data: first({ asin: towels, price: { ...usd('21.49'), text: '$21.49' } }),
    },
    {
      name: 'a Prime price beside the regular one: the add tells what the cart charges',
      switches: all({ '*': { primePriceMinor: 1999 } }),
      call: add(),
      outcome: 'ok',
      data: { spent: '21.49' },
      inCartAfter: { [towels]: 1 },
    },
    {
      name: 'the list price is never taken for the price',
      switches: all({ '*': { priceMinor: 1000, listPriceMinor: 9999 } }),
      call: search,
      outcome: 'ok',
      data: first({ asin: towels, price: { ...usd('10.00'), text: '$10.00' } }),
    },
    {
      name: 'the cart charges more for this one article: the cart counts',
      switches: all({ [towels]: { cartPriceMinor: 2500 } }),
      inCart: { [soap]: 1 },
      call: add(2),
      outcome: 'ok',
      data: { quantityAdded: 2, spent: '50.00', line: having({ total: usd('50.00') }) },
      inCartAfter: { [soap]: 1, [towels]: 2 },
    },
    {
      name: 'the cart charges more than the page said: the cart counts',
      switches: { cartPricePercent: 150 },
      inCart: { [soap]: 1 },
      call: add(2),
      outcome: 'ok',
      // 7.99 and 21.49 at one and a half: 11.99 and 32.24.
      data: {
        subtotalBefore: '11.99',
        subtotalAfter: '76.47',
        spent: '64.48',
        line: { price: usd('32.24'), total: usd('64.48') },
      },
      inCartAfter: { [soap]: 1, [towels]: 2 },
    },
    {
      name: 'prices went up since the line was added: the cart shows those of today',
      switches: { pricePercent: 120 },
      inCart: { [towels]: 2 },
      call: ['view_cart'],
      outcome: 'ok',
      data: { lines: [{ price: usd('25.79'), total: usd('51.58') }], subtotal: usd('51.58') },
    },
    {
      name: 'the cart charges more: an update tells what the cart grew by',
      switches: { cartPricePercent: 150 },
      inCart: { [towels]: 2 },
      call: ['update_cart_item', { asin: towels, quantity: 3 }],
      outcome: 'ok',
      data: { subtotalBefore: '64.48', subtotalAfter: '96.72', spent: '32.24' },
      inCartAfter: { [towels]: 3 },
    },
    {
      name: 'the cart charges more: a removal tells what the cart shrank by',
      switches: { cartPricePercent: 150 },
      inCart: { [towels]: 2, [soap]: 1 },
      call: ['remove_from_cart', { asin: towels }],
      outcome: 'ok',
      data: { subtotalBefore: '76.47', subtotalAfter: '11.99', spent: '-64.48' },
      inCartAfter: { [soap]: 1 },
    },
    {
      name: 'Whole Foods: the cart charges more than the page said',
      switches: { cartPricePercent: 150 },
      inGroceryCart: { [oatMilk]: 1 },
      call: addMilk(2),
      outcome: 'ok',
      data: { subtotalBefore: '6.74', subtotalAfter: '23.22', spent: '16.48' },
      inGroceryCartAfter: { [oatMilk]: 1, [milk]: 2 },
    },
    {
      name: 'Whole Foods: prices of today in the cart',
      switches: { pricePercent: 120 },
      inGroceryCart: { [milk]: 2 },
      call: ['view_wholefoods_cart'],
      outcome: 'ok',
      data: { subtotal: usd('13.18') },
    },
    {
      name: 'Whole Foods: prices of today in a search',
      switches: { pricePercent: 120 },
      call: searchGroceries,
      outcome: 'ok',
      data: first({ asin: milk, price: { ...usd('6.59'), text: '$6.59' } }),
    },
  ];
  test.for(cases)('$name', (it) => shop.check(it));

  test('a price that changes between the two reads of one add: `spent` is what the cart grew by', async () => {
    shop.demo.ledger.put({ [soap]: 1 });
    const click = shop.demo.traffic.hold({ method: 'POST', path: '/cart/add-to-cart', at: 'arrived' });
    const adding = shop.run({ call: add() });
    await click.reached;
    shop.demo.switches.set({ pricePercent: 120 });
    click.release();
    // 7.99 before; 9.59 and 25.79 after.
    expect(await adding).toMatchObject({
      outcome: 'ok',
      data: { subtotalBefore: '7.99', subtotalAfter: '35.38', spent: '27.39', line: { total: usd('25.79') } },
    });
  });

  test('a price that changes between a search and the add: the add tells the new one', async () => {
    const found = await shop.run({ call: search });
    expect(found.text).toContain('$21.49');
    const added = await shop.run({ switches: { pricePercent: 120 }, call: add() });
    expect(added).toMatchObject({ outcome: 'ok', data: { spent: '25.79' } });
  });
});

describe('variants', () => {
  const shoes = ['B0DSHOES01', 'B0DSHOES02', 'B0DSHOES03'];
  const cases: readonly Case[] = [
    {
      name: 'a parent answers with its variants and adds none',
      call: add(1, 'B0DSHOES00'),
      outcome: 'choose_variant',
      data: { ...nothing, choices: shoes.map((asin) => having({ asin })) },
      text: /repeat the call with the asin of one; nothing was added\nB0DSHOES01 {2}8\nB0DSHOES02 {2}9/,
    },
    {
      name: 'so does an add by words that finds the parent',
      call: ['add_to_cart', { query: 'everyday running shoes' }],
      outcome: 'choose_variant',
      data: nothing,
    },
    {
      name: 'one of them can be added',
      call: add(1, 'B0DSHOES02'),
      outcome: 'ok',
      data: { asin: 'B0DSHOES02', quantityAdded: 1 },
      inCartAfter: { B0DSHOES02: 1 },
    },
    {
      name: 'a colour that must be chosen first: the choices, each with its name',
      switches: all({ [earbuds]: { needsChoice: true } }),
      call: ['add_to_cart', { query: 'wireless earbuds' }],
      outcome: 'choose_variant',
      data: {
        ...nothing,
        choices: [
          { asin: earbuds, label: 'Graphite' },
          { asin: 'B0DBUDS002', label: 'Coral' },
        ],
      },
      text: /B0DBUDS001 {2}Graphite\nB0DBUDS002 {2}Coral/,
    },
    {
      name: 'and each of the choices is one: its asin adds it',
      switches: all({ [earbuds]: { needsChoice: true } }),
      call: add(1, earbuds),
      outcome: 'ok',
      data: { asin: earbuds, quantityAdded: 1 },
      inCartAfter: { [earbuds]: 1 },
    },
  ];
  test.for(cases)('$name', (it) => shop.check(it));
});

describe('the protection plan', () => {
  test.for(['asks_first', 'asks_after'] as const)(
    '%s: declined, and exactly the article is added',
    (warranty) =>
      shop.check({
        name: warranty,
        switches: all({ '*': { warranty } }),
        inCart: { [soap]: 1 },
        call: add(2),
        outcome: 'ok',
        data: { quantityAdded: 2, spent: '42.98' },
        inCartAfter: { [soap]: 1, [towels]: 2 },
      }),
  );
});
