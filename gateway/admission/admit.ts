import { hash } from 'node:crypto';
import { canonicalJson, type JsonObject } from '../../contract/json.ts';
import type { ApprovalView, Decision } from '../../contract/model.ts';
import type { Clock, Ids } from '../../contract/ports.ts';
import { isSecret, redactArguments } from '../audit/redact.ts';
import { evaluate, neededCounters } from '../policy/evaluate.ts';
import type { Evaluation, Facts, PolicyCall } from '../policy/model.ts';
import { previewFacts } from '../policy/preview-facts.ts';
import { redactDecision } from '../policy/redact-decision.ts';
import type { ApprovalRecord, ApprovalsTable } from '../store/approvals-table.ts';
import type { CountersTable, Taken } from '../store/counters-table.ts';
import type { EventLog } from '../store/event-log.ts';
import type { GrantsTable } from '../store/grants-table.ts';
import type { OpenCallsTable } from '../store/open-calls-table.ts';
import type { ArgumentCheck } from './arguments.ts';
import type { ToolCall } from './gate.ts';
import { decided, decidedBy } from './decided-event.ts';
import type { PolicyBook } from './policy-book.ts';
import { plainDenial } from './refusals.ts';

/** What admission found, recorded and reserved. */
export type Admitted =
  | {
      readonly kind: 'allow';
      readonly pinnedArguments: JsonObject | null;
      readonly reserved: readonly Reserved[];
    }
  | { readonly kind: 'deny'; readonly decision: Decision; readonly approvalId: string | null }
  | { readonly kind: 'ask'; readonly approval: ApprovalView; readonly isNew: boolean };

export interface Reserved {
  readonly taken: Taken;
  readonly count: 'calls' | 'successes';
}

export interface AdmissionParts {
  readonly events: EventLog;
  readonly grants: GrantsTable;
  readonly policies: PolicyBook;
  readonly approvals: ApprovalsTable;
  readonly counters: CountersTable;
  readonly openCalls: OpenCallsTable;
  readonly argumentCheck: ArgumentCheck;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly isPaused: () => boolean;
  /** Whether anybody is looking who could answer. */
  readonly hasSurface: () => boolean;
  readonly hasPreview: (upstream: string, tool: string) => boolean;
  readonly approvalExpiryMs: () => number;
}

export interface Admission {
  /**
   * Decides a call and records it, in one synchronous transaction. A held call is admitted again under its callId;
   * `denial` carries the person's no to those who waited for it together.
   * Throws when the record cannot be written: then nothing was reserved, and the call must not go on.
   */
  admit(call: ToolCall, callId: string, denial?: { readonly word: string | null }): Admitted;
  /** The same decision without recording or reserving anything. */
  judge(call: ToolCall): Decision;
  /** Records that a held call ends with this refusal, which no new decision made. */
  refuse(call: ToolCall, callId: string, approvalId: string, decision: Decision): void;
}

/** Canonical arguments, hashed: what an approval is bound to. */
export function argumentsHash(args: JsonObject): string {
  return hash('sha256', canonicalJson(args));
}

