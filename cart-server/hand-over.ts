import type { StoreView } from '../contract/model.ts';
import type { Clock, Release } from '../contract/ports.ts';
import type { Limits } from './limits.ts';
import { ShopFault } from './outcome.ts';
import type { ViewState } from './view-state.ts';

/** What only the person can do, in a browser window of their own. */
export type NeedKind = NonNullable<NonNullable<StoreView['needsPerson']>['kind']>;

export interface Need {
  readonly kind: NeedKind;
  /** The page of the shop where it is to be done. */
  readonly path: string;
}

export interface Patience {
  /** How long the shop is left alone after a first wall; each further one doubles it. */
  readonly coolDownMs: number;
  /** How long a call waits for the person when its client hears nothing meanwhile. */
  readonly quietMs: number;
  /** The same when the client follows its progress. */
  readonly followedMs: number;
  /** How long a challenge gets that an ordinary browser passes by itself. */
  readonly challengeMs: number;
}

export const usualPatience: Patience = {
  coolDownMs: 30_000,
  quietMs: 40_000,
  followedMs: 240_000,
  challengeMs: 10_000,
};
const longestCoolDownMs = 10 * 60_000;
/** What a call needs to finish after the person is done. */
const finishMs = 30_000;

/** A call that may have to wait for the person. */
export interface WaitingCall {
  readonly limits: Limits;
  readonly isFollowed: boolean;
  /** False for looks that nobody asked for, such as previews: they answer at once. */
  readonly mayWait: boolean;
  progress(message: string): void;
  /** Settles when the person's own task in the browser is over. */
  whenFree(): Promise<void>;
}

/**
 * Walls are the person's: after one, the shop is left alone for a while, the call that met it waits for the person to
 * deal with it, and others are answered at once; all are, once a call has waited in vain. Nothing here tries to get past a wall.
 */
export interface HandOver {
  readonly need: Need | undefined;
  /** Whether a call waits, holding the browser for the person. */
  readonly isCallWaiting: boolean;
  /** Told when a call begins to wait. */
  onCallWaiting(listener: () => void): Release;
  /** Throws while this page is to be left alone. */
  check(path: string): void;
  /** Opens a page; when a wall comes instead, waits for the person and opens it again. */
  past<T>(path: string, call: WaitingCall, open: () => Promise<T>): Promise<T>;
  /** Something else than a wall that only the person can do. */
  ask(need: Need): void;
  /** The person has dealt with it. */
  done(): void;
}

export interface HandOverParts {
  readonly view: ViewState;
  readonly clock: Clock;
  readonly patience: Patience;
  /** Whether the person could deal with it here and now. */
  canHelp(kind: NeedKind): boolean;
}

export function createHandOver({ view, clock, patience, canHelp }: HandOverParts): HandOver {
  let need: Need | undefined;
  let fault: ShopFault | undefined;
  let retryAt = 0;
  let wallsInARow = 0;
  /** Whether a call has waited for the person in vain, and nothing has changed since. */
  let isUnanswered = false;
  let resume: ((isDone: boolean) => void) | undefined;
  const listeners = new Set<() => void>();

  const show = (): void => {
    const isCallWaiting = resume !== undefined;
    const since = view.get().needsPerson?.since ?? clock.now();
    view.set({
      needsPerson: need
        ? { kind: need.kind, since, retryAt: retryAt > clock.now() ? retryAt : null, isCallWaiting }
        : null,
    });
  };
  const clear = (): void => {
    [need, fault, retryAt, wallsInARow, isUnanswered] = [undefined, undefined, 0, 0, false];
    show();
    resume?.(true);
  };

  const meet = (path: string, wall: ShopFault, kind: NeedKind): void => {
    if (need?.kind !== kind) isUnanswered = false;
    need = { kind, path };
    fault = wall;
    retryAt = clock.now() + Math.min(patience.coolDownMs * 2 ** wallsInARow, longestCoolDownMs);
    wallsInARow += 1;
    show();
  };

  const personHelps = async (kind: NeedKind, call: WaitingCall): Promise<boolean> => {
    const { limits, isFollowed } = call;
    const waitMs = isFollowed
      ? patience.followedMs
      : Math.min(patience.quietMs, limits.remainingMs() - finishMs / 3);
    if (!call.mayWait || resume || waitMs <= 0 || !canHelp(kind)) return false;
    if (isFollowed) limits.extend(waitMs);
    call.progress(`waiting for the person: ${words[kind]}`);
    try {
      const isDone = await Promise.race([
        limits.ended,
        new Promise<boolean>((resolve) => {
          const stop = clock.after(waitMs, () => resolve(false));
          resume = (isDone) => {
            stop();
            resolve(isDone);
          };
          show();
          for (const listener of [...listeners]) listener();
        }),
      ]);
      if (isDone) await Promise.race([limits.ended, call.whenFree()]);
      else isUnanswered = true;
      return isDone;
    } finally {
      resume = undefined;
      show();
    }
  };

  return {
    get need() {
      return need;
    },
    get isCallWaiting() {
      return resume !== undefined;
    },
    onCallWaiting: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    check: (path) => {
      if (!need || !fault) return;
      const isThere = need.kind === 'robot_check' || need.path === path;
      const isBusy = resume !== undefined;
      if (isThere && (isBusy || clock.now() < retryAt)) throw leftAlone(fault, retryAt - clock.now());
    },
    past: async (path, call, open) => {
      try {
        const opened = await open();
        if (need?.kind === 'robot_check' || need?.path === path) clear();
        return opened;
      } catch (error) {
        const kind = kindOf(error);
        if (!kind) throw error;
        meet(path, error as ShopFault, kind); // only faults have a kind
        if (isUnanswered) throw notDoneYet(error as ShopFault);
        if (!(await personHelps(kind, call))) throw error;
        call.progress('the person is done; going on');
        call.limits.extend(Math.max(0, finishMs - call.limits.remainingMs()));
        return open();
      }
    },
    ask: (asked) => {
      if (need?.kind === 'robot_check') return;
      need = asked;
      show();
    },
    done: clear,
  };
}

const words: Readonly<Record<NeedKind, string>> = {
  robot_check: 'the shop shows a robot check; it is answered with "open the browser" in Checkstand',
  sign_in: 'the shop asks to sign in; that is done with "sign in" in Checkstand',
  choose_store: 'no grocery store is chosen; that is done with "open the browser" in Checkstand',
};

function kindOf(error: unknown): NeedKind | undefined {
  if (!(error instanceof ShopFault)) return undefined;
  if (error.outcome === 'robot_check') return 'robot_check';
  return error.outcome === 'sign_in_required' ? 'sign_in' : undefined;
}

/** The same fault for a call that does not wait, as one before it did so in vain. */
function notDoneYet(fault: ShopFault): ShopFault {
  return new ShopFault(
    fault.outcome,
    `${fault.message}. the person was waited for before, and has not dealt with it yet`,
    { cause: fault, details: fault.details },
  );
}

/** The same fault for a call that was not let through to the shop. */
function leftAlone(fault: ShopFault, forMs: number): ShopFault {
  const seconds = Math.max(1, Math.ceil(forMs / 1000));
  return new ShopFault(
    fault.outcome,
    `${fault.message}. the shop was not asked again: it is left alone for ${seconds} s more, or until the person is done`,
    { cause: fault, details: { ...fault.details, retryAfterSeconds: seconds } },
  );
}
