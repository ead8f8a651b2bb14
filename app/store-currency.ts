const currencyOfEnding: Readonly<Record<string, string>> = {
  com: 'USD',
  ca: 'CAD',
  'com.mx': 'MXN',
  'co.uk': 'GBP',
  'com.au': 'AUD',
  sg: 'SGD',
  de: 'EUR',
  fr: 'EUR',
  es: 'EUR',
  it: 'EUR',
  nl: 'EUR',
  ie: 'EUR',
  'com.be': 'EUR',
  se: 'SEK',
  pl: 'PLN',
  'com.tr': 'TRY',
  in: 'INR',
  'co.jp': 'JPY',
  'com.br': 'BRL',
  ae: 'AED',
  sa: 'SAR',
  eg: 'EGP',
};

/** The currency that a store charges in; the demo store's where it is not known, so that a budget refuses instead. */
export function currencyOf(store: string): string {
  const ending = store.replace(/^amazon\./, '');
  return (Object.hasOwn(currencyOfEnding, ending) && currencyOfEnding[ending]) || 'USD';
}
