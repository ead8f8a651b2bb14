import { z } from 'zod';
import { addToCart, countOf, type Condition } from '../cart.ts';
import { catalogue, findProduct, isGrocery, isParent } from '../catalogue/catalogue.ts';
import type { Offer, Product } from '../catalogue/product.ts';
import { priceCart } from '../pages/cart-lines.ts';
import { confirmationPage } from '../pages/confirmation-page.ts';
import { chooseStorePage, storefrontPage } from '../pages/grocery-pages.ts';
import { offerListingId, wholefoodsBrandId } from '../pages/product-parts.ts';
import { errorPage } from '../pages/wall-pages.ts';
import { newLineId } from '../shop.ts';
import { json, page, redirect, type Answer, type Visit } from '../visit.ts';
import { hasGroceryStore } from './browse.ts';
import { limitText } from './cart.ts';
import { changeOneAtATime, isTokenRight, refusal } from './changes.ts';
import type { Handler, Route, StoreParts } from './store-parts.ts';

const add: Handler = async (visit, parts) => {
  if (!isTokenRight(visit)) return refusal(visit);
  const asked = readAdd(visit);
  if (!asked)
    return page(
      errorPage(visit.view, { title: visit.view.texts.sorry, text: 'There is no such offer.' }),
      400,
    );
  const { product, offer, condition, quantity } = asked;
  const { session, view } = visit;
  const { shop, notes } = parts;
  const isOffered = condition === 'used' ? hasUsedOffer(offer) : offer.kind === 'new' && !isParent(product);
  if (!isOffered) {
    notes.notice(session.id, `${product.title} is no longer available.`);
    return redirect('/gp/cart/view.html');
  }
  const id = newLineId();
  notes.noteAdd(session.id, { asin: product.asin, countBefore: shop.cartCount(session) });
  if (!view.switches.isAddPhantom) {
    const max = condition === 'used' ? 1 : offer.maxQuantity;
    await changeOneAtATime(visit, parts, () => {
      const had = countOfArticle(shop.holdingsOf(session).shop.active, product.asin, condition);
      shop.changeCart(session, 'shop', (cart) =>
        addToCart(cart, { id, asin: product.asin, condition, quantity, max }),
      );
      if (had + quantity > max) notes.notice(session.id, limitText(max));
    });
  }
  if (visit.isScripted) {
    return json({
      quantityInCart: countOfArticle(shop.holdingsOf(session).shop.active, product.asin, condition),
      cartCount: shop.cartCount(session),
    });
  }
  return redirect(`/cart/smart-wagon?newItems=${id},${quantity}&ref_=sw_refresh`);
};

interface AskedAdd {
  readonly product: Product;
  readonly offer: Offer;
  readonly condition: Condition;
  readonly quantity: number;
}

/** What a posted offer form asks for; undefined when it names no offer of the shop. */
function readAdd({ fields, view }: Visit): AskedAdd | undefined {
  const product = findProduct(fields.get('items[0.base][asin]') ?? '');
  if (!product || isGrocery(product)) return undefined;
  const listing = fields.get('items[0.base][offerListingId]');
  const condition = (['new', 'used'] as const).find((it) => listing === offerListingId(product, it));
  const offer = view.offer(product);
  // Where the page has no control, the shop takes one, whatever is sent.
  const isFree = offer.quantityControl === 'select' && condition === 'new';
  const quantity = isFree ? Number(fields.get('quantity') ?? fields.get('items[0.base][quantity]') ?? 1) : 1;
  if (!condition || !Number.isInteger(quantity) || quantity < 1 || quantity > 999) return undefined;
  return { product, offer, condition, quantity };
}

const hasUsedOffer = (offer: Offer): boolean => offer.kind === 'used_only' || offer.usedPriceMinor !== null;

const countOfArticle = (
  lines: readonly { asin: string; condition: Condition; quantity: number }[],
  asin: string,
  condition: Condition,
): number => lines.find((it) => it.asin === asin && it.condition === condition)?.quantity ?? 0;

const confirm: Handler = ({ session, view }, { shop, notes }) => {
  const last = notes.lastAdd(session.id);
  return page(
    confirmationPage(view, {
      product: last && findProduct(last.asin),
      cart: priceCart(view, shop.holdingsOf(session).shop),
      staleCartCount: last?.countBefore ?? view.cartCount(),
    }),
  );
};

const freshAddBody = z.object({
  asin: z.string(),
  csrfToken: z.string(),
  brandId: z.string(),
  offerListingID: z.string(),
  quantity: z.int().min(1).max(999).default(1),
});

const addFresh: Handler = async (visit, parts) => {
  const { session, view } = visit;
  const body = freshAddBody.safeParse(visit.json);
  if (!body.success) return freshRefusal('The request was not understood');
  const { asin, csrfToken, offerListingID, quantity } = body.data;
  if (csrfToken !== session.csrf) return json({ message: 'Not from this session' }, 403);
  const product = findProduct(asin);
  const isKnown = product && isGrocery(product) && offerListingID === offerListingId(product, 'new');
  if (!isKnown || !hasGroceryStore(visit, parts)) return freshRefusal('Choose a store first');
  const offer = view.offer(product);
  const { notAtStore, isAddPhantom } = view.switches;
  if (notAtStore.includes(asin) || offer.kind !== 'new')
    return freshRefusal('This item is not available at your store');
  const { shop } = parts;
  if (!isAddPhantom) {
    await changeOneAtATime(visit, parts, () =>
      shop.changeCart(session, 'grocery', (cart) =>
        addToCart(cart, { id: newLineId(), asin, condition: 'new', quantity, max: offer.maxQuantity }),
      ),
    );
  }
  const { grocery } = shop.holdingsOf(session);
  return json({
    asin,
    brandId: wholefoodsBrandId,
    quantityInCart: countOfArticle(grocery.active, asin, 'new'),
    groceryCount: countOf(grocery),
    cartCount: shop.cartCount(session),
  });
};

const freshRefusal = (message: string): Answer => json({ message }, 400);

const storefront: Handler = (visit, parts) =>
  page(
    hasGroceryStore(visit, parts)
      ? storefrontPage(visit.view, catalogue.filter(isGrocery))
      : chooseStorePage(visit.view),
  );

const chooseStore: Handler = (visit, { shop }: StoreParts) => {
  if (!isTokenRight(visit)) return refusal(visit);
  shop.chooseGroceryStore(visit.session);
  return redirect(`/alm/storefront?almBrandId=${wholefoodsBrandId}`);
};

export const addRoutes: readonly Route[] = [
  { method: 'POST', path: /^\/cart\/add-to-cart(\/ref=[^/]*)?$/, handle: add },
  { method: 'POST', path: /^\/gp\/product\/handle-buy-box(\/ref=[^/]*)?$/, handle: add },
  { method: 'GET', path: /^\/cart\/smart-wagon$/, handle: confirm },
  { method: 'POST', path: /^\/alm\/addtofreshcart$/, handle: addFresh },
  { method: 'GET', path: /^\/alm\/storefront/, handle: storefront },
  { method: 'POST', path: /^\/alm\/store$/, handle: chooseStore },
];
