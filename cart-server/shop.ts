import type { Page } from 'playwright-core';
import type { Clock, Log } from '../contract/ports.ts';
import type { Browser } from './browser/browser.ts';
import type { HandOver, Need, WaitingCall } from './hand-over.ts';
import type { Grocery } from './pages/grocery.ts';
import { BrowserNotFoundError } from './browser/find-browser.ts';
import { ProfileInUseError } from './browser/profile-lock.ts';
import { createQueue } from './browser/queue.ts';
import { startLimits, type Limits } from './limits.ts';
import { messageOf } from './message-of.ts';
import { ShopFault } from './outcome.ts';
import { openPage, whenReady, type OpenedPage } from './pages/open-page.ts';
import type { Snapshots } from './snapshots.ts';
import { createShownBefore, type ShownBefore } from './tools/chosen.ts';
import type { ViewState } from './view-state.ts';

/** What the tools share: one shop, one browser, one operation at a time. */
export interface Shop {
  readonly baseUrl: string;
  readonly view: ViewState;
  /**
   * Runs one operation when its turn comes, within its deadline (counted from now, waiting included). A browser that
   * dies before anything was committed is started again and the operation begun anew, once.
   */
  visit<T>(options: VisitOptions, task: (visit: Visit) => Promise<T>): Promise<T>;
  readonly handOver: HandOver;
  /** Takes the browser for something else (a visible window), also from a call that waits for the person; others wait. */
  alone<T>(signal: AbortSignal, task: () => Promise<T>): Promise<T>;
  idle(): Promise<void>;
  /** No operation begins after this; those that have not committed anything end at once. */
  shutDown(): void;
}

export interface VisitOptions {
  readonly signal: AbortSignal;
  /** Told in words what happens now. */
  readonly progress?: (message: string) => void;
  readonly deadlineMs?: number;
  /** Whether the caller's client hears of progress, and so bears a long wait. */
  readonly isFollowed?: boolean;
  /** `call`: an agent's; may wait for the person. `look`: answers at once. `person`: asked for by the person. */
  readonly by?: 'call' | 'look' | 'person';
}

/** One operation's hold on the browser. */
export interface Visit {
  readonly clock: Clock;
  /** What previews showed of adds lately. */
  readonly shownBefore: ShownBefore;
  /** Goes to a path of the shop and waits for `ready`; a wall, an error page or silence is a `ShopFault`. */
  open(path: string, ready?: string): Promise<OpenedPage>;
  /** Which grocery business the Whole Foods tools mean here. */
  readonly grocery: Grocery;
  /** Tells the person that something can only be done by them, on that page. */
  ask(need: Need): void;
  /** The page that is open. */
  page(): Promise<Page>;
  /** Waits for a part of an opened page. */
  ready(opened: OpenedPage, selector: string): Promise<void>;
  /** From here on something may have changed in the shop: cancelling no longer stops the operation half way. */
  commit(): void;
  isCommitted(): boolean;
  /** Runs it, and once more if the browser died meanwhile. Only for what may be repeated. */
  again<T>(task: () => Promise<T>): Promise<T>;
  progress(message: string): void;
}

export interface ShopParts {
  readonly baseUrl: string;
  readonly store: string;
  grocery(): Grocery;
  readonly browser: Browser;
  readonly view: ViewState;
  readonly handOver: HandOver;
  readonly challengeMs: number;
  readonly snapshots: Snapshots;
  readonly clock: Clock;
  readonly log: Log;
}

const defaultDeadlineMs = 60_000;

