import type { FullGate } from '../admission/create-gate.ts';
import type { Judge } from '../admission/judge.ts';
import type { EventLog } from '../store/event-log.ts';
import type { Approvals } from './approvals.ts';
import type { Remembered } from './remembered.ts';
import type { WaitingRoom } from './waiting-room.ts';

interface Parts {
  readonly events: Pick<EventLog, 'subscribe'>;
  readonly approvals: Approvals;
  readonly remembered: Remembered;
  readonly waitingRoom: WaitingRoom;
  readonly judge: Judge;
  readonly gate: FullGate;
}

const definedOtherwise = {
  difference: 'its server has changed the tool since it was asked about',
  changes: [],
};

/** What was answered, remembered or is waited for ends when that changes which it was said about. */
export function followChanges({ events, approvals, remembered, waitingRoom, judge, gate }: Parts): void {
  /** Those that wait and would now be refused are refused now; nobody gains a permission by waiting. */
  const refuseWhereDenied = (upstream?: string) =>
    waitingRoom.reenterWhere(
      (call) => (upstream === undefined || call.upstream === upstream) && judge.judge(call).effect === 'deny',
      (call, callId) => gate.reenter(call, callId, { hasWaited: true }),
    );

  events.subscribe((event) => {
    switch (event.type) {
      // Now that the price is known it may be too high: no need to ask about that.
      case 'approval.previewed':
        refuseWhereDenied();
        return;
      case 'policy.saved':
      case 'policy.removed': {
        const { upstream, grantId } = event.data;
        approvals.forgetAnswers(
          (it) => it.upstream === upstream && (grantId === null || it.grantId === grantId),
        );
        remembered.end(
          ({ view }) => view.upstream === upstream && (grantId === null || view.grantId === grantId),
          'policy_changed',
        );
        refuseWhereDenied(upstream);
        return;
      }
      case 'grant.revoked':
        approvals.forgetAnswers((it) => it.grantId === event.data.grantId);
        remembered.end(({ view }) => view.grantId === event.data.grantId, 'grant_revoked');
        refuseWhereDenied();
        return;
      case 'upstream.tools_listed': {
        const { name, tools } = event.data;
        const hashOf = (tool: string) => tools.find((it) => it.name === tool)?.definitionHash ?? null;
        waitingRoom.reenterWhere(
          ({ upstream, tool, definition }) =>
            upstream === name && hashOf(tool) !== null && hashOf(tool) !== definition?.definitionHash,
          (call, callId) => gate.reenter(call, callId, { hasWaited: true, asksAgain: definedOtherwise }),
        );
        remembered.end(
          ({ view, definitionHash }) => view.upstream === name && hashOf(view.tool) !== definitionHash,
          'definition_changed',
        );
        return;
      }
      case 'gateway.paused':
        refuseWhereDenied();
        return;
      default:
    }
  });
}
