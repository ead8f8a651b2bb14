import type { Snapshot } from '../../contract/api.ts';
import type { Push } from '../../contract/bridge.ts';
import type { StoredEvent } from '../../contract/events.ts';
import { isGap } from '../../contract/projections.ts';
import { applyToLog, callLogOf, type CallLog } from './call-log.ts';

/** All that the console shows. */
export type ConsoleData = Omit<Snapshot, 'calls'> & {
  readonly calls: CallLog;
  /** When an answer was last remembered or forgotten: until then, what was asked about them is still so. */
  readonly rememberedSeq: number;
};

/** The data and what came in while it could not be trusted. Pure: nothing here asks anybody for anything. */
export interface ConsoleFeed {
  readonly data: ConsoleData | null;
  /** A snapshot is due: none came yet, something was missed, or the connection is new. */
  readonly isStale: boolean;
  /** Events since the feed went stale; those that the snapshot does not hold are applied on top of it. */
  readonly held: readonly StoredEvent[];
  /** The newest unrecorded state since the feed went stale: newer than, or the same as, what a snapshot says. */
  readonly pushed: Partial<Pick<Snapshot, 'store' | 'settings'>>;
}

export const emptyFeed: ConsoleFeed = { data: null, isStale: true, held: [], pushed: {} };

/** The connection is new: what was held belongs to the old one. The data stays to be looked at. */
export function asStale(feed: ConsoleFeed): ConsoleFeed {
  return { ...emptyFeed, data: feed.data };
}

/** Starts over from a snapshot and catches up with what was held. */
export function withSnapshot(feed: ConsoleFeed, snapshot: Snapshot): ConsoleFeed {
  const data = {
    ...snapshot,
    ...feed.pushed,
    calls: callLogOf(snapshot.calls),
    rememberedSeq: snapshot.seq,
  };
  return feed.held.reduce(withEvent, { data, isStale: false, held: [], pushed: {} });
}

/** Brings the feed up to date with one push. */
export function withPush(feed: ConsoleFeed, push: Push): ConsoleFeed {
  switch (push.kind) {
    case 'event':
      return withEvent(feed, push.event);
    case 'store':
      return withUnrecorded(feed, { store: push.store });
    case 'settings':
      return withUnrecorded(feed, { settings: push.settings });
  }
}

function withEvent(feed: ConsoleFeed, event: StoredEvent): ConsoleFeed {
  const { data } = feed;
  if (feed.isStale || !data) return { ...feed, held: [...feed.held, event] };
  if (event.seq <= data.seq) return feed;
  // `isGap` reads the sequence number only.
  if (isGap({ ...data, calls: [] }, event)) return { ...feed, isStale: true, held: [event] };
  const next = withFewerApprovals(applyToLog(data, event));
  const isRemembered = event.type === 'remembered.added' || event.type === 'remembered.ended';
  return { ...feed, data: isRemembered ? { ...next, rememberedSeq: event.seq } : next };
}

function withUnrecorded(feed: ConsoleFeed, change: ConsoleFeed['pushed']): ConsoleFeed {
  return {
    ...feed,
    data: feed.data && { ...feed.data, ...change },
    pushed: feed.isStale ? { ...feed.pushed, ...change } : feed.pushed,
  };
}

const approvalsMax = 1000;

function withFewerApprovals(data: ConsoleData): ConsoleData {
  if (data.approvals.length <= approvalsMax) return data;
  return {
    ...data,
    approvals: data.approvals.filter((it, at) => it.state === 'pending' || at < approvalsMax / 2),
  };
}