export function createAdmission(parts: AdmissionParts): Admission {
  const { events, approvals, counters, clock } = parts;

  /** Gathers facts and decides; reads only. */
  function decide(call: ToolCall, due: ApprovalRecord | undefined, answer: Facts['approval'], now: number) {
    const pinned = answer?.verdict === 'approve' ? (due?.pinnedArguments ?? null) : null;
    const args = pinned ?? call.arguments;
    const inForce = parts.policies.forCall(call.upstream, call.grantId);
    const policy = inForce?.compiled;
    const about = policyCall(call, args);
    const facts: Facts = {
      now,
      isPaused: parts.isPaused(),
      counters: new Map(
        policy ? neededCounters(policy, about, now).map((ref) => [ref.key, counters.read(ref, now)]) : [],
      ),
      ...previewOf(call, due),
      ...(answer && { approval: answer }),
    };
    const evaluation = grantRefusal(call, now) ?? evaluate(policy, about, facts);
    return { evaluation, args, pinned, decidedBy: decidedBy(inForce) };
  }

  /** Where a preview could have said it but there is none yet, rules that read it refuse instead of not matching. */
  function previewOf(call: ToolCall, due: ApprovalRecord | undefined): Partial<Facts> {
    if (due?.view.goods) return { preview: previewFacts(due.view.goods) };
    return parts.hasPreview(call.upstream, call.tool) ? { isPreviewFailed: true } : {};
  }

  function grantRefusal(call: ToolCall, now: number): Evaluation | undefined {
    const grant = parts.grants.byId(call.grantId);
    const isLive = grant?.revokedAt === null && (grant.expiresAt === null || grant.expiresAt > now);
    if (isLive) return undefined;
    return {
      decision: plainDenial('denied', 'the grant of this client was revoked or has expired', false),
      reservations: [],
    };
  }

  function admit(call: ToolCall, callId: string, denial?: { readonly word: string | null }): Admitted {
    return events.transaction(() => {
      const now = clock.now();
      const hashed = argumentsHash(call.arguments);
      const due = liveApproval(call, hashed, now);
      const answer = denial ? { verdict: 'deny' as const, word: denial.word } : answerOf(due);
      const { evaluation, args, pinned, decidedBy } = decide(call, due, answer, now);
      const decision = redactDecision(withSurroundings(call, evaluation.decision, due), isSecret);

      const record = (approvalId: string | null) =>
        events.append(decided(call, { callId, args, hashed, ...decidedBy, approvalId, decision }));

      switch (decision.effect) {
        case 'allow': {
          record(due?.view.id ?? null);
          parts.openCalls.put(callId, 'in_flight');
          if (due) closeAsUsed(due, callId, now);
          const reserved = evaluation.reservations.map(({ ref, amount, count }) => ({
            taken: counters.take(ref, amount, now),
            count,
          }));
          return { kind: 'allow', pinnedArguments: pinned, reserved };
        }
        case 'deny':
          record(due?.view.id ?? null);
          parts.openCalls.remove(callId);
          if (due?.view.state === 'denied') approvals.close(due.view.id, 'denied', now);
          return { kind: 'deny', decision, approvalId: due?.view.id ?? null };
        case 'ask': {
          const approvalId = due?.view.id ?? parts.ids.next();
          record(approvalId);
          parts.openCalls.put(callId, 'held');
          if (due) return { kind: 'ask', approval: attach(due.view), isNew: false };
          const expiresAt = now + (evaluation.approvalExpiryMs ?? parts.approvalExpiryMs());
          return {
            kind: 'ask',
            approval: open(call, callId, approvalId, decision, hashed, expiresAt),
            isNew: true,
          };
        }
      }
    });
  }

  /** The approval this call may attach to or collect; one whose time is over lapses here, whatever timers did. */
  function liveApproval(call: ToolCall, hashed: string, now: number): ApprovalRecord | undefined {
    const { grantId, upstream, tool } = call;
    const due = approvals.due({ grantId, upstream, tool, argumentsHash: hashed });
    if (!due || due.view.expiresAt > now) return due;
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

  function attach(view: ApprovalView): ApprovalView {
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
    hashed: string,
    expiresAt: number,
  ): ApprovalView {
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
    };
    approvals.insert(view, hashed);
    events.append({
      type: 'approval.requested',
      data: { approvalId: id, callId, why: view.why, rule: view.rule, expiresAt, preview },
    });
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
      const now = clock.now();
      const { grantId, upstream, tool } = call;
      const due = approvals.due({ grantId, upstream, tool, argumentsHash: argumentsHash(call.arguments) });
      return decide(call, due, answerOf(due), now).evaluation.decision;
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

function answerOf(due: ApprovalRecord | undefined): Facts['approval'] {
  switch (due?.view.state) {
    case 'approved':
      return { verdict: 'approve', word: due.view.word };
    case 'denied':
      return { verdict: 'deny', word: due.view.word };
    default:
      return undefined;
  }
}

function policyCall(call: ToolCall, args: JsonObject): PolicyCall {
  const { definition, client } = call;
  return {
    upstream: call.upstream,
    grantId: call.grantId,
    sessionId: call.sessionId,
    tool: { name: call.tool, ...(definition && { category: definition.category, risk: definition.risk }) },
    args,
    client: { ...(client && { name: client.name, version: client.version }), grant: call.grantName },
  };
}
