import { addToCart, saveForLater, type Cart } from './cart.ts';
import { findProduct } from './catalogue/catalogue.ts';
import { offerOf } from './offer.ts';
import { newLineId, type Shop } from './shop.ts';
import type { SwitchBoard } from './switches.ts';

export type Which = 'shop' | 'grocery';

/** How many of which article: ASIN to pieces. */
export type Amounts = Readonly<Record<string, number>>;

/** What the carts really hold, past all pages and their switches: for checking what somebody claims of them. */
export interface Ledger {
  /** Of all visitors together. */
  inCarts(which?: Which): Amounts;
  savedForLater(which?: Which): Amounts;
  /** Puts articles into the cart of whoever visited last. */
  put(amounts: Amounts, which?: Which): void;
  /** Puts articles aside for whoever visited last. */
  putAside(amounts: Amounts): void;
  empty(): void;
}

export function createLedger(shop: Shop, board: SwitchBoard): Ledger {
  const change = (amounts: Amounts, which: Which, then: (cart: Cart, lineId: string) => Cart): void => {
    const session = shop.lastSession();
    if (!session) throw new Error('nobody has visited the demo store yet');
    for (const [asin, quantity] of Object.entries(amounts)) {
      const product = findProduct(asin);
      if (!product) throw new Error(`the demo store has no \`${asin}\``);
      const line = { id: newLineId(), asin, condition: 'new', quantity } as const;
      const max = offerOf(product, board.get()).maxQuantity;
      shop.changeCart(session, which, (cart) => then(addToCart(cart, { ...line, max }), line.id));
    }
  };
  return {
    inCarts: (which = 'shop') => amountsOf(shop.contents()[which].active),
    savedForLater: (which = 'shop') => amountsOf(shop.contents()[which].saved),
    put: (amounts, which = 'shop') => change(amounts, which, (cart) => cart),
    putAside: (amounts) => change(amounts, 'shop', saveForLater),
    empty: () => shop.emptyCarts(),
  };
}

function amountsOf(lines: Cart['active']): Amounts {
  const amounts: Record<string, number> = {};
  for (const { asin, quantity } of lines) amounts[asin] = (amounts[asin] ?? 0) + quantity;
  return amounts;
}
