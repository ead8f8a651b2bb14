import type { Choice } from '../../ui/select.tsx';

const domains = [
  'amazon.com',
  'amazon.ca',
  'amazon.com.mx',
  'amazon.com.br',
  'amazon.co.uk',
  'amazon.ie',
  'amazon.de',
  'amazon.fr',
  'amazon.es',
  'amazon.it',
  'amazon.nl',
  'amazon.com.be',
  'amazon.se',
  'amazon.pl',
  'amazon.com.tr',
  'amazon.in',
  'amazon.co.jp',
  'amazon.com.au',
  'amazon.sg',
  'amazon.ae',
  'amazon.sa',
  'amazon.eg',
  'amazon.co.za',
];

/** The stores one can choose, and the one that is set, whatever it is. */
export function storeChoices(set: string): readonly Choice[] {
  const known = ['demo', ...domains];
  return [...known, ...(known.includes(set) ? [] : [set])].map((it) => ({
    value: it,
    label: storeWords(it),
  }));
}

export const storeWords = (store: string): string => (store === 'demo' ? 'Demo store' : store);
