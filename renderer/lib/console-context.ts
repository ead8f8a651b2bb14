import { createContext, use, useCallback, useSyncExternalStore } from 'react';
import type { ShellApi, TypedCall } from '../../contract/bridge.ts';
import type { BudgetView } from '../../contract/model.ts';
import type { Budgets } from './budgets/budget-store.ts';
import type { Connection } from './connection.ts';
import type { ConsoleData } from './console-feed.ts';
import type { ConsoleStore, ConsoleView } from './console-store.ts';
import type { Drafts } from './drafts.ts';
import type { Pictures } from './pictures.ts';
import type { Ticker } from './ticker.ts';

/** What every page may reach. */
export interface ConsoleParts {
  readonly connection: Connection;
  readonly store: ConsoleStore;
  readonly call: TypedCall;
  readonly pictures: Pictures;
  readonly budgets: Budgets;
  readonly ticker: Ticker;
  readonly drafts: Drafts;
  /** Native things; undefined in a browser. */
  readonly shell: ShellApi | undefined;
  /** Whether the page may do more than look and answer; the approval window may not. */
  readonly canManage: boolean;
}

export const ConsoleContext = createContext<ConsoleParts | null>(null);

export function useParts(): ConsoleParts {
  const parts = use(ConsoleContext);
  if (!parts) throw new Error('no console parts above this component');
  return parts;
}

/** A part of the view; the component renders again only when that part changes. */
export function useView<T>(select: (view: ConsoleView) => T): T {
  const { store } = useParts();
  return useSyncExternalStore(store.subscribe, () => select(store.view()));
}

/** A part of the data. Only below the frame, which shows pages once there is data. */
export function useData<T>(select: (data: ConsoleData) => T): T {
  return useView(({ data }) => {
    if (!data) throw new Error('no data yet');
    return select(data);
  });
}

/** The time to the second; only components that show it render again. */
export function useNow(): number {
  const { ticker } = useParts();
  return useSyncExternalStore(ticker.subscribe, ticker.now);
}

/** The picture's data URI; null when there is none, undefined while it is on its way. */
export function usePicture(pictureId: string | null): string | null | undefined {
  const { pictures } = useParts();
  return useSyncExternalStore(
    pictures.subscribe,
    useCallback(() => (pictureId === null ? null : pictures.get(pictureId)), [pictures, pictureId]),
  );
}

/** Every budget as it stands now. */
export function useBudgets(): readonly BudgetView[] {
  const { budgets } = useParts();
  return useSyncExternalStore(budgets.subscribe, budgets.list);
}

/** Whether commands can reach the app now. */
export function useIsConnected(): boolean {
  return useView((view) => view.connection.kind === 'open');
}
