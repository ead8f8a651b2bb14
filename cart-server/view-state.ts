import type { CartView, StoreView } from '../contract/model.ts';
import type { Clock, Release } from '../contract/ports.ts';
import type { Cart } from './parse/cart.ts';

/** What the console shows of the store: changed here, and told to whoever listens. */
export interface ViewState {
  get(): StoreView;
  set(change: Partial<Omit<StoreView, 'store'>>): void;
  subscribe(listener: (view: StoreView) => void): Release;
}

export function createViewState(store: string, { now }: Pick<Clock, 'now'>): ViewState {
  let view: StoreView = {
    store,
    session: 'unknown',
    sessionSince: null,
    name: null,
    checkedAt: null,
    lastSavedAt: null,
    browser: 'not_started',
    problem: null,
    needsPerson: null,
    cart: null,
  };
  const listeners = new Set<(view: StoreView) => void>();
  return {
    get: () => view,
    set: (change) => {
      const keys = Object.keys(change) as (keyof typeof change)[]; // keys of a typed literal
      if (keys.every((key) => view[key] === change[key])) return;
      const isOther = change.session !== undefined && change.session !== view.session;
      view = { ...view, ...change, ...(isOther && { sessionSince: now() }) };
      for (const listener of [...listeners]) listener(view);
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/** The cart as the console shows it. */
export function toCartView(cart: Cart, readAt: number): CartView {
  const currency = cart.subtotal?.currency ?? cart.lines.find((it) => it.price)?.price?.currency ?? null;
  return {
    lines: cart.lines.map((it) => {
      const price = it.price?.currency === currency ? it.price : null;
      return {
        asin: it.asin,
        title: it.title,
        quantity: it.quantity,
        priceMinor: price?.amountMinor ?? null,
        totalMinor: price ? price.amountMinor * it.quantity : null,
      };
    }),
    currency,
    subtotalMinor: cart.subtotal?.amountMinor ?? (cart.lines.length === 0 ? 0 : null),
    count: cart.count,
    readAt,
  };
}
