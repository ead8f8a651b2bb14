import type { Cart, CartLine } from '../cart.ts';
import { findProduct } from '../catalogue/catalogue.ts';
import type { Offer, Product } from '../catalogue/product.ts';
import { chargedMinor } from '../offer.ts';
import type { Price } from '../price.ts';
import type { View } from './view.ts';

/** A line of a cart with all that its row shows. */
export interface PricedLine {
  readonly line: CartLine;
  readonly product: Product;
  readonly offer: Offer;
  readonly each: Price;
  readonly total: Price;
  readonly isAvailable: boolean;
}

export interface PricedCart {
  readonly active: readonly PricedLine[];
  readonly saved: readonly PricedLine[];
  /** Of the active lines that can be had. */
  readonly count: number;
  readonly subtotal: Price;
}

/** Prices a cart as of this view. Articles the shop no longer knows are left out. */
export function priceCart(view: View, cart: Cart): PricedCart {
  const active = cart.active.flatMap((line) => priced(view, line));
  const available = active.filter((it) => it.isAvailable);
  return {
    active,
    saved: cart.saved.flatMap((line) => priced(view, line)),
    count: available.reduce((sum, it) => sum + it.line.quantity, 0),
    subtotal: view.sum(available.map((it) => it.total)),
  };
}

function priced(view: View, line: CartLine): PricedLine[] {
  const product = findProduct(line.asin);
  if (!product) return [];
  const offer = view.offer(product);
  const cents = chargedMinor(offer, line.condition);
  return [
    {
      line,
      product,
      offer,
      each: view.price(cents),
      total: view.price(cents, line.quantity),
      isAvailable: offer.kind !== 'out_of_stock' && offer.kind !== 'not_deliverable',
    },
  ];
}
