import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Switches } from './demo-store/switches.ts';
import { milk, soap, towels } from './demo-store/testing/goods.ts';
import { startSwitchFixture, type Case, type SwitchFixture } from './switch-fixture.ts';

/** Everything the shop may do about how its pages look, for every tool that reads such a page. */

let shop: SwitchFixture;
beforeAll(async () => {
  shop = await startSwitchFixture(expect);
});
afterEach(() => shop.clean());
afterAll(() => shop.close());

const having = (value: object): unknown => expect.objectContaining(value);
const first = (result: object) => ({ results: expect.arrayContaining([having(result)]) as unknown });

/** The towels and the milk as each shop shows them: what was computed by hand from 21.49 and 5.49 dollars. */
const money: readonly {
  readonly name: string;
  readonly switches: Partial<Switches>;
  readonly currency: string;
  readonly towels: readonly [amount: string, minor: number, text: string, two: string];
  readonly milk: readonly [amount: string, minor: number, text: string, two: string];
}[] = [
  {
    name: 'dollars',
    switches: { locale: 'en-US' },
    currency: 'USD',
    towels: ['21.49', 2149, '$21.49', '42.98'],
    milk: ['5.49', 549, '$5.49', '10.98'],
  },
  {
    name: 'pounds',
    switches: { locale: 'en-GB' },
    currency: 'GBP',
    towels: ['16.98', 1698, '£16.98', '33.96'],
    milk: ['4.34', 434, '£4.34', '8.68'],
  },
  {
    name: 'rupees, whole ones',
    switches: { locale: 'en-IN' },
    currency: 'INR',
    towels: ['1805.00', 180_500, '₹1,805', '3610.00'],
    milk: ['461.00', 46_100, '₹461', '922.00'],
  },
  {
    name: 'riyals, named by their code',
    switches: { locale: 'en-AE' },
    currency: 'SAR',
    towels: ['80.59', 8059, 'SAR 80.59', '161.18'],
    milk: ['20.59', 2059, 'SAR 20.59', '41.18'],
  },
  {
    name: 'euros, German',
    switches: { locale: 'de-DE' },
    currency: 'EUR',
    towels: ['19.99', 1999, '19,99 €', '39.98'],
    milk: ['5.11', 511, '5,11 €', '10.22'],
  },
  {
    name: 'euros, French',
    switches: { locale: 'fr-FR' },
    currency: 'EUR',
    towels: ['19.99', 1999, '19,99 €', '39.98'],
    milk: ['5.11', 511, '5,11 €', '10.22'],
  },
  {
    name: 'reais',
    switches: { locale: 'pt-BR' },
    currency: 'BRL',
    towels: ['116.05', 11_605, 'R$ 116,05', '232.10'],
    milk: ['29.65', 2965, 'R$ 29,65', '59.30'],
  },
  {
    name: 'yen, without minor units',
    switches: { locale: 'ja-JP' },
    currency: 'JPY',
    towels: ['3223', 3223, '￥3,223', '6446'],
    milk: ['824', 824, '￥824', '1648'],
  },
  {
    name: 'Canadian dollars in the American shop',
    switches: { currency: 'CAD' },
    currency: 'CAD',
    towels: ['29.23', 2923, 'CAD 29.23', '58.46'],
    milk: ['7.47', 747, 'CAD 7.47', '14.94'],
  },
  {
    name: 'prices without a fraction',
    switches: { fraction: 'none' },
    currency: 'USD',
    towels: ['21.00', 2100, '$21', '42.00'],
    milk: ['5.00', 500, '$5', '10.00'],
  },
  {
    name: 'euros without a fraction',
    switches: { locale: 'de-DE', fraction: 'none' },
    currency: 'EUR',
    towels: ['20.00', 2000, '20 €', '40.00'],
    milk: ['5.00', 500, '5 €', '10.00'],
  },
  {
    name: 'the pages of 2023',
    switches: { era: 2023 },
    currency: 'USD',
    towels: ['21.49', 2149, '$21.49', '42.98'],
    milk: ['5.49', 549, '$5.49', '10.98'],
  },
  {
    name: 'the pages of 2023, German',
    switches: { era: 2023, locale: 'de-DE' },
    currency: 'EUR',
    towels: ['19.99', 1999, '19,99 €', '39.98'],
    milk: ['5.11', 511, '5,11 €', '10.22'],
  },
];

