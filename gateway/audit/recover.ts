import type { ApprovalsTable } from '../store/approvals-table.ts';
import type { EventLog } from '../store/event-log.ts';
import type { OpenCallsTable } from '../store/open-calls-table.ts';

/**
 * Closes what a crash left open: calls in flight are marked unknown (they may have happened), held ones withdrawn
 * (they did not). Answers how many are unknown. Approvals stay open, with nobody waiting.
 */
export function recoverOpenCalls(
  events: EventLog,
  openCalls: OpenCallsTable,
  approvals: ApprovalsTable,
): number {
  return events.transaction(() => {
    let unknown = 0;
    for (const { callId, state } of openCalls.list()) {
      if (state === 'in_flight') {
        unknown += 1;
        events.append({ type: 'tool_call.marked_unknown', data: { callId } });
      } else {
        events.append({ type: 'tool_call.withdrawn', data: { callId, why: 'shutdown' } });
      }
      openCalls.remove(callId);
    }
    for (const { view } of approvals.open()) {
      if (!view.isClientWaiting) continue;
      approvals.setWaiting(view.id, false);
      events.append({
        type: 'approval.waiting_changed',
        data: { approvalId: view.id, isClientWaiting: false },
      });
    }
    return unknown;
  });
}
