import type { Cart, CartLine } from '../parse/cart.ts';
import type { Visit } from '../shop.ts';
import type { ToolContext } from '../tool.ts';
import { openCart } from './cart.ts';
import type { Store } from './search.ts';

/** A product in a cart: usually one line, two where two offers of it were added. */
export interface FoundLines {
  readonly store: Store;
  readonly cart: Cart;
  readonly lines: readonly CartLine[];
}

/** Looks for a product in the cart, and in the Whole Foods cart where the page says that there is one. */
export async function findLines(
  { shop }: Pick<ToolContext, 'shop'>,
  visit: Visit,
  asin: string,
): Promise<FoundLines> {
  const of = (cart: Cart) => cart.lines.filter((it) => it.asin === asin);
  const cart = await openCart(shop, visit, 'shop');
  const own = { store: 'shop', cart, lines: of(cart) } as const;
  if (own.lines.length > 0 || !cart.hasGroceryCart) return own;
  const grocery = await openCart(shop, visit, 'wholefoods');
  return of(grocery).length > 0 ? { store: 'wholefoods', cart: grocery, lines: of(grocery) } : own;
}
