import type { App } from '../app/app.ts';
import type { Snapshot } from '../contract/api.ts';
import type { Push } from '../contract/bridge.ts';
import type { ApprovalView, BudgetView, StoreView } from '../contract/model.ts';
import type { Release } from '../contract/ports.ts';
import { applyEvent, isGap } from '../contract/projections.ts';

/** What the tray, the notifications and the approval window go by. */
export interface ShellState {
  /** Oldest first: the order in which they should be answered. */
  readonly pending: readonly ApprovalView[];
  readonly isPaused: boolean;
  /** What is wrong, in words, when something is. */
  readonly problem: string | null;
  /** What the shop wants a person for, when it does. */
  readonly need: StoreView['needsPerson'];
  readonly budgets: readonly BudgetView[];
}

/** Tells the budgets whenever they have moved. */
export type WatchBudgets = (listener: (budgets: readonly BudgetView[]) => void) => Release;

/** Follows the app; the listener hears the state now and after every change of it. */
export function watchShellState(
  app: Pick<App, 'snapshot' | 'subscribe'>,
  watchBudgets: WatchBudgets,
  listener: (state: ShellState) => void,
): Release {
  let view = trimmed(app.snapshot());
  let told: ShellState | undefined;
  const tell = (): void => {
    const state = shellStateOf(view);
    if (told && isSame(told, state)) return;
    told = state;
    listener(state);
  };
  const release = app.subscribe((push) => {
    view = advance(view, push, () => trimmed(app.snapshot()));
    tell();
  });
  const stopBudgets = watchBudgets((budgets) => {
    view = { ...view, budgets: [...budgets] };
    tell();
  });
  tell();
  return () => {
    stopBudgets();
    release();
  };
}

/** Pure, like the projection below it. */
export function shellStateOf({ approvals, isPaused, store, upstreams, budgets }: Snapshot): ShellState {
  const failed = upstreams.find((it) => it.state === 'failed');
  return {
    pending: approvals.filter((it) => it.state === 'pending').sort((a, b) => a.requestedAt - b.requestedAt),
    isPaused,
    problem: failed ? `${failed.name}: ${failed.error ?? 'not running'}` : store.problem,
    need: store.needsPerson ?? null,
    budgets: budgets ?? noBudgets,
  };
}

const noBudgets: readonly BudgetView[] = [];

function advance(view: Snapshot, push: Push, refetch: () => Snapshot): Snapshot {
  switch (push.kind) {
    case 'event':
      return isGap(view, push.event) ? refetch() : trimmed({ ...view, ...applyEvent(view, push.event) });
    case 'store':
      return { ...view, store: push.store };
    case 'settings':
      return { ...view, settings: push.settings };
  }
}

// Enough for an approval to find the call it belongs to, whose decision is the event just before.
const keptCalls = 20;

function trimmed(view: Snapshot): Snapshot {
  return {
    ...view,
    calls: view.calls.slice(0, keptCalls),
    approvals: view.approvals.every(isPending) ? view.approvals : view.approvals.filter(isPending),
  };
}

function isPending(approval: ApprovalView): boolean {
  return approval.state === 'pending';
}

function isSame(a: ShellState, b: ShellState): boolean {
  return (
    a.isPaused === b.isPaused &&
    a.problem === b.problem &&
    a.need?.since === b.need?.since &&
    a.need?.isCallWaiting === b.need?.isCallWaiting &&
    a.budgets === b.budgets &&
    a.pending.length === b.pending.length &&
    a.pending.every((it, index) => it === b.pending[index])
  );
}
