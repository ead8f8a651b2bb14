/** One line of a cart. What it costs is not kept: the shop knows the price of the day. */
export interface CartLine {
  readonly id: string;
  readonly asin: string;
  readonly condition: Condition;
  readonly quantity: number;
}

export type Condition = 'new' | 'used';

export interface Cart {
  readonly active: readonly CartLine[];
  readonly saved: readonly CartLine[];
}

export const emptyCart: Cart = { active: [], saved: [] };

/** Adds `quantity` of an article, newest line first, never beyond `max` in one line. */
export function addToCart(cart: Cart, { max, ...added }: CartLine & { max: number }): Cart {
  const { quantity } = added;
  const line = cart.active.find((it) => isSame(it, added));
  if (line) return setQuantity(cart, line.id, Math.min(line.quantity + quantity, max));
  return { ...cart, active: [{ ...added, quantity: Math.min(quantity, max) }, ...cart.active] };
}

/** Nothing is left of a line whose quantity becomes 0. */
export function setQuantity(cart: Cart, id: string, quantity: number): Cart {
  if (quantity <= 0) return removeActive(cart, id);
  return { ...cart, active: cart.active.map((it) => (it.id === id ? { ...it, quantity } : it)) };
}

export function removeActive(cart: Cart, id: string): Cart {
  return { ...cart, active: cart.active.filter((it) => it.id !== id) };
}

export function removeSaved(cart: Cart, id: string): Cart {
  return { ...cart, saved: cart.saved.filter((it) => it.id !== id) };
}

export function saveForLater(cart: Cart, id: string): Cart {
  const line = cart.active.find((it) => it.id === id);
  if (!line) return cart;
  const others = cart.saved.filter((it) => !isSame(it, line));
  return { active: cart.active.filter((it) => it.id !== id), saved: [line, ...others] };
}

export function moveToCart(cart: Cart, id: string, max: number): Cart {
  const line = cart.saved.find((it) => it.id === id);
  if (!line) return cart;
  return addToCart(removeSaved(cart, id), { ...line, max });
}

/** What a visitor had in the cart before signing in joins what the account has. */
export function mergeCarts(into: Cart, from: Cart, maxOf: (asin: string) => number): Cart {
  const merged = from.active.reduceRight(
    (cart, line) => addToCart(cart, { ...line, max: maxOf(line.asin) }),
    into,
  );
  const saved = from.saved.filter((line) => !into.saved.some((it) => isSame(it, line)));
  return { ...merged, saved: [...saved, ...merged.saved] };
}

export const countOf = (cart: Cart): number => cart.active.reduce((sum, it) => sum + it.quantity, 0);

const isSame = (a: CartLine, b: CartLine): boolean => a.asin === b.asin && a.condition === b.condition;