describe.for(money)('$name', ({ switches, currency, ...goods }) => {
  const priceOf = ([amount, amountMinor, text]: (typeof goods)['towels']) => ({
    // The shop parts sign and number with spaces of several widths.
    ...{ amount, amountMinor, currency },
    text: expect.stringMatching(
      new RegExp(`^${text.replaceAll(/[$.]/g, '\\$&').replaceAll(' ', '\\s')}$`),
    ) as unknown,
  });
  const tables = [
    {
      ...{ asin: towels, goods: goods.towels, query: 'paper towels' },
      ...{ search: 'search_amazon', add: 'add_to_cart', view: 'view_cart' },
      inBooks: { inCartAfter: { [towels]: 2 } },
    },
    {
      ...{ asin: milk, goods: goods.milk, query: 'organic whole milk' },
      ...{ search: 'search_wholefoods', add: 'add_to_wholefoods_cart', view: 'view_wholefoods_cart' },
      inBooks: { inGroceryCartAfter: { [milk]: 2 } },
    },
  ];
  test.for(tables)(
    '$search, $add and $view and get_product agree',
    async ({ asin, goods, query, search, add, view, inBooks }) => {
      const price = priceOf(goods);
      const two = goods[3];
      const twoMinor = 2 * goods[1];
      const line = having({
        asin,
        quantity: 2,
        price,
        total: { amount: two, amountMinor: twoMinor, currency },
      });
      const said = await shop.run({ switches, call: ['get_product', { asin }] });
      expect(said).toMatchObject({ outcome: 'ok', data: { asin, price, condition: 'new' } });
      const found = await shop.call(search, { query });
      expect(found).toMatchObject({ outcome: 'ok', data: { matches: 'exact', ...first({ asin, price }) } });
      await shop.check({
        name: add,
        call: [add, { asin, quantity: 2 }],
        outcome: 'ok',
        data: { quantityAdded: 2, currency, spent: two, subtotalAfterMinor: twoMinor, line },
        ...inBooks,
      });
      const seen = await shop.call(view);
      expect(seen.data).toMatchObject({ count: 2, lines: [line], subtotal: { amount: two, currency } });
    },
  );
});

describe('search pages', () => {
  const isAd = (it: boolean) => having({ isSponsored: it });
  const cases: readonly Case[] = [
    {
      name: 'ads first: they are marked and come last',
      switches: { ads: 'first' },
      call: ['search_amazon', { query: 'paper towels' }],
      outcome: 'ok',
      data: { results: [having({ asin: towels, isSponsored: false }), isAd(false), isAd(true)] },
      text: /\[ad\]$/,
    },
    {
      name: 'no ads: none are marked',
      switches: { ads: 'none' },
      call: ['search_amazon', { query: 'paper towels' }],
      outcome: 'ok',
      data: { results: [isAd(false), isAd(false)] },
    },
    {
      name: 'ads first: an add by words takes the first that nobody paid for, and says how many it skipped',
      switches: { ads: 'first' },
      call: ['add_to_cart', { query: 'paper towels' }],
      outcome: 'ok',
      data: { asin: towels, chosenFor: 'paper towels', skippedAds: 2 },
      inCartAfter: { [towels]: 1 },
    },
    {
      name: 'no ads: an add by words skips none',
      switches: { ads: 'none' },
      call: ['add_to_cart', { query: 'paper towels' }],
      outcome: 'ok',
      data: { asin: towels, skippedAds: 0 },
      inCartAfter: { [towels]: 1 },
    },
    {
      name: 'a brand heading above the title: the title is the title',
      switches: { hasBrandHeading: true },
      call: ['search_amazon', { query: 'paper towels' }],
      outcome: 'ok',
      data: first({
        asin: towels,
        title: 'Paper Towels, 12 Double Rolls, Select-A-Size Sheets',
        brand: 'Softfield',
      }),
    },
    {
      name: 'a brand heading: Whole Foods too',
      switches: { hasBrandHeading: true },
      call: ['search_wholefoods', { query: 'organic whole milk' }],
      outcome: 'ok',
      data: first({ asin: milk, title: 'Organic Whole Milk, 64 fl oz', brand: 'Hollow Brook' }),
    },
    {
      name: 'a brand heading: an add by words is not led astray',
      switches: { hasBrandHeading: true },
      call: ['add_to_wholefoods_cart', { query: 'organic whole milk' }],
      outcome: 'ok',
      data: { asin: milk, title: 'Organic Whole Milk, 64 fl oz' },
      inGroceryCartAfter: { [milk]: 1 },
    },
  ];
  test.for(cases)('$name', (it) => shop.check(it));
});

