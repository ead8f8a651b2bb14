import type { JsonObject } from '../../contract/json.ts';
import type { ApprovalView, ArgumentChange, Decision, Goods, Preview } from '../../contract/model.ts';
import type { Ids } from '../../contract/ports.ts';
import { isSecret } from '../audit/redact.ts';
import type { Reservation } from '../policy/model.ts';
import { redactDecision } from '../policy/redact-decision.ts';
import type { ApprovalRecord, ApprovalsTable } from '../store/approvals-table.ts';
import { argumentsHash } from '../store/arguments-hash.ts';
import type { Taken } from '../store/counters-table.ts';
import type { EventLog } from '../store/event-log.ts';
import type { OpenCallsTable } from '../store/open-calls-table.ts';
import type { PicturesTable } from '../store/pictures-table.ts';
import type { ArgumentCheck } from './argument-check.ts';
import type { ToolCall } from './gate.ts';
import { decided, decidedAhead, decidedBy } from './decided-event.ts';
import { createDueApprovals, type AsksAgain } from './due-approvals.ts';
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
  /** Whether a call other than this one waits for the approval. */
  readonly isAwaitedByAnother: (approvalId: string, callId: string) => boolean;
  readonly approvalExpiryMs: () => number;
  /** Inside the deciding transaction: a call of that tool goes on. */
  readonly onAllowed: (call: ToolCall) => void;
  /** Whether `onAllowed` would have something to write. */
  readonly isNewlyAllowed: (call: ToolCall) => boolean;
}

/** What is known when a call is admitted, again or after looking up what it would do. */
export interface Again {
  /** It was never decided before. */
  readonly isFirst?: boolean;
  /** The person's no, for those who waited for it together. */
  readonly denial?: { readonly word: string | null } | undefined;
  /** Null: looked for and not found. */
  readonly preview?: Preview | null | undefined;
  /** The call has waited for its approval: a refusal ends that wait. */
  readonly hasWaited?: boolean;
  /** A person makes this very call: nobody has to be asked about it. */
  readonly isByPerson?: boolean;
  readonly asksAgain?: AsksAgain | undefined;
}

export interface Admission {
  /**
   * Decides a call and records it, synchronously and all or nothing. A held call is admitted again under its callId.
   * Throws when the record cannot be written: then nothing was reserved, and the call must not go on.
   */
  admit(call: ToolCall, callId: string, again?: Again): Admitted;
  /** Gives back what an allowed call had reserved that was not carried out, and holds it until it is decided again. */
  release(callId: string, reserved: readonly Reserved[]): void;
  /** Records that a held call ends with this refusal, which no new decision made. */
  refuse(call: ToolCall, callId: string, approvalId: string | null, decision: Decision): void;
}

export function createAdmission(parts: AdmissionParts): Admission {
  const { events, approvals, counters, clock } = parts;
  const dueApprovals = createDueApprovals(parts);

  function isDue({ grantId, upstream, tool, arguments: args }: ToolCall): boolean {
    return approvals.due({ grantId, upstream, tool, argumentsHash: argumentsHash(args) }) !== undefined;
  }

  /**
   * The usual call, which changes nothing but the record and its counters: nobody is asked or was. It is recorded ahead of
   * the database; undefined for any other.
   */
  function admitAhead(call: ToolCall, callId: string): Admitted | undefined {
    if (approvals.isAnyDue() && isDue(call)) return undefined;
    const judged = judgeCall(parts, call, { due: undefined, answer: undefined, preview: undefined });
    const { evaluation, decidedBy, session, goods } = judged;
    const decision = redactDecision(evaluation.decision, isSecret);
    const reserved = evaluation.reservations.flatMap(reservedFixed);
    const isPlain = reserved.length === evaluation.reservations.length && !parts.isNewlyAllowed(call);
    const isOpen = decision.effect === 'allow';
    if (decision.effect === 'ask' || (isOpen && !isPlain)) return undefined;
    events.appendAhead(
      decidedAhead(call, {
        callId,
        args: call.arguments,
        approvalId: null,
        decision,
        session,
        policyVersion: decidedBy.policyVersion,
        isGrantPolicy: decidedBy.isGrantPolicy,
      }),
      { isOpen, takes: reserved.map(({ taken }) => taken) },
    );
    if (!isOpen) return { kind: 'deny', decision, approvalId: null };
    return { kind: 'allow', pinnedArguments: null, reserved, goods, changes: [] };
  }

  function admit(call: ToolCall, callId: string, again: Again = {}): Admitted {
    const admitted = again.isFirst ? admitAhead(call, callId) : undefined;
    return admitted ?? admitWithin(call, callId, again);
  }

  function admitWithin(
    call: ToolCall,
    callId: string,
    { denial, preview, hasWaited, asksAgain, isByPerson }: Again,
  ): Admitted {
    return events.transaction(() => {
      const now = clock.now();
      const hashed = argumentsHash(call.arguments);
      const due = dueApprovals.find(call, hashed, now);
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
          // One that others wait for, and that this call does not need, stays theirs.
          const isTheirs = due?.view.state === 'pending' && parts.isAwaitedByAnother(due.view.id, callId);
          const own = isTheirs ? undefined : due;
          record(own?.view.id ?? null);
          parts.openCalls.put(callId, 'in_flight');
          parts.onAllowed(call);
          if (own) dueApprovals.use(own, callId, now);
          const reserved = evaluation.reservations.map((reservation) => ({
            taken: counters.take(reservation.ref, reservation.amount, now),
            reservation,
          }));
          const changes = (own ? own.view.changes : asksAgain?.changes) ?? [];
          return { kind: 'allow', pinnedArguments: pinned, reserved, goods: judged.goods, changes };
        }
        case 'deny':
          record(due?.view.id ?? null);
          parts.openCalls.remove(callId);
          if (due?.view.state === 'denied') approvals.close(due.view.id, 'denied', now);
          else if (due && hasWaited) dueApprovals.endWait(due, decision, now);
          return { kind: 'deny', decision, approvalId: due?.view.id ?? null };
        case 'ask': {
          const approvalId = due?.view.id ?? parts.ids.next();
          record(approvalId);
          parts.openCalls.put(callId, 'held');
          if (due) return { kind: 'ask', approval: dueApprovals.attach(due, call.sessionId), isNew: false };
          const expiresAt = now + (evaluation.approvalExpiryMs ?? parts.approvalExpiryMs());
          return {
            kind: 'ask',
            approval: dueApprovals.open(call, callId, approvalId, decision, {
              ...{ hashed, expiresAt, asksAgain },
              found: preview,
            }),
            isNew: true,
          };
        }
      }
    });
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
    release(callId, reserved) {
      events.transaction(() => {
        for (const { taken } of reserved) counters.correct(taken, '0');
        parts.openCalls.put(callId, 'held');
      });
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

/** A reservation in a fixed window; a sliding one has rows of its own in the database. */
function reservedFixed(reservation: Reservation) {
  const { ref, amount } = reservation;
  if (ref.window.kind !== 'fixed') return [];
  const { key, window } = ref;
  return [{ taken: { kind: 'fixed', key, startAt: window.startAt, amount } as const, reservation }];
}
