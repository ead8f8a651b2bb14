import { expect, test } from 'vitest';
import { minorOfDecimal, readAmount, readLeadingMoney, readMoney } from './money.ts';

const nb = '\u00a0';
const right: [text: string, domain: string, minor: number, currency: string][] = [
  ['$3,429.99', 'amazon.com', 342999, 'USD'],
  ['$25', 'amazon.com', 2500, 'USD'],
  ['$0.99', 'amazon.com', 99, 'USD'],
  ['US$1,234.50', 'amazon.com', 123450, 'USD'],
  ['$2,281.82', 'amazon.com.mx', 228182, 'MXN'],
  ['$2,281.82 MXN', 'amazon.com', 228182, 'MXN'],
  ['$1,234.00', 'amazon.ca', 123400, 'CAD'],
  [`1${nb}234,50${nb}$`, 'amazon.ca', 123450, 'CAD'],
  ['$49.00', 'amazon.com.au', 4900, 'AUD'],
  ['S$12.90', 'amazon.sg', 1290, 'SGD'],
  [`1.013,76${nb}€`, 'amazon.de', 101376, 'EUR'],
  [`37,43\u202f€`, 'amazon.fr', 3743, 'EUR'],
  [`1\u202f234,56\u202f€`, 'amazon.fr', 123456, 'EUR'],
  ['€32.15', 'amazon.es', 3215, 'EUR'],
  ['€1,013.76', 'amazon.nl', 101376, 'EUR'],
  ['1.234 €', 'amazon.de', 123400, 'EUR'],
  [`EUR${nb}12.97`, 'amazon.com', 1297, 'EUR'],
  ['£48.99', 'amazon.co.uk', 4899, 'GBP'],
  ['₹1,54,900', 'amazon.in', 15490000, 'INR'],
  ['₹1,23,45,678.90', 'amazon.in', 1234567890, 'INR'],
  ['₹999', 'amazon.in', 99900, 'INR'],
  ['INR 1,218.34', 'amazon.com', 121834, 'INR'],
  [`R$${nb}3.982,89`, 'amazon.com.br', 398289, 'BRL'],
  ['R$303,05', 'amazon.com.br', 30305, 'BRL'],
  ['￥5,412', 'amazon.co.jp', 5412, 'JPY'],
  ['¥24,800', 'amazon.co.jp', 24800, 'JPY'],
  ['1,980円', 'amazon.co.jp', 1980, 'JPY'],
  ['JPY 12,345', 'amazon.com', 12345, 'JPY'],
  ['SAR 1,279.00', 'amazon.sa', 127900, 'SAR'],
  ['\u200f1,279.00 ر.س', 'amazon.sa', 127900, 'SAR'],
  ['١٬٢٧٩٫٠٠ ر.س', 'amazon.sa', 127900, 'SAR'],
  ['AED 99.00', 'amazon.ae', 9900, 'AED'],
  ['1.234,56TL', 'amazon.com.tr', 123456, 'TRY'],
  ['1 234,56 zł', 'amazon.pl', 123456, 'PLN'],
  ['1 234,50 kr', 'amazon.se', 123450, 'SEK'],
  ["CHF 1'234.50", 'amazon.de', 123450, 'CHF'],
  ['KWD 12,345.678', 'amazon.com', 12345678, 'KWD'],
  ['KWD 0.500', 'amazon.com', 500, 'KWD'],
];

test.for(right)('reads `%s` on %s', ([text, domain, amountMinor, currency]) => {
  expect(readMoney(text, domain)).toMatchObject({ amountMinor, currency });
});

const doubtful: [text: string, domain: string, why: string][] = [
  ['19.99', 'amazon.com', 'no currency'],
  ['$19.99', 'amazon.de', 'a dollar sign on a euro shop'],
  ['¥1,200', 'amazon.com', 'yen or yuan'],
  ['1 234,50 kr', 'amazon.de', 'which crown'],
  ['£10.00', 'amazon.eg', 'Egyptian or sterling'],
  ['$1.234', 'amazon.com', 'thousands or three decimals'],
  ['KWD 1.234', 'amazon.com', 'thousands or fils'],
  ['$12.9', 'amazon.com', 'one decimal'],
  ['￥12.50', 'amazon.co.jp', 'yen have no decimals'],
  ['$1,23,456', 'amazon.com', 'Indian groups in dollars'],
  ['₹1,54,90', 'amazon.in', 'a short last group'],
  ['$12.99 - $25.99', 'amazon.com', 'a range'],
  ['$5.99/oz', 'amazon.com', 'a unit price'],
  ['List Price: $28.89', 'amazon.com', 'words before'],
  ['$8.99$8.99', 'amazon.com', 'twice'],
  ['MRP 100', 'amazon.in', 'three letters that are no currency'],
  ['-$5.00', 'amazon.com', 'negative'],
  ['€ 5 USD', 'amazon.de', 'two currencies'],
  ['$', 'amazon.com', 'no number'],
  ['', 'amazon.com', 'nothing'],
];

test.for(doubtful)('`%s` on %s is missing: %s', ([text, domain]) => {
  expect(readMoney(text, domain)).toBeUndefined();
});

test('takes the price a sentence begins with, and no other', () => {
  const lead = (text: string, domain: string) => readLeadingMoney(text, domain)?.amountMinor;
  expect(lead('$25.89 with 10 percent savings', 'amazon.com')).toBe(2589);
  expect(lead(`33,69${nb}€ avec 16 % d'économies`, 'amazon.fr')).toBe(3369);
  expect(lead('R$ 303,05 à vista no Pix', 'amazon.com.br')).toBe(30305);
  expect(lead('$5.00 ($0.50 / Ounce)', 'amazon.com')).toBe(500);
  expect(lead('New Condition Price: $109.99', 'amazon.com')).toBeUndefined();
  expect(lead('$12.99 - $25.99', 'amazon.com')).toBeUndefined();
  expect(lead('$12.99 to $25.99', 'amazon.com')).toBeUndefined();
  expect(lead('₹20.00 per g', 'amazon.in')).toBeUndefined();
  expect(lead('$5.99/oz', 'amazon.com')).toBeUndefined();
  expect(lead('$8.99$8.99', 'amazon.com')).toBeUndefined();
  expect(lead('R$ 303 05', 'amazon.com.br')).toBeUndefined();
});

test('an amount without a sign takes the currency that stands beside it, and never a contradicting one', () => {
  expect(readAmount('1,49,900.00', 'INR', 'amazon.in')).toMatchObject({
    amountMinor: 14990000,
    currency: 'INR',
  });
  expect(readAmount('$14.98', 'USD', 'amazon.com')).toMatchObject({ amountMinor: 1498 });
  expect(readAmount('€14.98', 'USD', 'amazon.com')).toBeUndefined();
});

test('machine-written decimals are exact or missing', () => {
  expect(minorOfDecimal('149900.0', 'INR')).toBe(14990000);
  expect(minorOfDecimal('19.99', 'EUR')).toBe(1999);
  expect(minorOfDecimal('5412', 'JPY')).toBe(5412);
  expect(minorOfDecimal('19.999', 'EUR')).toBeUndefined();
  expect(minorOfDecimal('1e5', 'EUR')).toBeUndefined();
});