describe('the header', () => {
  const cases: readonly Case[] = [
    {
      name: 'the greeting of the signed out is no name',
      call: ['check_login'],
      outcome: 'ok',
      data: { signedIn: false, name: null, session: 'signed_out' },
    },
    {
      name: 'without the account link nothing is claimed',
      switches: { header: 'missing' },
      call: ['check_login'],
      outcome: 'page_not_understood',
      data: { signedIn: null },
    },
    {
      name: 'without the account link the cart is read all the same',
      switches: { header: 'missing' },
      inCart: { [towels]: 2 },
      call: ['view_cart'],
      outcome: 'ok',
      data: { count: 2 },
    },
    {
      name: 'without the account link an add works',
      switches: { header: 'missing' },
      call: ['add_to_cart', { asin: towels }],
      outcome: 'ok',
      inCartAfter: { [towels]: 1 },
    },
    {
      name: 'a cart count that follows late is not waited for and not believed',
      switches: { lateCartCountMs: 60_000 },
      inCart: { [soap]: 1 },
      call: ['add_to_cart', { asin: towels, quantity: 2 }],
      outcome: 'ok',
      data: { quantityAdded: 2 },
      inCartAfter: { [soap]: 1, [towels]: 2 },
    },
  ];
  test.for(cases)('$name', (it) => shop.check(it));

  test('a header that says signed out is taken at its word, even in the account’s own language', async () => {
    await shop.cart.signIn();
    try {
      expect((await shop.call('check_login')).data).toMatchObject({ signedIn: true, name: 'Alex' });
      shop.demo.switches.set({ locale: 'ja-JP' });
      expect((await shop.call('check_login')).data).toMatchObject({ signedIn: true, name: 'Alex' });
      shop.demo.switches.set({ header: 'signed_out' });
      expect((await shop.call('check_login')).data).toMatchObject({ signedIn: false, name: null });
    } finally {
      await shop.cart.forgetSession();
      await shop.call('view_cart');
    }
  });
});

describe('what lies over the page, or comes late', () => {
  const adds = [
    { tool: 'add_to_cart', asin: towels, inBooks: { inCartAfter: { [towels]: 2 } } },
    { tool: 'add_to_wholefoods_cart', asin: milk, inBooks: { inGroceryCartAfter: { [milk]: 2 } } },
  ];
  const over: readonly [string, Partial<Switches>][] = [
    ['a cookie banner', { hasCookieBanner: true }],
    ['a location toaster', { hasLocationToaster: true }],
    ['both', { hasCookieBanner: true, hasLocationToaster: true }],
    ['a buy box that comes after 700 ms', { lateBuyBoxMs: 700 }],
    [
      'a buy box that comes late, under both',
      { lateBuyBoxMs: 300, hasCookieBanner: true, hasLocationToaster: true },
    ],
  ];
  const cases = over.flatMap(([name, switches]) => adds.map((add) => ({ name, switches, ...add })));
  test.for(cases)('$name: $tool', ({ name, switches, tool, asin, inBooks }) =>
    shop.check({
      ...{ name, switches, call: [tool, { asin, quantity: 2 }], outcome: 'ok' },
      data: { quantityAdded: 2 },
      ...inBooks,
    }),
  );

  test.for<[string, string]>([
    [towels, 'offered'],
    [milk, 'offeredByWholeFoods'],
  ])('get_product waits for the buy box of %s', ([asin, offer]) =>
    shop.check({
      ...{ name: asin, switches: { lateBuyBoxMs: 700 }, call: ['get_product', { asin }], outcome: 'ok' },
      data: { [offer]: { min: 1, max: 30 } },
    }),
  );

  test.for(['view_cart', 'search_amazon', 'check_login', 'view_wholefoods_cart', 'search_wholefoods'])(
    'a cookie banner and a toaster: %s reads past them',
    async (tool) => {
      const args = tool.startsWith('search') ? { query: 'milk' } : {};
      const switches = { hasCookieBanner: true, hasLocationToaster: true };
      expect(await shop.run({ switches, call: [tool, args] })).toMatchObject({ outcome: 'ok' });
    },
  );
});