export function createShop(parts: ShopParts): Shop {
  const { browser, view, handOver, clock, log } = parts;
  const queue = createQueue();
  const shownBefore = createShownBefore();
  // What the person does while a call waits for it: past the queue, which that call holds.
  const besides = createQueue();
  const closing = new AbortController();

  /** Runs a task in its turn; something else instead, should a call wait for the person or come to do so before. */
  const notBehindWaiting = async <T>(
    signal: AbortSignal,
    task: () => Promise<T>,
    instead: () => Promise<T>,
  ): Promise<T> => {
    if (handOver.isCallWaiting) return instead();
    const moved = new AbortController();
    let hasStarted = false;
    const stop = handOver.onCallWaiting(() => !hasStarted && moved.abort());
    try {
      const begin = () => {
        hasStarted = true;
        return task();
      };
      return await queue.run(begin, AbortSignal.any([signal, moved.signal]));
    } catch (error) {
      if (hasStarted || !moved.signal.aborted || signal.aborted) throw error;
      return await instead();
    } finally {
      stop();
    }
  };

  /** Runs what the person asked for; besides the call that waits for them: behind it, each would wait for the other. */
  const inPersonsTurn = <T>(signal: AbortSignal, task: (isBesides: boolean) => Promise<T>): Promise<T> =>
    notBehindWaiting(
      signal,
      () => task(false),
      () => besides.run(() => task(true), signal),
    );

  const attempt = async <T>(
    limits: Limits,
    options: VisitOptions,
    task: (visit: Visit) => Promise<T>,
  ): Promise<T> => {
    const within = <R>(work: Promise<R>): Promise<R> => Promise.race([work, limits.ended]);
    const { by = 'call', isFollowed = false } = options;
    const call: WaitingCall = {
      limits,
      isFollowed,
      mayWait: by === 'call',
      progress: (message) => options.progress?.(message),
      whenFree: () => besides.idle(),
    };
    const visit: Visit = {
      clock,
      shownBefore,
      grocery: parts.grocery(),
      ask: (need) => handOver.ask(need),
      commit: () => limits.commit(),
      isCommitted: () => limits.isCommitted(),
      progress: (message) => options.progress?.(message),
      again: async (first) => {
        try {
          return await first();
        } catch (error) {
          if (!isGone(error) || limits.hasEnded()) throw error;
          log.warn('the browser ended in the middle of an operation; looking again with a new one');
          return first();
        }
      },
      open: async (path, ready) => {
        const go = async () =>
          openPage(await browser.page(), `${parts.baseUrl}${path}`, {
            store: parts.store,
            view,
            clock,
            challengeMs: parts.challengeMs,
          });
        const twice = () =>
          within(go()).catch(async (error: unknown) => {
            if (!isConnectionLost(error)) throw error;
            // Often just a stale connection, and asking again for a page changes nothing. The page has to be a new one:
            // Chromium goes on reloading one that failed.
            await browser.dropPage();
            return within(go());
          });
        if (by !== 'person') handOver.check(path);
        const opened = await handOver.past(path, call, twice);
        if (ready) await visit.ready(opened, ready);
        return opened;
      },
      page: () => within(browser.page()),
      ready: (opened, selector) => within(whenReady(opened.page, selector, opened)),
    };
    return within(task(visit));
  };

  const perform = async <T>(
    limits: Limits,
    options: VisitOptions,
    task: (visit: Visit) => Promise<T>,
  ): Promise<T> => {
    try {
      return await attempt(limits, options, task);
    } catch (error) {
      if (!isGone(error) || limits.hasEnded() || limits.isCommitted()) throw error;
      log.warn('the browser ended before anything was changed; starting over');
      return attempt(limits, options, task);
    }
  };

  /** Keeps a redacted copy of the page for the person, and says so. */
  const withSnapshot = async (fault: ShopFault): Promise<ShopFault> => {
    const name = view.get().name;
    const path = await browser
      .page()
      .then((page) => parts.snapshots.take(page, name === null ? [] : [name]))
      .catch((error: unknown) => log.warn('no copy of the page could be kept', { error: messageOf(error) }));
    if (!path) return fault;
    log.warn('a page was not understood; a redacted copy is kept', { path, why: fault.message });
    const message = `${fault.message}. a redacted copy of the page is kept for the person as \`${path}\``;
    return new ShopFault(fault.outcome, message, {
      cause: fault.cause,
      details: { ...fault.details, snapshot: path },
    });
  };

  const refuseWhilePersonHasIt = ({ by }: VisitOptions): void => {
    if (by !== 'person' && handOver.isCallWaiting && handOver.need) handOver.check(handOver.need.path);
    if (!browser.isInWindow()) return;
    throw new ShopFault(
      'browser_unavailable',
      'the person is using the browser in a window of its own; try again in a minute',
    );
  };

  return {
    baseUrl: parts.baseUrl,
    view,
    handOver,
    visit: async (options, task) => {
      // Nobody has to wait to be told that the browser is the person's now.
      refuseWhilePersonHasIt(options);
      const limits = startLimits(clock, options.deadlineMs ?? defaultDeadlineMs, [
        options.signal,
        closing.signal,
      ]);
      try {
        const inTurn = async (isBesides: boolean): Promise<Awaited<ReturnType<typeof task>>> => {
          if (!isBesides) {
            refuseWhilePersonHasIt(options);
            await Promise.race([besides.idle(), limits.ended]);
          }
          if (browser.isRunning()) view.set({ browser: 'busy' });
          try {
            return await perform(limits, options, task);
          } catch (error) {
            if (isNotUnderstood(error)) throw await withSnapshot(error);
            // Whatever still runs in the page belongs to an operation that is over.
            if (limits.hasEnded() || isGone(error) || isConnectionLost(error)) await browser.dropPage();
            throw error;
          } finally {
            if (browser.isRunning()) view.set({ browser: 'ready' });
          }
        };
        const inQueue = () => queue.run(() => inTurn(false), limits.signal);
        const refusedOrInQueue = () => {
          refuseWhilePersonHasIt(options);
          return inQueue();
        };
        if (options.by === 'person') return await inPersonsTurn(limits.signal, inTurn);
        if (options.by !== 'look') return await inQueue();
        return await notBehindWaiting(limits.signal, () => inTurn(false), refusedOrInQueue);
      } catch (error) {
        throw told(toFault(error), view);
      } finally {
        limits.stop();
      }
    },
    alone: async (signal, task) => {
      try {
        return await inPersonsTurn(AbortSignal.any([signal, closing.signal]), task);
      } catch (error) {
        throw told(toFault(error), view);
      }
    },
    idle: () => queue.idle(),
    shutDown: () =>
      closing.abort(new ShopFault('timeout', 'the cart server is shutting down; nothing was changed')),
  };
}

