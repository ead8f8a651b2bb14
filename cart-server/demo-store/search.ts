import { catalogue, isGrocery, isListed } from './catalogue/catalogue.ts';
import type { Product } from './catalogue/product.ts';

export interface SearchResult {
  /** Best first. */
  readonly products: readonly Product[];
  /** `similar` when no article has all the words, and those with some are shown instead. */
  readonly kind: 'exact' | 'similar' | 'none';
}

/** Finds goods by the words of a query; word beginnings and plurals count. Pure. */
export function searchCatalogue(query: string, store: Store): SearchResult {
  const words = wordsOf(query);
  const goods = goodsOf(store).filter(isListed);
  if (words.length === 0) return { products: [], kind: 'none' };
  const named = goods.find((it) => it.asin.toLowerCase() === query.trim().toLowerCase());
  if (named) return { products: [named], kind: 'exact' };
  const scored = goods.map((it) => ({ product: it, ...score(it, words) })).filter((it) => it.points > 0);
  const exact = scored.filter((it) => it.missed === 0);
  const shown = exact.length > 0 ? exact : scored.filter((it) => it.missed < words.length);
  const products = shown.toSorted((a, b) => b.points - a.points).map((it) => it.product);
  return { products, kind: exact.length > 0 ? 'exact' : products.length > 0 ? 'similar' : 'none' };
}

/** Who pays to stand before the results: other goods of the same kind, never the best result itself. */
export function adsFor({ products }: SearchResult, store: Store): readonly Product[] {
  const [best] = products;
  if (!best) return [];
  const rivals = [...products.slice(1), ...goodsOf(store).filter((it) => it.department === best.department)];
  const isRival = (it: Product): boolean =>
    it !== best &&
    it.offer.kind === 'new' &&
    isListed(it) &&
    (!it.family || it.family.parent !== best.family?.parent);
  return [...new Set(rivals.filter((it) => isRival(it)))].slice(0, 2);
}

export type Store = 'shop' | 'wholefoods';

const goodsOf = (store: Store): readonly Product[] =>
  catalogue.filter((it) => isGrocery(it) === (store === 'wholefoods'));

function score(product: Product, words: readonly string[]): { points: number; missed: number } {
  const title = wordsOf(product.title);
  const others = wordsOf([...product.keywords, product.brand, product.department].join(' '));
  let points = 0;
  let missed = 0;
  for (const word of words) {
    const found = best(title, word, 10) || best(others, word, 5);
    if (found === 0) missed += 1;
    points += found;
  }
  // The words of the query in a row, early in the title: most likely the very thing.
  const phrase = title.join(' ').indexOf(words.join(' '));
  if (phrase >= 0) points += phrase === 0 ? 20 : 12;
  return { points: points > 0 ? points + Math.log10(product.ratings) / 10 : 0, missed };
}

function best(words: readonly string[], wanted: string, points: number): number {
  const at = words.indexOf(wanted);
  if (at >= 0) return points - Math.min(at, 4) / 2;
  if (wanted.length >= 3 && words.some((it) => it.startsWith(wanted))) return points / 2;
  return 0;
}

const fillers = new Set(['a', 'an', 'the', 'of', 'for', 'and', 'with', 'in', 'to', 'some', 'by']);

function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .normalize('NFKD')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '' && !fillers.has(word))
    .map(singular);
}

function singular(word: string): string {
  if (word.length > 4 && word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  if (word.length > 4 && /(ches|shes|xes|oes)$/.test(word)) return word.slice(0, -2);
  return word.length > 3 && word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word;
}
