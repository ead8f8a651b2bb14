import type { ApprovalView, CallView } from '../../../contract/model.ts';
import type { CallLog } from '../../lib/call-log.ts';

/** Calls of one agent that arrived together: one list on the screen. */
export interface ApprovalGroup {
  readonly key: string;
  /** Pending ones in the order they came, then those that ended a moment ago. */
  readonly approvals: readonly ApprovalView[];
}

/** How long the end of an approval stays in sight where its card was, in milliseconds. */
const lingerMs = 8000;
/** Who looks for the end of a call longer than that finds it on the list of calls. */
const longestMs = 5 * 60_000;

/** The pending ones and those that ended a moment ago, or whose call is still under way, in the order they came. */
export function shownOf(
  approvals: readonly ApprovalView[],
  now: number,
  callOf: (approvalId: string) => CallView | undefined,
): ApprovalView[] {
  return approvals
    .filter((it) => it.state === 'pending' || isLingering(it, now, callOf))
    .sort((a, b) => a.requestedAt - b.requestedAt);
}

function isLingering(
  { id, state, resolvedAt }: ApprovalView,
  now: number,
  callOf: (approvalId: string) => CallView | undefined,
): boolean {
  if (resolvedAt === null || now - resolvedAt > longestMs) return false;
  if (now - resolvedAt < lingerMs) return true;
  if (state !== 'consumed') return false;
  const call = callOf(id);
  return call?.state === 'in_flight' || (call?.endedAt !== undefined && now - call.endedAt < lingerMs);
}

/** The newest call that an approval let go, among the recent ones. */
export function callOfApproval(
  { recent }: Pick<CallLog, 'recent'>,
  approvalId: string,
): CallView | undefined {
  return recent.find((it) => it.approvalId === approvalId);
}

/**
 * Those that belong together, in the order of their first calls. What waits comes first: what has ended goes by itself
 * after a while, and must not move a card when it does.
 */
export function groupsOf(shown: readonly ApprovalView[]): ApprovalGroup[] {
  const groups = Map.groupBy(shown, ({ groupId, id }) => groupId ?? id);
  return pendingFirst(
    [...groups].map(([key, approvals]) => ({ key, approvals: pendingFirst(approvals, isPending) })),
    ({ approvals }) => approvals.some(isPending),
  );
}

const isPending = ({ state }: ApprovalView): boolean => state === 'pending';

function pendingFirst<T>(items: readonly T[], waits: (item: T) => boolean): T[] {
  return [...items.filter(waits), ...items.filter((it) => !waits(it))];
}
