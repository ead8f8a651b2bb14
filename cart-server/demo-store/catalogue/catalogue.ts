import { electronicsProducts } from './electronics.ts';
import { homeAndLeisureProducts } from './home-and-leisure.ts';
import { householdProducts, pantryProducts } from './household.ts';
import type { Product } from './product.ts';
import { wholefoodsProducts } from './wholefoods.ts';

/** All goods of the shop. */
export const catalogue: readonly Product[] = [
  ...householdProducts,
  ...pantryProducts,
  ...electronicsProducts,
  ...homeAndLeisureProducts,
  ...wholefoodsProducts,
];

const byAsin = new Map(catalogue.map((it) => [it.asin, it]));

/** The article with this ASIN; a parent ASIN leads to the first of its variants, as in the real shop. */
export function findProduct(asin: string): Product | undefined {
  return byAsin.get(asin) ?? catalogue.find((it) => it.family?.parent === asin);
}

/** All variants of the article's family, itself included but not the parent; just itself when it has none. */
export function variantsOf(product: Product): readonly Product[] {
  const { family } = product;
  if (!family) return [product];
  return catalogue.filter((it) => it.family?.parent === family.parent && !isParent(it));
}

/** A parent stands for its variants and cannot be bought itself. */
export const isParent = (product: Product): boolean => product.family?.parent === product.asin;

/** Whether searches show it: where a parent is listed, its variants are not. */
export const isListed = (product: Product): boolean =>
  isParent(product) || !product.family || !byAsin.has(product.family.parent);

export const isGrocery = (product: Product): boolean => product.department === 'wholefoods';
