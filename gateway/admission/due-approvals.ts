import type { ApprovalView, ArgumentChange, Decision, Preview } from '../../contract/model.ts';
import type { Clock } from '../../contract/ports.ts';
import { recordPreview } from '../approvals/record-preview.ts';
import { redactArguments } from '../audit/redact.ts';
import type { ApprovalRecord, ApprovalsTable } from '../store/approvals-table.ts';
import type { EventLog } from '../store/event-log.ts';
import type { PicturesTable } from '../store/pictures-table.ts';
import type { ToolCall } from './gate.ts';

/** What admission does with approvals, inside its transaction: finds, opens, joins, uses up and ends them. */
export interface DueApprovals {
  /** The approval this call may attach to or collect; one whose time is over lapses here, whatever timers did. */
  find(call: ToolCall, argumentsHash: string, now: number): ApprovalRecord | undefined;
  /** Single use: collected by this call. One still pending that the policy no longer asks for lapses instead. */
  use(due: ApprovalRecord, callId: string, now: number): void;
  /** Nobody waits for it any more; unless it was the pause switch, there is nothing left to ask either. */
  endWait(due: ApprovalRecord, decision: Decision, now: number): void;
  /** Another call waits for it. */
  attach(due: ApprovalRecord, sessionId: string | null): ApprovalView;
  open(call: ToolCall, callId: string, id: string, decision: Decision, about: About): ApprovalView;
}

/** It was approved and could not be carried out as approved: what is other now, and what a person had changed. */
export interface AsksAgain {
  readonly difference: string;
  readonly changes: readonly ArgumentChange[];
}

/** What a new approval is about, beside its call. */
export interface About {
  readonly hashed: string;
  readonly expiresAt: number;
  /** Undefined: not looked for yet; null: not found. */
  readonly found: Preview | null | undefined;
  readonly asksAgain: AsksAgain | undefined;
}

interface Parts {
  readonly events: EventLog;
  readonly approvals: ApprovalsTable;
  readonly pictures: PicturesTable;
  readonly clock: Clock;
  readonly hasPreview: (upstream: string, tool: string) => boolean;
}

export function createDueApprovals(parts: Parts): DueApprovals {
  const { events, approvals, clock } = parts;

  function expire(approvalId: string, now: number): void {
    approvals.close(approvalId, 'expired', now);
    events.append({ type: 'approval.expired', data: { approvalId } });
  }

  return {
    find(call, argumentsHash, now) {
      const { grantId, upstream, tool, definition } = call;
      const due = approvals.due({ grantId, upstream, tool, argumentsHash });
      // Another definition is another tool: what was asked about the one counts for nothing for the other.
      const isSameTool = due?.definitionHash === (definition?.definitionHash ?? null);
      if (!due || (due.view.expiresAt > now && isSameTool)) return due;
      expire(due.view.id, now);
      return undefined;
    },
    use({ view: { id: approvalId, state } }, callId, now) {
      if (state !== 'approved') return expire(approvalId, now);
      approvals.close(approvalId, 'consumed', now);
      events.append({ type: 'approval.consumed', data: { approvalId, callId } });
    },
    endWait({ view: { id: approvalId, isClientWaiting } }, { code }, now) {
      if (code !== 'paused') return expire(approvalId, now);
      if (!isClientWaiting) return;
      approvals.setWaiting(approvalId, false);
      events.append({ type: 'approval.waiting_changed', data: { approvalId, isClientWaiting: false } });
    },
    attach({ view, sessionId: before }, sessionId) {
      if (before !== sessionId) approvals.setSession(view.id, sessionId);
      if (view.isClientWaiting) return view;
      approvals.setWaiting(view.id, true);
      events.append({
        type: 'approval.waiting_changed',
        data: { approvalId: view.id, isClientWaiting: true },
      });
      return { ...view, isClientWaiting: true };
    },
    open(call, callId, id, decision, about) {
      const { hashed, found } = about;
      const view = newApproval(call, callId, id, decision, about);
      const definitionHash = call.definition?.definitionHash ?? null;
      approvals.insert(view, { argumentsHash: hashed, sessionId: call.sessionId, definitionHash });
      const { why, rule, expiresAt, groupId, difference, changes } = view;
      events.append({
        type: 'approval.requested',
        data: {
          approvalId: id,
          callId,
          why,
          rule,
          expiresAt,
          preview: previewOf(call),
          ...(groupId !== undefined && { groupId }),
          ...(difference !== undefined && { difference }),
          ...(changes && { changes }),
        },
      });
      if (found !== undefined) recordPreview(parts, id, found);
      return view;
    },
  };

  function previewOf({ upstream, tool }: ToolCall): 'loading' | 'none' {
    return parts.hasPreview(upstream, tool) ? 'loading' : 'none';
  }

  function newApproval(
    call: ToolCall,
    callId: string,
    id: string,
    decision: Decision,
    { expiresAt, asksAgain }: About,
  ): ApprovalView {
    const { grantId, grantName, client, upstream, tool } = call;
    return {
      id,
      callId,
      grantId,
      grantName,
      client,
      upstream,
      tool,
      arguments: redactArguments(call.arguments),
      why: decision.text,
      rule: decision.rule,
      requestedAt: clock.now(),
      expiresAt,
      state: 'pending',
      isClientWaiting: true,
      preview: previewOf(call),
      goods: null,
      verdict: null,
      word: null,
      resolvedAt: null,
      resolvedBy: null,
      groupId: call.groupId ?? id,
      ...(asksAgain && { difference: asksAgain.difference }),
      ...(asksAgain && asksAgain.changes.length > 0 && { changes: [...asksAgain.changes] }),
    };
  }
}
