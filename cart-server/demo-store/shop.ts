import { randomBytes, randomInt, randomUUID, timingSafeEqual } from 'node:crypto';
import type { Clock, Log } from '../../contract/ports.ts';
import { countOf, emptyCart, mergeCarts, type Cart } from './cart.ts';
import { findProduct } from './catalogue/catalogue.ts';
import { offerOf } from './offer.ts';
import { readStateFile, writeStateFile } from './state-file.ts';
import { emptyState, type Holdings, type Session, type ShopState } from './state.ts';
import type { SwitchBoard } from './switches.ts';

export interface Account {
  readonly email: string;
  readonly password: string;
  readonly name: string;
  /** The code of the second sign-in step, where a switch asks for it. */
  readonly otp: string;
}

/** What the shop keeps: who visits, who is signed in, what is in whose cart. Every change is on disk when it returns. */
export interface Shop {
  /** The session these cookies belong to; a new one when they belong to none. */
  findOrOpenSession(cookies: ReadonlyMap<string, string>): Session;
  customerOf(session: Session): Account | null;
  holdingsOf(session: Session): Holdings;
  cartCount(session: Session): number;
  changeCart(session: Session, which: 'shop' | 'grocery', change: (cart: Cart) => Cart): void;
  chooseGroceryStore(session: Session): void;
  /** Signs in; the cart of the session joins the account's. Returns the secret for the cookie. */
  signIn(session: Session, email: string): string;
  signOut(session: Session): void;
  signOutAll(): void;
  /** What all carts hold together, whoever they belong to. */
  contents(): Holdings;
  /** Empties every cart. */
  emptyCarts(): void;
  /** The session of the last request; undefined before the first. */
  lastSession(): Session | undefined;
  /** Counts a page view of a session that lasts only so many. */
  countView(session: Session): void;
}

export interface ShopParts {
  readonly statePath: string | null;
  readonly clock: Clock;
  readonly log: Pick<Log, 'warn'> | undefined;
  readonly board: SwitchBoard;
  readonly account: Account;
}

/** Sessions nobody would miss are let go beyond this many. */
const maxSessions = 2000;

export function createShop({ statePath, clock, log, board, account }: ShopParts): Shop {
  const state: ShopState = statePath
    ? readStateFile(statePath, clock.now(), (message) => log?.warn(message))
    : emptyState();
  const commit = (): void => {
    if (statePath) writeStateFile(statePath, state);
  };

  const openSession = (): Session => {
    const session: Session = {
      id: `${digits(3)}-${digits(7)}-${digits(7)}`,
      csrf: randomBytes(32).toString('base64url'),
      createdAt: clock.now(),
      signedIn: null,
      own: newHoldings(board.get().groceryStore === 'chosen'),
    };
    state.sessions[session.id] = session;
    letGoOfOldSessions(state);
    commit();
    return session;
  };

  const holdingsOf = (session: Session): Holdings => {
    if (!session.signedIn) return session.own;
    return (state.accounts[session.signedIn.email] ??= newHoldings(session.own.hasGroceryStore));
  };

  const signOut = (session: Session): void => {
    session.signedIn = null;
    commit();
  };

  const allHoldings = (): Holdings[] => [
    ...Object.values(state.accounts),
    ...Object.values(state.sessions).map((it) => it.own),
  ];
  let last: Session | undefined;

  return {
    findOrOpenSession: (cookies) => {
      const id = cookies.get('session-id') ?? '';
      const session = Object.hasOwn(state.sessions, id) ? state.sessions[id] : undefined;
      if (!session) return (last = openSession());
      last = session;
      // The session id alone is no proof: the sign-in holds only with its secret cookie.
      if (session.signedIn && !isSame(session.signedIn.token, cookies.get('at-main') ?? '')) signOut(session);
      return session;
    },
    customerOf: (session) => (session.signedIn?.email === account.email ? account : null),
    holdingsOf,
    cartCount: (session) => {
      const { shop, grocery } = holdingsOf(session);
      return countOf(shop) + countOf(grocery);
    },
    changeCart: (session, which, change) => {
      const holdings = holdingsOf(session);
      holdings[which] = mutable(change(holdings[which]));
      commit();
    },
    chooseGroceryStore: (session) => {
      holdingsOf(session).hasGroceryStore = true;
      commit();
    },
    signIn: (session, email) => {
      const token = randomBytes(32).toString('base64url');
      const { own } = session;
      session.signedIn = { email, token, viewsLeft: board.get().sessionLastsViews };
      const account = holdingsOf(session);
      const maxOf = (asin: string): number => {
        const product = findProduct(asin);
        return product ? offerOf(product, board.get()).maxQuantity : 1;
      };
      account.shop = mutable(mergeCarts(account.shop, own.shop, maxOf));
      account.grocery = mutable(mergeCarts(account.grocery, own.grocery, maxOf));
      session.own = newHoldings(own.hasGroceryStore);
      commit();
      return token;
    },
    signOut,
    signOutAll: () => {
      for (const session of Object.values(state.sessions)) session.signedIn = null;
      commit();
    },
    contents: () => {
      const all = allHoldings();
      const joined = (which: 'shop' | 'grocery') => ({
        active: all.flatMap((it) => it[which].active),
        saved: all.flatMap((it) => it[which].saved),
      });
      return {
        shop: joined('shop'),
        grocery: joined('grocery'),
        hasGroceryStore: all.some((it) => it.hasGroceryStore),
      };
    },
    emptyCarts: () => {
      for (const holdings of allHoldings()) {
        holdings.shop = mutable(emptyCart);
        holdings.grocery = mutable(emptyCart);
      }
      commit();
    },
    lastSession: () => last,
    countView: (session) => {
      const { signedIn } = session;
      if (!signedIn || signedIn.viewsLeft === null) return;
      signedIn.viewsLeft -= 1;
      if (signedIn.viewsLeft < 0) session.signedIn = null;
      commit();
    },
  };
}

/** An identifier for a cart line, as the shop forms them. */
export const newLineId = (): string => randomUUID();

const newHoldings = (hasGroceryStore: boolean): Holdings => ({
  shop: mutable(emptyCart),
  grocery: mutable(emptyCart),
  hasGroceryStore,
});

const mutable = (cart: Cart): Holdings['shop'] => ({ active: [...cart.active], saved: [...cart.saved] });

const digits = (length: number): string => String(randomInt(10 ** length)).padStart(length, '0');

function isSame(expected: string, given: string): boolean {
  const [a, b] = [Buffer.from(expected), Buffer.from(given)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function letGoOfOldSessions(state: ShopState): void {
  const all = Object.values(state.sessions);
  if (all.length <= maxSessions) return;
  const isIdle = (it: Session): boolean => !it.signedIn && isEmpty(it.own.shop) && isEmpty(it.own.grocery);
  const oldest = all.filter(isIdle).toSorted((a, b) => a.createdAt - b.createdAt);
  for (const session of oldest.slice(0, all.length - maxSessions)) delete state.sessions[session.id];
}

const isEmpty = ({ active, saved }: Cart): boolean => active.length + saved.length === 0;
