import type { Clock } from '../../../contract/ports.ts';
import type { Notes } from '../notes.ts';
import type { Account, Shop } from '../shop.ts';
import type { Answer, Visit } from '../visit.ts';
import type { Walls } from '../walls.ts';

/** What the handlers of one running store work with. */
export interface StoreParts {
  readonly shop: Shop;
  readonly notes: Notes;
  readonly walls: Walls;
  readonly account: Account;
  readonly clock: Clock;
  /** Which session is amid which step of signing in. */
  readonly signIns: Map<string, { readonly email: string; readonly stage: 'approval' | 'password' | 'otp' }>;
}

export type Handler = (visit: Visit, parts: StoreParts) => Answer | Promise<Answer>;

export interface Route {
  readonly method: Visit['method'];
  readonly path: RegExp;
  readonly handle: Handler;
}