/** Whether the browser or its page went away under the operation. */
export function isGone(error: unknown): boolean {
  return (
    error instanceof Error &&
    /has been closed|target closed|page crashed|target crashed|browser has disconnected|connection closed/i.test(
      error.message,
    )
  );
}

const isNotUnderstood = (error: unknown): error is ShopFault =>
  error instanceof ShopFault && error.outcome === 'page_not_understood';

/** A page that did not come because the connection was refused or broke, not one that the shop answered with. */
const isConnectionLost = (error: unknown): boolean =>
  error instanceof ShopFault && error.outcome === 'unreachable' && error.cause !== undefined;

function toFault(error: unknown): unknown {
  if (error instanceof BrowserNotFoundError || error instanceof ProfileInUseError) {
    return new ShopFault('browser_unavailable', error.message, { cause: error });
  }
  if (isGone(error)) {
    return new ShopFault('browser_unavailable', 'the browser ended twice during this operation; try again', {
      cause: error,
    });
  }
  if (error instanceof Error && error.message.includes('launchPersistentContext')) {
    const reason = error.message.split('\n').find((it) => it.trim() !== '') ?? error.message;
    return new ShopFault('browser_unavailable', `the browser did not start: ${reason}`, { cause: error });
  }
  if (error instanceof Error && error.name === 'TimeoutError') {
    return new ShopFault('page_not_understood', `a part of the page did not come: ${firstLine(error)}`, {
      cause: error,
    });
  }
  return error;
}

/** Shows on the console what keeps the shop from being used, and gives the fault back. */
function told(error: unknown, view: ViewState): unknown {
  if (error instanceof ShopFault && error.outcome === 'browser_unavailable') {
    view.set({ session: 'browser_down', problem: error.message });
  }
  return error;
}

const firstLine = (error: Error): string => error.message.split('\n')[0] ?? '';
