/** Signs that name one currency, wherever they stand. */
export const fixedSigns: Readonly<Record<string, string>> = {
  CDN$: 'CAD',
  MXN$: 'MXN',
  CLP$: 'CLP',
  COP$: 'COP',
  US$: 'USD',
  CA$: 'CAD',
  AU$: 'AUD',
  MX$: 'MXN',
  NZ$: 'NZD',
  HK$: 'HKD',
  NT$: 'TWD',
  R$: 'BRL',
  C$: 'CAD',
  A$: 'AUD',
  S$: 'SGD',
  'CN¥': 'CNY',
  'JP¥': 'JPY',
  '€': 'EUR',
  '₹': 'INR',
  '₺': 'TRY',
  TL: 'TRY',
  zł: 'PLN',
  '₪': 'ILS',
  '₩': 'KRW',
  '₫': 'VND',
  '฿': 'THB',
  '₱': 'PHP',
  Kč: 'CZK',
  円: 'JPY',
  'ر.س.': 'SAR',
  'ر.س': 'SAR',
  ريال: 'SAR',
  'د.إ.': 'AED',
  'د.إ': 'AED',
  درهم: 'AED',
  'ج.م.': 'EGP',
  'ج.م': 'EGP',
  جنيه: 'EGP',
};

/** Signs that several currencies share: only the shop's domain tells. */
export const sharedSigns: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  $: {
    'amazon.com': 'USD',
    'amazon.ca': 'CAD',
    'amazon.com.mx': 'MXN',
    'amazon.com.au': 'AUD',
    'amazon.sg': 'SGD',
    'amazon.com.sg': 'SGD',
  },
  '¥': { 'amazon.co.jp': 'JPY', 'amazon.cn': 'CNY' },
  '£': { 'amazon.co.uk': 'GBP', 'amazon.com': 'GBP', 'amazon.ie': 'GBP', 'amazon.de': 'GBP' },
  kr: { 'amazon.se': 'SEK' },
  'Rs.': { 'amazon.in': 'INR' },
  Rs: { 'amazon.in': 'INR' },
  R: { 'amazon.co.za': 'ZAR' },
};

export const dollarCodes = new Set([
  'USD',
  'CAD',
  'MXN',
  'AUD',
  'SGD',
  'NZD',
  'HKD',
  'TWD',
  'CLP',
  'COP',
  'ARS',
]);

/** Currencies whose shops write a dot between thousands; elsewhere "1.234" is doubtful. */
export const dotGrouping = new Set([
  'EUR',
  'BRL',
  'TRY',
  'COP',
  'CLP',
  'DKK',
  'NOK',
  'SEK',
  'IDR',
  'VND',
  'ARS',
  'RON',
]);

/** All signs as alternatives of a pattern; longer ones first, so that `US$` is not read as `$` after a stray `US`. */
export const signPattern = [...Object.keys(fixedSigns), ...Object.keys(sharedSigns)]
  .sort((a, b) => b.length - a.length)
  .map((sign) => sign.replaceAll(/[.$]/g, '\\$&') + (/[A-Za-zł]$/.test(sign) ? '(?![A-Za-z])' : ''))
  .join('|');

const isoCodes = new Set(Intl.supportedValuesOf('currency'));
export const isCurrency = (code: string): boolean => isoCodes.has(code);
