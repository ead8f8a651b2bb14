import type { NewEvent } from '../contract/events.ts';
import type { StoreView } from '../contract/model.ts';
import type { Release } from '../contract/ports.ts';

type StoreEvent = Extract<NewEvent, { type: `store.${string}` }>;

/**
 * What a change of the store's view adds to the record: a sign-in or sign-out that was seen. Only certain states
 * count, so that a crashed browser does not read as a sign-out. Pure.
 */
export function storeEvents(known: KnownSession | undefined, view: StoreView): StoreEvent[] {
  const now = knownSession(view);
  if (!now || (known?.session === now.session && known.name === now.name)) return [];
  return now.session === 'signed_in'
    ? [{ type: 'store.signed_in', data: { store: view.store, name: now.name } }]
    : known
      ? [{ type: 'store.signed_out', data: { store: view.store } }]
      : [];
}

export interface KnownSession {
  readonly session: 'signed_in' | 'signed_out';
  readonly name: string | null;
}

/** The session when it is certain; undefined when it is not. */
export function knownSession(view: StoreView): KnownSession | undefined {
  return view.session === 'signed_in' || view.session === 'signed_out'
    ? { session: view.session, name: view.session === 'signed_in' ? view.name : null }
    : undefined;
}

/** Records what the store's view shows to have happened, from now on. */
export function followStore(
  cart: { subscribe(listener: (view: StoreView) => void): Release },
  record: (event: StoreEvent) => void,
): Release {
  let known: KnownSession | undefined;
  return cart.subscribe((view) => {
    for (const event of storeEvents(known, view)) record(event);
    known = knownSession(view) ?? known;
  });
}
