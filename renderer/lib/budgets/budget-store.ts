import type { Bridge, Push, TypedCall } from '../../../contract/bridge.ts';
import { budgetMovers } from '../../../contract/events.ts';
import type { BudgetView } from '../../../contract/model.ts';
import type { Release } from '../../../contract/ports.ts';

/** The budgets as they stand, for as long as somebody looks at them. */
export interface Budgets {
  readonly list: () => readonly BudgetView[];
  readonly subscribe: (listener: () => void) => Release;
}

const restMs = 150;
/** Timers hold no more than this. */
const longestMs = 2_000_000_000;

interface Parts {
  readonly subscribe: Bridge['subscribe'];
  readonly call: TypedCall;
  /** Calls back when the connection is there again. */
  readonly onReconnect: (listener: () => void) => void;
}

/** Asks when something moved, a few times a second at most, and when a window ends. */
export function createBudgets({ subscribe, call, onReconnect }: Parts): Budgets {
  const listeners = new Set<() => void>();
  let known: readonly BudgetView[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  let windowEnd: ReturnType<typeof setTimeout> | undefined;
  let isAsking = false;
  let isDue = false;

  async function ask(): Promise<void> {
    if (isAsking) {
      isDue = true;
      return;
    }
    isAsking = true;
    isDue = false;
    const answer = await call('budgets.list', {});
    isAsking = false;
    // What was known stays: a bar that is a moment old is better than none.
    if (answer.ok && JSON.stringify(answer.value) !== JSON.stringify(known)) {
      known = answer.value;
      for (const listener of listeners) listener();
    }
    watchWindowEnd();
    if (isDue) soon();
  }

  function soon(): void {
    if (listeners.size === 0) return;
    timer ??= setTimeout(() => {
      timer = undefined;
      void ask(); // never rejects
    }, restMs);
  }

  function watchWindowEnd(): void {
    clearTimeout(windowEnd);
    const ends = known.flatMap(({ endsAt }) => (endsAt === null ? [] : [endsAt]));
    if (ends.length === 0 || listeners.size === 0) return;
    windowEnd = setTimeout(soon, Math.min(Math.max(1000, Math.min(...ends) - Date.now()), longestMs));
  }

  subscribe((push: Push) => {
    if (push.kind === 'event' && budgetMovers.has(push.event.type)) soon();
  });
  onReconnect(soon);

  return {
    list: () => known,
    subscribe(listener) {
      listeners.add(listener);
      if (listeners.size === 1) void ask(); // never rejects
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) clearTimeout(windowEnd);
      };
    },
  };
}
