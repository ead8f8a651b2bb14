import type { Page } from 'playwright-core';
import { ShopFault } from '../outcome.ts';
import { buyBoxReady, collectProduct, groceryProductPath, productPath } from '../pages/product-page.ts';
import { hasStoreChoice } from '../pages/whole-foods-store.ts';
import { isOffered, readProduct, type Offered, type Product } from '../parse/product.ts';
import { firstOrganic } from '../parse/search.ts';
import { priceData } from '../response.ts';
import type { Visit } from '../shop.ts';
import type { Chosen } from './chosen.ts';
import { noStoreChosen } from './no-store.ts';
import { readSearchPage, type Store } from './search.ts';

/** The asin that was given, or the first result of the query that nobody paid for. */
export async function resolveProduct(
  visit: Visit,
  store: Store,
  { asin, query }: { readonly asin?: string | undefined; readonly query?: string | undefined },
): Promise<Chosen> {
  if (asin) return { asin, query: null, skippedAds: 0 };
  if (!query) throw new ShopFault('not_found', 'give an `asin` or a `query`');
  const found = await readSearchPage(visit, store, query);
  const first = firstOrganic(found);
  if (!first) {
    const why = found.results.length > 0 ? 'only advertisements were found' : 'nothing was found';
    throw new ShopFault('not_found', `${why} for "${query}"; try other words or give an asin`);
  }
  if (found.matches === 'similar') {
    throw new ShopFault(
      'not_found',
      `nothing has all the words of "${query}"; the closest is ${first.title} (${first.asin}). give that asin if it is meant`,
      { details: { choices: [{ asin: first.asin, label: first.title }] } },
    );
  }
  return { asin: first.asin, query, skippedAds: found.results.indexOf(first) };
}

/**
 * Opens a product page and reads it; another product than the asked one is a fault. Whoever names a product has chosen
 * its variant; whoever was led there by a query has not.
 */
export async function openProduct(
  visit: Visit,
  store: Store,
  { asin, query }: Pick<Chosen, 'asin' | 'query'>,
): Promise<{ readonly product: Product; readonly page: Page }> {
  visit.progress(`opening ${asin}`);
  const path =
    store === 'wholefoods' ? groceryProductPath(asin, visit.grocery) : productPath(asin, query === null);
  const opened = await visit.open(path);
  if (store === 'wholefoods' && (await hasStoreChoice(opened.page))) throw noStoreChosen(visit);
  await visit.ready(opened, buyBoxReady);
  const product = readProduct(await collectProduct(opened.page), opened.market);
  if (!product) {
    throw new ShopFault('page_not_understood', `the product page of \`${asin}\` could not be read`, {
      details: { page: path, part: 'title or asin' },
    });
  }
  if (product.asin !== asin) throw otherProduct(asin, product);
  return { product, page: opened.page };
}

/** Refuses what would not put exactly this many of the new offer into the cart. */
export function requireAddable(
  product: Product,
  store: Store,
  { quantity, isByQuery }: { readonly quantity: number; readonly isByQuery: boolean },
): void {
  const offered = offeredIn(product, store);
  const about = { asin: product.asin, title: product.title, quantityRequested: quantity, quantityAdded: 0 };
  const refuse = (outcome: ShopFault['outcome'], message: string, more: Record<string, unknown> = {}) =>
    new ShopFault(outcome, `${message}; nothing was added`, { details: { ...about, ...more } });
  if (product.mustChoose) {
    // The page's own product again would lead nowhere.
    const choices = product.variants.filter((it) => it.asin !== product.asin || isByQuery).slice(0, 30);
    throw refuse(
      'choose_variant',
      choices.length > 0
        ? `${product.title} comes in variants: repeat the call with the asin of one`
        : `${product.title} comes in variants, which the page does not name; search for the one that is wanted, or ask the person`,
      { choices },
    );
  }
  if (!offered) {
    const usedPrice = product.condition === 'used' ? priceData(product.price) : null;
    throw refuse(...whyNot(product, store), { availability: product.availability, usedPrice });
  }
  if (!isOffered(offered, quantity)) {
    const { min, max } = offered;
    const range = min === max ? `only ${max} at once` : `${min} to ${max} at once`;
    throw refuse('quantity_limited', `the shop offers ${range} of ${product.title}, not ${quantity}`, {
      offered: { min, max },
    });
  }
}

export const offeredIn = (product: Product, store: Store): Offered | null =>
  store === 'shop' ? product.offered : product.groceryOffered;

function whyNot(product: Product, store: Store): [ShopFault['outcome'], string] {
  const { title, availabilityText } = product;
  const words = availabilityText ? ` ("${availabilityText}")` : '';
  switch (product.availability) {
    case 'not_deliverable':
      return ['not_deliverable', `${title} cannot be delivered to the chosen address${words}`];
    case 'used_only':
      return [
        'out_of_stock',
        `${title} is offered used only${product.price ? ` (${product.price.text})` : ''}, and used offers are never added here; the person can do that in the shop`,
      ];
    case 'see_all_options':
      return [
        'out_of_stock',
        `${title} has no featured new offer, only other sellers' offers, which the person has to choose`,
      ];
    case 'digital':
      return ['not_deliverable', `${title} is digital and cannot be put into the cart`];
    case 'unavailable':
      return ['out_of_stock', `${title} is out of stock${words}`];
    case 'in_stock':
    case 'limited':
    case null: {
      if (store === 'wholefoods' && product.offered)
        return ['not_deliverable', `${title} is not sold by Whole Foods`];
      if (store === 'shop' && product.groceryOffered) {
        return ['not_deliverable', `${title} is a grocery article: add it with add_to_wholefoods_cart`];
      }
      if (product.hasOtherOffers) {
        const others = product.hasUsedOffer
          ? "other sellers' offers and a used one"
          : "other sellers' offers";
        return [
          'out_of_stock',
          `${title} has no featured new offer${words}, only ${others}, which the person has to choose`,
        ];
      }
      return ['out_of_stock', `${title} has no new offer that could be added${words}`];
    }
  }
}

function otherProduct(asked: string, product: Product): ShopFault {
  return new ShopFault(
    'choose_variant',
    `\`${asked}\` leads to ${product.title} (${product.asin}); repeat the call with the asin that is meant; nothing was added`,
    {
      details: {
        asin: product.asin,
        title: product.title,
        choices:
          product.variants.length > 0
            ? product.variants.slice(0, 30)
            : [{ asin: product.asin, label: product.title }],
      },
    },
  );
}
