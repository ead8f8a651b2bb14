import { expect, test } from 'vitest';
import type { StoreView } from '../contract/model.ts';
import { followStore } from './store-events.ts';

const view: StoreView = {
  store: 'demo',
  session: 'unknown',
  name: null,
  checkedAt: null,
  lastSavedAt: null,
  browser: 'not_started',
  problem: null,
  cart: null,
};

/** What is recorded while the view goes through these states. */
function recorded(...changes: Partial<StoreView>[]): string[] {
  const seen: string[] = [];
  let tell: (view: StoreView) => void = () => {};
  const cart = { subscribe: (listener: (view: StoreView) => void) => ((tell = listener), () => {}) };
  followStore(cart, ({ type, data }) => seen.push(`${type} ${'name' in data ? data.name : ''}`.trim()));
  for (const change of changes) tell({ ...view, ...change });
  return seen;
}

test('a sign-in is recorded once, however often the view changes', () => {
  const signedIn = { session: 'signed_in', name: 'Ada' } as const;
  expect(recorded({ session: 'signed_out' }, signedIn, { ...signedIn, browser: 'busy' }, signedIn)).toEqual([
    'store.signed_in Ada',
  ]);
});

test('a crashed browser or a robot check between is no sign-out', () => {
  const signedIn = { session: 'signed_in', name: 'Ada' } as const;
  expect(recorded(signedIn, { session: 'browser_down' }, { session: 'blocked' }, signedIn)).toEqual([
    'store.signed_in Ada',
  ]);
});

test('a sign-out and another person are recorded', () => {
  expect(
    recorded(
      { session: 'signed_in', name: 'Ada' },
      { session: 'signed_out' },
      { session: 'signed_in', name: 'Bo' },
    ),
  ).toEqual(['store.signed_in Ada', 'store.signed_out', 'store.signed_in Bo']);
});

test('never having been signed in is no sign-out', () => {
  expect(recorded({ session: 'signed_out' }, { session: 'unknown' }, { session: 'signed_out' })).toEqual([]);
});
