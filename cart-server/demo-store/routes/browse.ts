import { catalogue, findProduct, isGrocery } from '../catalogue/catalogue.ts';
import type { Product } from '../catalogue/product.ts';
import { chooseStorePage } from '../pages/grocery-pages.ts';
import { homePage, plainPage } from '../pages/home-page.ts';
import { productPage } from '../pages/product-page.ts';
import { searchPage } from '../pages/search-page.ts';
import { errorPage, notFoundText } from '../pages/wall-pages.ts';
import { adsFor, searchCatalogue } from '../search.ts';
import { localPath, page, redirect, type Answer, type Visit } from '../visit.ts';
import type { Handler, Route, StoreParts } from './store-parts.ts';

const home: Handler = ({ view }) =>
  page(
    homePage(view, [
      { title: 'Stock up on household basics', products: pick('household', 4) },
      { title: 'Electronics', products: pick('electronics', 4) },
      { title: 'For the kitchen', products: pick('kitchen', 4) },
      { title: 'Toys and games', products: pick('toys', 4) },
    ]),
  );

const pick = (department: Product['department'], count: number): readonly Product[] =>
  catalogue.filter((it) => it.department === department && it.offer.kind === 'new').slice(0, count);

const search: Handler = (visit, parts) => {
  const { url, view } = visit;
  const query = (url.searchParams.get('k') ?? url.searchParams.get('field-keywords') ?? '').slice(0, 200);
  const isGrocerySearch =
    url.searchParams.get('i') === 'wholefoods' || url.searchParams.get('url') === 'search-alias=wholefoods';
  if (query.trim() === '') return redirect('/');
  if (isGrocerySearch && !hasGroceryStore(visit, parts)) return page(chooseStorePage(view));
  const store = isGrocerySearch ? 'wholefoods' : 'shop';
  const result = searchCatalogue(query, store);
  const ads = view.switches.ads === 'first' && !isGrocerySearch ? adsFor(result, store) : [];
  return page(searchPage(view, { query, store, result, ads }));
};

const product: Handler = (visit, parts) => {
  const asin = /\/(?:dp|gp\/product)\/([A-Z0-9]{10})/.exec(visit.url.pathname)?.[1] ?? '';
  const found = findProduct(asin);
  if (!found) return notFound(visit);
  if (isGrocery(found) && !hasGroceryStore(visit, parts)) return page(chooseStorePage(visit.view));
  return page(productPage(visit.view, found, { isChosen: visit.url.searchParams.get('psc') === '1' }));
};

const adClick: Handler = ({ url, view }) =>
  redirect(localPath(url.searchParams.get('url') ?? '/', view.origin));

const plain =
  (title: string, text: string): Handler =>
  ({ view }) =>
    page(plainPage(view, title, text));

/** The answer to a path the shop does not have. */
export function notFound({ view }: Visit): Answer {
  return page(errorPage(view, notFoundText), 404);
}

export const hasGroceryStore = ({ session }: Visit, { shop }: StoreParts): boolean =>
  shop.holdingsOf(session).hasGroceryStore;

export const browseRoutes: readonly Route[] = [
  { method: 'GET', path: /^\/(ref=[\w-]+)?$/, handle: home },
  { method: 'GET', path: /^\/s(\/ref=[^/]*)?$/, handle: search },
  {
    method: 'GET',
    path: /^\/s\/agent$/,
    handle: plain(
      'Agent search',
      'This search is for assistants that take part in a trial. It shows no products.',
    ),
  },
  { method: 'GET', path: /^\/([^/]+\/)?dp\/[A-Z0-9]{10}(\/|$)/, handle: product },
  { method: 'GET', path: /^\/gp\/product\/[A-Z0-9]{10}(\/|$)/, handle: product },
  { method: 'GET', path: /^\/sspa\/click$/, handle: adClick },
  {
    method: 'GET',
    path: /^\/gp\/offer-listing\//,
    handle: plain('Other sellers', 'Offers of other sellers are not part of this demo.'),
  },
  {
    method: 'GET',
    path: /^\/checkout\//,
    handle: plain('Checkout', 'This is where it would cost money. The demo store ends here.'),
  },
  {
    method: 'POST',
    path: /^\/checkout\//,
    handle: plain('Checkout', 'This is where it would cost money. The demo store ends here.'),
  },
  {
    method: 'GET',
    path: /^\/gp\/css\/homepage/,
    handle: plain('Your account', 'There is nothing to set here.'),
  },
  {
    method: 'GET',
    path: /^\/gp\/css\/order-history/,
    handle: plain('Your orders', 'Nothing was ever ordered here.'),
  },
  { method: 'GET', path: /^\/gp\/help\//, handle: plain('Help', 'This shop exists to try things out.') },
];