describe('rows that are not in the cart', () => {
  const rows: readonly [string, Partial<Switches>][] = [
    ['a template row', { hasTemplateRow: true }],
    ['no template row', { hasTemplateRow: false }],
    ['saved copies of everything', { hasSavedCopies: true }],
    ['all of them', { hasTemplateRow: true, hasGhostRow: true, hasSavedCopies: true }],
    ['all of them, in 2023', { era: 2023, hasTemplateRow: true, hasGhostRow: true, hasSavedCopies: true }],
  ];
  const carts = [
    { tool: 'view_cart', given: { inCart: { [towels]: 2 } }, asin: towels },
    { tool: 'view_wholefoods_cart', given: { inGroceryCart: { [milk]: 2 } }, asin: milk },
  ];
  const reads = rows.flatMap(([name, switches]) => carts.map((it) => ({ name, switches, ...it })));
  test.for(reads)('$name: $tool lists what is there, once', async ({ switches, tool, given, asin }) => {
    const seen = await shop.run({ switches, ...given, call: [tool] });
    expect(seen.data).toMatchObject({ count: 2, lines: [{ asin, quantity: 2 }] });
    const empty = await shop.run({ switches, call: [tool] });
    expect(empty.data['count']).toBe(2);
    shop.demo.ledger.empty();
    expect((await shop.call(tool)).data).toMatchObject({ count: 0, lines: [] });
  });

  const around = { hasTemplateRow: true, hasGhostRow: true, hasSavedCopies: true };
  const changes: readonly Case[] = [
    {
      name: 'update_cart_item',
      call: ['update_cart_item', { asin: towels, quantity: 4 }],
      outcome: 'ok',
      data: { quantityBefore: 2, quantityAfter: 4, spent: '42.98' },
      inCartAfter: { [towels]: 4, [soap]: 1 },
    },
    {
      name: 'remove_from_cart',
      call: ['remove_from_cart', { asin: towels }],
      outcome: 'ok',
      data: { quantityBefore: 2, quantityAfter: 0, spent: '-42.98' },
      inCartAfter: { [soap]: 1 },
    },
    {
      name: 'save_for_later',
      call: ['save_for_later', { asin: towels }],
      outcome: 'ok',
      data: { quantityBefore: 2, quantityAfter: 0, spent: '-42.98' },
      inCartAfter: { [soap]: 1 },
    },
    {
      name: 'clear_cart',
      call: ['clear_cart'],
      outcome: 'ok',
      data: { remaining: [], spent: '-50.97' },
      inCartAfter: {},
    },
  ];
  const inEras = changes.flatMap((it) => ([2023, 2026] as const).map((era) => ({ ...it, era })));
  test.for(inEras)(
    '$name touches the row that is meant, among all of them, in $era',
    async ({ era, ...it }) => {
      // A row that really was removed stays as a stub from now on.
      await shop.run({ switches: { hasGhostRow: true }, inCart: { B0DH0USE07: 1 }, call: ['clear_cart'] });
      await shop.check({ ...it, switches: { ...around, era }, inCart: { [towels]: 2, [soap]: 1 } });
      const seen = await shop.call('view_cart');
      const left = Object.entries(it.inCartAfter ?? {}).map(([asin, quantity]) => having({ asin, quantity }));
      expect(seen.data['lines']).toHaveLength(left.length);
      expect(seen.data['lines']).toEqual(expect.arrayContaining(left));
    },
  );

  test('an add counts neither a saved copy nor a removed row', async () => {
    shop.demo.ledger.putAside({ [towels]: 5 });
    const said = await shop.run({
      switches: { hasGhostRow: true, hasSavedCopies: true },
      inCart: { [soap]: 1 },
      call: ['add_to_cart', { asin: towels, quantity: 2 }],
    });
    expect(said.data).toMatchObject({ quantityAdded: 2, line: { quantity: 2 }, spent: '42.98' });
    expect(shop.demo.ledger.savedForLater()).toEqual({ [towels]: 5 });
  });
});
