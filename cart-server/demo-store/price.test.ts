import { expect, test } from 'vitest';
import { createPrices, type PriceStyle } from './price.ts';

const style = (change: Partial<PriceStyle>): PriceStyle => ({
  locale: 'en-US',
  currency: null,
  fraction: 'shown',
  ...change,
});
/** Spaces differ in kind between locales; here only their place counts. */
const shown = (change: Partial<PriceStyle>, cents: number): string =>
  createPrices(style(change)).price(cents).text.replace(/\s/g, ' ');

test.each([
  [{ locale: 'en-US' }, '$1,349.00'],
  [{ locale: 'en-GB' }, '£1,065.71'],
  [{ locale: 'de-DE' }, '1.254,57 €'],
  [{ locale: 'fr-FR' }, '1 254,57 €'],
  [{ locale: 'en-IN' }, '₹1,13,316'],
  [{ locale: 'pt-BR' }, 'R$ 7.284,60'],
  [{ locale: 'ja-JP' }, '￥202,350'],
  [{ locale: 'en-AE' }, 'SAR 5,058.75'],
  [{ locale: 'en-US', currency: 'EUR' }, 'EUR 1,254.57'],
  [{ locale: 'en-US', fraction: 'none' }, '$1,349'],
] as const)('%o shows %s', (given, text) => {
  expect(shown(given, 134900)).toBe(text);
});

test('a line is the shown price times its quantity, and a cart the sum of its lines', () => {
  const { price, sum } = createPrices(style({ locale: 'ja-JP' }));
  const one = price(799);
  expect(one.amountMinor).toBe(1199);
  expect(price(799, 3).amountMinor).toBe(3 * 1199);
  expect(sum([one, price(799, 3)])).toMatchObject({ amountMinor: 4796, currency: 'JPY', text: '￥4,796' });
});

test('what is shown is what is charged', () => {
  const { price } = createPrices(style({ fraction: 'none' }));
  expect(price(2149)).toMatchObject({ text: '$21', decimal: '21.00', amountMinor: 2100, fraction: '' });
});
