import type { JsonObject } from '../../contract/json.ts';
import { statedEffect } from '../../contract/policy-document.ts';
import type { ClientInfo, Preview } from '../../contract/model.ts';
import type { Ids, Log } from '../../contract/ports.ts';
import type { WaitingRoom, Reentered } from '../approvals/waiting-room.ts';
import { settledAmount } from '../policy/amounts.ts';
import type { Admission, Admitted, Again, Reserved } from './admit.ts';
import type { Forward, Gate, Refuse, ToolCall } from './gate.ts';
import type { Correction, Outcome, Outcomes } from './outcomes.ts';
import type { PolicyBook } from './policy-book.ts';
import { auditUnavailable } from './refusals.ts';

interface Parts {
  readonly admission: Admission;
  readonly outcomes: Outcomes;
  readonly policies: PolicyBook;
  readonly waitingRoom: WaitingRoom;
  readonly ids: Ids;
  readonly log: Log;
  readonly holdMs: (client: ClientInfo | null, hasProgressToken: boolean) => number;
  /** Looks up what the call would do, when the policy wants to know before it decides; undefined when it does not. */
  readonly lookUp: (call: ToolCall) => Promise<Preview | null> | undefined;
  /** A new approval was opened: show it and, unless that was done, look up what the call would do. */
  readonly onAsked: (approvalId: string, call: ToolCall, isLookedUp: boolean) => void;
}

export interface FullGate extends Gate {
  /** Admits a held call again, with fresh facts. */
  reenter(call: ToolCall, callId: string, again?: Again): Reentered;
}

export function createGate(parts: Parts): FullGate {
  const { admission, policies, waitingRoom, log } = parts;

  function tryAdmit(
    call: ToolCall,
    callId: string,
    again?: Again,
  ): Admitted | { readonly kind: 'deny'; readonly decision: Refuse['decision']; readonly approvalId: null } {
    try {
      return admission.admit(call, callId, again);
    } catch (error) {
      // If it cannot be recorded, it does not happen.
      log.error('a decision could not be recorded; the call is refused', { tool: call.tool, error });
      return { kind: 'deny', decision: auditUnavailable(), approvalId: null };
    }
  }

  function reenter(call: ToolCall, callId: string, again?: Again): Reentered {
    const admitted = tryAdmit(call, callId, again);
    switch (admitted.kind) {
      case 'allow':
        return forward(parts.outcomes, callId, admitted);
      case 'deny':
        return { kind: 'refuse', callId, approvalId: admitted.approvalId, decision: admitted.decision };
      case 'ask':
        if (admitted.isNew) parts.onAsked(admitted.approval.id, call, again?.preview !== undefined);
        return { kind: 'wait', approvalId: admitted.approval.id };
    }
  }

  return {
    reenter,
    enter(call) {
      const callId = parts.ids.next();
      const holdMs = parts.holdMs(call.client, call.hasProgressToken);
      const found = parts.lookUp(call);
      if (found) {
        const held = waitingRoom.hold(call, callId, null, holdMs);
        // Never rejects: what cannot be found is null. One who left meanwhile is not entered any more.
        void found.then((preview) =>
          waitingRoom.reenterCall(callId, () => reenter(call, callId, { preview })),
        );
        return { kind: 'hold', held };
      }
      const entered = reenter(call, callId);
      if (entered.kind !== 'wait') return entered;
      return { kind: 'hold', held: waitingRoom.hold(call, callId, entered.approvalId, holdMs) };
    },
    isListed(grantId, upstream, tool) {
      return statedEffect(policies.forCall(upstream, grantId)?.view.document, tool) !== 'hide';
    },
    listVersion(grantId, upstream) {
      const view = policies.forCall(upstream, grantId)?.view;
      return view ? `${view.grantId ?? ''}:${view.version}` : 'none';
    },
  };
}

function forward(
  outcomes: Outcomes,
  callId: string,
  { pinnedArguments, reserved }: Extract<Admitted, { kind: 'allow' }>,
): Forward {
  const startedAt = performance.now();
  let isEnded = false;
  const durationMs = () => Math.round((performance.now() - startedAt) * 1000) / 1000;
  const end = (event: Outcome['event'], corrections: readonly Correction[]) => {
    if (isEnded) return;
    isEnded = true;
    outcomes.add({ callId, event, corrections });
  };
  return {
    kind: 'forward',
    callId,
    pinnedArguments,
    wantsResult: reserved.some(({ reservation }) => reservation.settle !== undefined),
    completed({ isError, resultBytes, structuredContent }) {
      const data = { callId, isError, resultBytes, durationMs: durationMs() };
      end(
        { type: 'tool_call.completed', data },
        reserved.flatMap((it) => correctionOf(it, isError, structuredContent)),
      );
    },
    failed({ code, message }) {
      end(
        { type: 'tool_call.failed', data: { callId, code, message, durationMs: durationMs() } },
        reserved.map(({ taken }) => ({ taken, amount: '0' })),
      );
    },
  };
}

/** What a reservation comes to once the result is there; nothing when it stays as it is. */
function correctionOf(
  { taken, reservation }: Reserved,
  isError: boolean,
  structuredContent: JsonObject | undefined,
): Correction[] {
  // A failed result gives back what counts successes only.
  if (isError && reservation.count === 'successes') return [{ taken, amount: '0' }];
  const amount = structuredContent && settledAmount(reservation, structuredContent);
  return amount === undefined ? [] : [{ taken, amount }];
}
