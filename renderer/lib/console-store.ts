import type { Push, TypedCall } from '../../contract/bridge.ts';
import type { Release } from '../../contract/ports.ts';
import type { Connection, ConnectionState } from './connection.ts';
import { withOlder } from './call-log.ts';
import {
  asStale,
  emptyFeed,
  withPush,
  withSnapshot,
  type ConsoleData,
  type ConsoleFeed,
} from './console-feed.ts';

/** What components see: how the connection fares, and the newest data (old data while it is down). */
export interface ConsoleView {
  readonly connection: ConnectionState;
  readonly data: ConsoleData | null;
  /** Why the first look failed, when it did. */
  readonly problem: string | null;
  readonly hasOlderCalls: boolean;
}

export interface ConsoleStore {
  readonly view: () => ConsoleView;
  readonly subscribe: (listener: () => void) => Release;
  /** Loads older calls behind those that are known. */
  loadOlderCalls(): Promise<void>;
}

const frameMs = 16;
const olderCount = 1000;

/**
 * The one store that feeds the console: a snapshot, then events. Listeners hear of changes at most once a frame, and
 * of the first one after a quiet moment at once.
 */
export function createConsoleStore(connection: Connection, call: TypedCall): ConsoleStore {
  const listeners = new Set<() => void>();
  const queue: Push[] = [];
  let feed: ConsoleFeed = emptyFeed;
  let view: ConsoleView = {
    connection: connection.state(),
    data: null,
    problem: null,
    hasOlderCalls: true,
  };
  let isAsking = false;
  let isLoadingOlder = false;
  let isPacing = false;

  function show(change: Partial<ConsoleView>): void {
    view = { ...view, ...change, data: feed.data };
    for (const listener of listeners) listener();
  }

  function flush(): void {
    for (const push of queue) feed = withPush(feed, push);
    queue.length = 0;
    show({});
    if (feed.isStale) void askSnapshot(); // errors become `problem`
  }

  function pace(): void {
    if (isPacing) return;
    flush();
    isPacing = true;
    // A timer and not an animation frame: a hidden tab still counts what waits in its title.
    setTimeout(() => {
      isPacing = false;
      if (queue.length > 0) pace();
    }, frameMs);
  }

  async function askSnapshot(): Promise<void> {
    if (isAsking || connection.state().kind !== 'open') return;
    isAsking = true;
    const answer = await call('console.snapshot', {});
    isAsking = false;
    if (!answer.ok) return show({ problem: answer.error.message });
    feed = withSnapshot(feed, answer.value);
    show({ problem: null, hasOlderCalls: (answer.value.calls.at(-1)?.seq ?? 1) > 1 });
    if (feed.isStale) await askSnapshot();
  }

  function follow(): void {
    const state = connection.state();
    if (state.kind === 'open' && view.connection.kind !== 'open') feed = asStale(feed);
    show({ connection: state });
    if (feed.isStale) void askSnapshot(); // errors become `problem`
  }

  connection.bridge.subscribe((push) => {
    queue.push(push);
    pace();
  });
  connection.subscribe(follow);
  follow();

  return {
    view: () => view,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async loadOlderCalls() {
      const { data } = feed;
      const oldest = data?.calls.chunks.at(-1)?.at(-1) ?? data?.calls.recent.at(-1);
      if (!data || !oldest || isLoadingOlder || !view.hasOlderCalls) return;
      isLoadingOlder = true;
      const answer = await call('calls.list', { beforeSeq: oldest.seq, limit: olderCount });
      isLoadingOlder = false;
      if (!answer.ok || !feed.data) return;
      // A new snapshot may have come meanwhile: append only what follows on the oldest that is known now.
      const last = feed.data.calls.chunks.at(-1)?.at(-1) ?? feed.data.calls.recent.at(-1);
      if (last?.id !== oldest.id) return;
      feed = { ...feed, data: { ...feed.data, calls: withOlder(feed.data.calls, answer.value) } };
      show({ hasOlderCalls: answer.value.length === olderCount });
    },
  };
}
