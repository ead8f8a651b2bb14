import type { StoredEvent } from '../../contract/events.ts';
import type { CallView } from '../../contract/model.ts';
import { applyEvent, type ConsoleState } from '../../contract/projections.ts';
import type { EventLog } from '../store/event-log.ts';

export const emptyState: ConsoleState = {
  seq: 0,
  isPaused: false,
  calls: [],
  approvals: [],
  grants: [],
  upstreams: [],
  policies: [],
};

/** The calls that began before `seq`, newest first, each as its events left it. */
export function callsBefore(events: EventLog, seq: number, limit: number): CallView[] {
  return events.callsBefore(seq, limit).flatMap(foldCall);
}

function foldCall(events: readonly StoredEvent[]): CallView[] {
  return events.reduce(applyEvent, emptyState).calls;
}
