import { hash } from 'node:crypto';
import { canonicalJson, type JsonObject } from '../../contract/json.ts';
import type { ApprovalView, ArgumentChange, Decision, Goods, Preview } from '../../contract/model.ts';
import type { Ids } from '../../contract/ports.ts';
import { recordPreview } from '../approvals/record-preview.ts';
import { isSecret, redactArguments } from '../audit/redact.ts';
import type { Reservation } from '../policy/model.ts';
import { redactDecision } from '../policy/redact-decision.ts';
import type { ApprovalRecord, ApprovalsTable } from '../store/approvals-table.ts';
import type { Taken } from '../store/counters-table.ts';
import type { EventLog } from '../store/event-log.ts';
import type { OpenCallsTable } from '../store/open-calls-table.ts';
import type { PicturesTable } from '../store/pictures-table.ts';
import type { ArgumentCheck } from './arguments.ts';
import type { ToolCall } from './gate.ts';
import { decided, decidedBy } from './decided-event.ts';
import { answerOf, judgeCall, type FactsParts } from './facts.ts';
import { plainDenial } from './refusals.ts';

/** What admission found, recorded and reserved. */
export type Admitted =
  | {
      readonly kind: 'allow';
      readonly pinnedArguments: JsonObject | null;
      readonly reserved: readonly Reserved[];
      /** What was known of the goods when it was allowed. */
      readonly goods: Omit<Goods, 'pictureId'> | null;
      readonly changes: readonly ArgumentChange[];
    }
  | { readonly kind: 'deny'; readonly decision: Decision; readonly approvalId: string | null }
  | { readonly kind: 'ask'; readonly approval: ApprovalView; readonly isNew: boolean };

export interface Reserved {
  readonly taken: Taken;
  readonly reservation: Reservation;
}

export interface AdmissionParts extends FactsParts {
  readonly events: EventLog;
  readonly approvals: ApprovalsTable;
  readonly pictures: PicturesTable;
  readonly openCalls: OpenCallsTable;
  readonly argumentCheck: ArgumentCheck;
  readonly ids: Ids;
  /** Whether anybody is looking who could answer. */
  readonly hasSurface: () => boolean;
  readonly approvalExpiryMs: () => number;
}

/** What is known when a call is admitted, again or after looking up what it would do. */
export interface Again {
  /** The person's no, for those who waited for it together. */
  readonly denial?: { readonly word: string | null } | undefined;
  /** Null: looked for and not found. */
  readonly preview?: Preview | null | undefined;
  /** The call has waited for its approval: a refusal ends that wait. */
  readonly hasWaited?: boolean;
  /** A person makes this very call: nobody has to be asked about it. */
  readonly isByPerson?: boolean;
  /** It was approved and could not be carried out as approved: what is other now, and what a person had changed. */
  readonly asksAgain?: { readonly difference: string; readonly changes: readonly ArgumentChange[] };
}

export interface Admission {
  /**
   * Decides a call and records it, in one synchronous transaction. A held call is admitted again under its callId.
   * Throws when the record cannot be written: then nothing was reserved, and the call must not go on.
   */
  admit(call: ToolCall, callId: string, again?: Again): Admitted;
  /** The same decision without recording or reserving anything. */
  judge(call: ToolCall): Decision;
  /** How it would come out if a person approved it with what this record says. */
  judgeApproved(call: ToolCall, record: ApprovalRecord): Decision;
  /** Gives back what an allowed call had reserved that was not carried out, and holds it until it is decided again. */
  release(callId: string, reserved: readonly Reserved[]): void;
  /** Records that a held call ends with this refusal, which no new decision made. */
  refuse(call: ToolCall, callId: string, approvalId: string | null, decision: Decision): void;
  /** Whether an answer waits for this call that was given before it was known what it would do. */
  isApprovedUnseen(call: ToolCall): boolean;
  /** Whether it is open how the call will be decided, for want of a preview alone. */
  couldPreviewHelp(call: ToolCall): boolean;
}

/** Canonical arguments, hashed: what an approval is bound to. */
export function argumentsHash(args: JsonObject): string {
  return hash('sha256', canonicalJson(args));
}

/** Approved while it was still being looked up. One whose lookup failed was approved without a price, knowingly. */
function isUnseen({ view }: ApprovalRecord): boolean {
  return view.state === 'approved' && view.preview === 'loading';
}

