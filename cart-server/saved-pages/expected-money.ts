import { minorDigits } from '../../contract/money.ts';

/** How a person's transcript of a price is understood: simpler than the reader, and apart from it. */

/** The shown words without what only the markup decides: width of characters, spaces, marks of direction. */
export const plain = (text: string): string =>
  text.normalize('NFKC').replaceAll(/[\s\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]+/g, '');

/** The currency that the words or, for a shared sign, the shop's domain name. */
export function currencyOf(expected: string, domain: string): string | null {
  const text = plain(expected);
  const code = /[A-Z]{3}/.exec(text)?.[0];
  if (code && known.has(code)) return code;
  const sign = Object.keys(signs).find((it) => text.includes(it));
  return (sign && signs[sign]) || homeCurrency[domain] || null;
}

/** Minor units: all digits, moved by the decimals that are shown. */
export function minorOf(expected: string, currency: string): number {
  const text = plain(expected);
  const hasFraction = /[.,]\d{2}\D*$/.test(text);
  return Number(text.replaceAll(/\D/g, '')) * (hasFraction ? 1 : 10 ** minorDigits(currency));
}

const known = new Set(Intl.supportedValuesOf('currency'));
const signs: Readonly<Record<string, string>> = {
  R$: 'BRL',
  CDN$: 'CAD',
  US$: 'USD',
  S$: 'SGD',
  '€': 'EUR',
  '£': 'GBP',
  '₹': 'INR',
  zł: 'PLN',
  TL: 'TRY',
  '₺': 'TRY',
};
const homeCurrency: Readonly<Record<string, string>> = {
  'amazon.com': 'USD',
  'amazon.ca': 'CAD',
  'amazon.com.mx': 'MXN',
  'amazon.com.br': 'BRL',
  'amazon.com.au': 'AUD',
  'amazon.sg': 'SGD',
  'amazon.co.uk': 'GBP',
  'amazon.de': 'EUR',
  'amazon.fr': 'EUR',
  'amazon.es': 'EUR',
  'amazon.it': 'EUR',
  'amazon.nl': 'EUR',
  'amazon.com.be': 'EUR',
  'amazon.ie': 'EUR',
  'amazon.in': 'INR',
  'amazon.co.jp': 'JPY',
  'amazon.sa': 'SAR',
  'amazon.ae': 'AED',
  'amazon.eg': 'EGP',
  'amazon.se': 'SEK',
  'amazon.pl': 'PLN',
  'amazon.com.tr': 'TRY',
  'amazon.co.za': 'ZAR',
};
