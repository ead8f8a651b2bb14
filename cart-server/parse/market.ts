const marketOfRegion: Readonly<Record<string, string>> = {
  us: 'amazon.com',
  ca: 'amazon.ca',
  mx: 'amazon.com.mx',
  gb: 'amazon.co.uk',
  au: 'amazon.com.au',
  sg: 'amazon.sg',
  de: 'amazon.de',
  fr: 'amazon.fr',
  es: 'amazon.es',
  it: 'amazon.it',
  nl: 'amazon.nl',
  se: 'amazon.se',
  pl: 'amazon.pl',
  in: 'amazon.in',
  jp: 'amazon.co.jp',
  br: 'amazon.com.br',
  ae: 'amazon.ae',
};

/** Whose money signs a page uses: the shop's own domain, else that of the region its language names. */
export function marketOf(store: string, lang: string): string {
  if (store.startsWith('amazon.')) return store;
  return marketOfRegion[lang.split('-')[1] ?? ''] ?? store;
}