export function createAdmission(parts: AdmissionParts): Admission {
  const { events, approvals, counters, clock } = parts;

  function admit(
    call: ToolCall,
    callId: string,
    { denial, preview, hasWaited, asksAgain, isByPerson }: Again = {},
  ): Admitted {
    return events.transaction(() => {
      const now = clock.now();
      const hashed = argumentsHash(call.arguments);
      const due = liveApproval(call, hashed, now);
      const answer = denial
        ? { verdict: 'deny' as const, word: denial.word }
        : isByPerson
          ? { verdict: 'approve' as const, word: null }
          : answerOf(due);
      const judged = judgeCall(parts, call, { due, answer, preview });
      const { evaluation, pinned } = judged;
      const decision = redactDecision(withSurroundings(call, evaluation.decision, due), isSecret);

      const record = (approvalId: string | null) => {
        // A call is recorded with what it asked for, until something else is sent.
        const sent = decision.effect === 'allow' ? pinned : null;
        const args = sent ? { args: sent, asked: call.arguments } : { args: call.arguments };
        const { decidedBy, preview: known, session } = judged;
        events.append(
          decided(call, {
            ...{ callId, ...args, hashed, ...decidedBy, approvalId, decision },
            ...{ preview: known, session },
          }),
        );
      };

      switch (decision.effect) {
        case 'allow': {
          record(due?.view.id ?? null);
          parts.openCalls.put(callId, 'in_flight');
          if (due) closeAsUsed(due, callId, now);
          const reserved = evaluation.reservations.map((reservation) => ({
            taken: counters.take(reservation.ref, reservation.amount, now),
            reservation,
          }));
          const changes = (due ? due.view.changes : asksAgain?.changes) ?? [];
          return { kind: 'allow', pinnedArguments: pinned, reserved, goods: judged.goods, changes };
        }
        case 'deny':
          record(due?.view.id ?? null);
          parts.openCalls.remove(callId);
          if (due?.view.state === 'denied') approvals.close(due.view.id, 'denied', now);
          else if (due && hasWaited) endWait(due, decision, now);
          return { kind: 'deny', decision, approvalId: due?.view.id ?? null };
        case 'ask': {
          const approvalId = due?.view.id ?? parts.ids.next();
          record(approvalId);
          parts.openCalls.put(callId, 'held');
          if (due) return { kind: 'ask', approval: attach(due, call.sessionId), isNew: false };
          const expiresAt = now + (evaluation.approvalExpiryMs ?? parts.approvalExpiryMs());
          return {
            kind: 'ask',
            approval: open(call, callId, approvalId, decision, {
              hashed,
              expiresAt,
              found: preview,
              asksAgain,
            }),
            isNew: true,
          };
        }
      }
    });
  }

  /** The approval this call may attach to or collect; one whose time is over lapses here, whatever timers did. */
  function liveApproval(call: ToolCall, hashed: string, now: number): ApprovalRecord | undefined {
    const { grantId, upstream, tool, definition } = call;
    const due = approvals.due({ grantId, upstream, tool, argumentsHash: hashed });
    // Another definition is another tool: what was asked about the one counts for nothing for the other.
    const isSameTool = due?.definitionHash === (definition?.definitionHash ?? null);
    if (!due || (due.view.expiresAt > now && isSameTool)) return due;
    approvals.close(due.view.id, 'expired', now);
    events.append({ type: 'approval.expired', data: { approvalId: due.view.id } });
    return undefined;
  }

  /** Single use: collected by this call. One still pending that the policy no longer asks for lapses instead. */
  function closeAsUsed(due: ApprovalRecord, callId: string, now: number): void {
    const approvalId = due.view.id;
    const isCollected = due.view.state === 'approved';
    approvals.close(approvalId, isCollected ? 'consumed' : 'expired', now);
    events.append(
      isCollected
        ? { type: 'approval.consumed', data: { approvalId, callId } }
        : { type: 'approval.expired', data: { approvalId } },
    );
  }

  /** Nobody waits for it any more; unless it was the pause switch, there is nothing left to ask either. */
  function endWait({ view: { id, isClientWaiting } }: ApprovalRecord, { code }: Decision, now: number): void {
    if (code !== 'paused') {
      approvals.close(id, 'expired', now);
      events.append({ type: 'approval.expired', data: { approvalId: id } });
    } else if (isClientWaiting) {
      approvals.setWaiting(id, false);
      events.append({
        type: 'approval.waiting_changed',
        data: { approvalId: id, isClientWaiting: false },
      });
    }
  }

  function attach({ view, sessionId: before }: ApprovalRecord, sessionId: string | null): ApprovalView {
    if (before !== sessionId) approvals.setSession(view.id, sessionId);
    if (view.isClientWaiting) return view;
    approvals.setWaiting(view.id, true);
    events.append({ type: 'approval.waiting_changed', data: { approvalId: view.id, isClientWaiting: true } });
    return { ...view, isClientWaiting: true };
  }

  function open(
    call: ToolCall,
    callId: string,
    id: string,
    decision: Decision,
    about: {
      readonly hashed: string;
      readonly expiresAt: number;
      readonly found: Preview | null | undefined;
      readonly asksAgain: Again['asksAgain'];
    },
  ): ApprovalView {
    const { hashed, expiresAt, found, asksAgain } = about;
    const { grantId, grantName, client, upstream, tool } = call;
    const preview = parts.hasPreview(upstream, tool) ? ('loading' as const) : ('none' as const);
    const view: ApprovalView = {
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
      preview,
      goods: null,
      verdict: null,
      word: null,
      resolvedAt: null,
      resolvedBy: null,
      groupId: call.groupId ?? id,
      ...(asksAgain && { difference: asksAgain.difference }),
      ...(asksAgain && asksAgain.changes.length > 0 && { changes: [...asksAgain.changes] }),
    };
    const definitionHash = call.definition?.definitionHash ?? null;
    approvals.insert(view, { argumentsHash: hashed, sessionId: call.sessionId, definitionHash });
    events.append({
      type: 'approval.requested',
      data: {
        approvalId: id,
        callId,
        why: view.why,
        rule: view.rule,
        expiresAt,
        preview,
        ...(view.groupId !== undefined && { groupId: view.groupId }),
        ...(view.difference !== undefined && { difference: view.difference }),
        ...(view.changes && { changes: view.changes }),
      },
    });
    if (found !== undefined) recordPreview(parts, id, found);
    return view;
  }

  /** An ask that nobody could answer, or whose arguments cannot work, is a denial at once. */
  function withSurroundings(call: ToolCall, decision: Decision, due: ApprovalRecord | undefined): Decision {
    if (decision.effect !== 'ask') return decision;
    const problem =
      call.definition && !due ? parts.argumentCheck(call.definition, call.arguments) : undefined;
    if (problem) {
      const text = `the arguments do not fit the tool's input schema: ${problem}`;
      return { ...plainDenial('cannot_evaluate', text, true), reasons: decision.reasons };
    }
    if (parts.hasSurface()) return decision;
    const text =
      'this call needs a person to approve it, and no Checkstand window or console is open; ' +
      'ask the person to open Checkstand, then repeat the call';
    return { ...plainDenial('approval_denied', text, true), reasons: decision.reasons };
  }

  return {
    admit,
    judge(call) {
      const { grantId, upstream, tool } = call;
      const due = approvals.due({ grantId, upstream, tool, argumentsHash: argumentsHash(call.arguments) });
      return judgeCall(parts, call, { due, answer: answerOf(due), preview: undefined }).evaluation.decision;
    },
    isApprovedUnseen(call) {
      const { grantId, upstream, tool } = call;
      const due = approvals.due({ grantId, upstream, tool, argumentsHash: argumentsHash(call.arguments) });
      return due !== undefined && isUnseen(due);
    },
    judgeApproved: (call, due) =>
      judgeCall(parts, call, { due, answer: { verdict: 'approve', word: null }, preview: undefined })
        .evaluation.decision,
    release(callId, reserved) {
      events.transaction(() => {
        for (const { taken } of reserved) counters.correct(taken, '0');
        parts.openCalls.put(callId, 'held');
      });
    },
    couldPreviewHelp(call) {
      const { grantId, upstream, tool } = call;
      const due = approvals.due({ grantId, upstream, tool, argumentsHash: argumentsHash(call.arguments) });
      if (due) return isUnseen(due);
      const { decision } = judgeCall(parts, call, { due, answer: undefined, preview: undefined }).evaluation;
      return !decision.reasons.some(
        (it) => it.effect === 'deny' && it.code !== 'cannot_evaluate' && it.code !== 'spend',
      );
    },
    refuse(call, callId, approvalId, decision) {
      const args = call.arguments;
      const policy = decidedBy(parts.policies.forCall(call.upstream, call.grantId));
      const hashed = argumentsHash(args);
      events.transaction(() => {
        parts.openCalls.remove(callId);
        events.append(decided(call, { callId, args, hashed, ...policy, approvalId, decision }));
      });
    },
  };
}
