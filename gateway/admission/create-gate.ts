import { FutileCallError } from '../../contract/errors.ts';
import type { JsonObject, JsonValue } from '../../contract/json.ts';
import { statedEffect } from '../../contract/policy-document.ts';
import type { ApprovalView, CallOutcome, ClientInfo, Preview, ToolDefinition } from '../../contract/model.ts';
import type { Ids, Log } from '../../contract/ports.ts';
import type { WaitingRoom, Reentered } from '../approvals/waiting-room.ts';
import { settledAmount, spentAt, usualSettle, type Spent } from '../policy/amounts.ts';
import type { Admission, Admitted, Again, Reserved } from './admit.ts';
import { differenceBetween, expectedOf, offerChanged } from './expected.ts';
import type { Forward, Gate, Held, Refuse, ToolCall } from './gate.ts';
import type { Correction, Outcome, Outcomes } from './outcomes.ts';
import type { PiecesChange } from '../ports.ts';
import type { TakenAmount } from '../store/additions-table.ts';
import type { GoodsChange } from './ledger.ts';
import type { PolicyBook } from './policy-book.ts';
import { auditUnavailable, futile } from './refusals.ts';
import type { Reservations } from './reservations.ts';

interface Parts {
  readonly admission: Admission;
  readonly outcomes: Outcomes;
  readonly policies: PolicyBook;
  readonly waitingRoom: WaitingRoom;
  readonly ids: Ids;
  readonly log: Log;
  readonly holdMs: (client: ClientInfo | null, hasProgressToken: boolean) => number;
  /** As the upstream defines it now, when known. */
  readonly definitionOf: (upstream: string, tool: string) => ToolDefinition | undefined;
  /** Looks up what the call would do, when the policy wants to know before it decides; undefined when it does not. */
  readonly lookUp: (call: ToolCall) => Promise<Preview | null> | undefined;
  /** Looks up what a call would do, whatever the policy; rejects with `FutileCallError` alone, and so does `lookUp`. */
  readonly lookAgain: (call: ToolCall) => Promise<Preview | null>;
  readonly priceTolerancePercent: () => number;
  /** Whether results of that upstream can say so. */
  readonly hasChanges: (call: ToolCall) => boolean;
  /** What a result says that a call changed in the cart. */
  readonly changeOf: (call: ToolCall, result: JsonObject) => PiecesChange | undefined;
  /** What a result says that a call came to. */
  readonly outcomeOf: (call: ToolCall, result: JsonObject) => CallOutcome | undefined;
  readonly reservations: Reservations;
  /** When the present day of the call's policy began. */
  readonly dayStartAt: (call: ToolCall) => number;
  readonly now: () => number;
  /** A call waits for an approval that was open already: one that a restart interrupted is looked up again. */
  readonly onAttached: (approval: ApprovalView, call: ToolCall) => void;
  /** A new approval was opened: show it and, unless that was done, look up what the call would do. */
  readonly onAsked: (approvalId: string, call: ToolCall, isLookedUp: boolean) => void;
}

type Allowed = Extract<Admitted, { kind: 'allow' }>;

const mostReconsidered = 3;
const groupMs = 1_000;

export interface FullGate extends Gate {
  /** Admits a held call again, with fresh facts. */
  reenter(call: ToolCall, callId: string, again?: Again): Reentered;
  /** A call that a person makes: decided and recorded like any other, without asking anybody. */
  enterByPerson(call: ToolCall, callId: string): Forward | Refuse;
}

export function createGate(parts: Parts): FullGate {
  const { admission, policies, waitingRoom, log } = parts;

  const holdMsOf = (call: ToolCall) => parts.holdMs(call.client, call.hasProgressToken);

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

  function asItIsNow(call: ToolCall): ToolCall {
    return { ...call, definition: parts.definitionOf(call.upstream, call.tool) ?? call.definition };
  }

  function reenter(asked: ToolCall, callId: string, again?: Again): Reentered {
    // Another definition is another tool: what waited is asked about as what it is now.
    const call = again?.isFirst ? asked : asItIsNow(asked);
    const admitted = tryAdmit(call, callId, again);
    switch (admitted.kind) {
      case 'allow':
        return forwardWith(call, callId, admitted);
      case 'deny':
        return { kind: 'refuse', callId, approvalId: admitted.approvalId, decision: admitted.decision };
      case 'ask':
        if (admitted.isNew) parts.onAsked(admitted.approval.id, call, again?.preview !== undefined);
        else parts.onAttached(admitted.approval, call);
        return { kind: 'wait', call, approvalId: admitted.approval.id };
    }
  }

  /** How often each call under way was decided again because the shop had changed its offer. */
  const reconsidered = new Map<string, number>();

  function forwardWith(call: ToolCall, callId: string, admitted: Allowed): Forward {
    const { goods } = admitted;
    const expected = expectedOf(goods, parts.priceTolerancePercent());
    parts.reservations.put(callId, admitted.reserved);
    const ticket = forward(parts, call, callId, admitted, () => {
      parts.reservations.drop(callId);
      reconsidered.delete(callId);
    });
    return {
      ...ticket,
      expected,
      changes: admitted.changes,
      reconsider(content) {
        const times = reconsidered.get(callId) ?? 0;
        // A shop that never stays at one price: let the agent have the answer.
        if (!expected || content?.['outcome'] !== offerChanged || times >= mostReconsidered) return undefined;
        if (!ticket.giveUp()) return undefined;
        reconsidered.set(callId, times + 1);
        return askAgain(call, callId, admitted);
      },
    };
  }

  /** Nothing was done: what was reserved goes back, and it is decided on the offer as it is now. */
  function askAgain(
    call: ToolCall,
    callId: string,
    { pinnedArguments, reserved, goods, changes }: Allowed,
  ): Held {
    admission.release(callId, reserved);
    parts.reservations.drop(callId);
    const held = waitingRoom.hold(call, callId, null, holdMsOf(call));
    const about = pinnedArguments ? { ...call, arguments: pinnedArguments } : call;
    void parts
      .lookAgain(about)
      .then((preview) =>
        waitingRoom.reenterCall(callId, () => {
          const difference = goods ? differenceBetween(goods, preview?.goods ?? null) : '';
          return reenter(call, callId, { preview, asksAgain: { difference, changes } });
        }),
      )
      .catch(refuseFutile(call, callId))
      .catch(neverDecided(call));
    return held;
  }

  /** Nobody is asked about a call that can only fail. */
  const refuseFutile = (call: ToolCall, callId: string) => (error: unknown) => {
    if (!(error instanceof FutileCallError)) throw error;
    const decision = futile(error.message);
    waitingRoom.reenterCall(callId, () => {
      admission.refuse(call, callId, null, decision);
      return { kind: 'refuse', callId, approvalId: null, decision };
    });
  };

  /** It goes on waiting until its deadline, and is not executed. */
  const neverDecided = (call: ToolCall) => (error: unknown) =>
    log.error('a call that was looked up could not be decided', { tool: call.tool, error });

  const groups = new Map<string, { readonly id: string; readonly since: number }>();

  /** The list on a person's screen that a call belongs to: those of its grant that arrive within a second. */
  function groupOf(grantId: string): string {
    const now = parts.now();
    const known = groups.get(grantId);
    if (known && now >= known.since && now - known.since <= groupMs) return known.id;
    const id = parts.ids.next();
    groups.set(grantId, { id, since: now });
    return id;
  }

  return {
    reenter,
    enterByPerson(call, callId) {
      const entered = reenter(call, callId, { isByPerson: true });
      if (entered.kind !== 'wait') return entered;
      throw new Error('a call of a person was asked about');
    },
    enter(arrived) {
      const call = { ...arrived, groupId: groupOf(arrived.grantId) };
      const callId = parts.ids.next();
      const found = parts.lookUp(call);
      if (found) {
        const held = waitingRoom.hold(call, callId, null, holdMsOf(call));
        // What cannot be found is null. One who left meanwhile is not entered any more.
        void found
          .then((preview) => waitingRoom.reenterCall(callId, () => reenter(call, callId, { preview })))
          .catch(refuseFutile(call, callId))
          .catch(neverDecided(call));
        return { kind: 'hold', held };
      }
      const entered = reenter(call, callId, { isFirst: true });
      if (entered.kind !== 'wait') return entered;
      return { kind: 'hold', held: waitingRoom.hold(call, callId, entered.approvalId, holdMsOf(call)) };
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

/** A ticket before it is known what to expect. */
interface Ticket extends Omit<Forward, 'expected' | 'changes' | 'reconsider'> {
  /** Ends it without an outcome; false when it has one already. */
  giveUp(): boolean;
}

function forward(
  { outcomes, changeOf, outcomeOf, hasChanges, dayStartAt, now }: Parts,
  call: ToolCall,
  callId: string,
  { pinnedArguments, reserved }: Allowed,
  onEnd: () => void,
): Ticket {
  const startedAt = performance.now();
  const countsPieces = hasChanges(call);
  let isEnded = false;
  const durationMs = () => Math.round((performance.now() - startedAt) * 1000) / 1000;
  const end = (event: Outcome['event'], corrections: readonly Correction[], change?: GoodsChange) => {
    if (isEnded) return;
    isEnded = true;
    onEnd();
    outcomes.add({ callId, event, corrections, change });
  };
  return {
    kind: 'forward',
    callId,
    pinnedArguments,
    giveUp() {
      const isGivenUp = !isEnded;
      isEnded = true;
      return isGivenUp;
    },
    wantsResult: countsPieces || reserved.some(({ reservation }) => reservation.settle !== undefined),
    completed({ isError, resultBytes, structuredContent }) {
      const spent = structuredContent ? spentBy(reserved, structuredContent) : [];
      const outcome = structuredContent && outcomeOf(call, structuredContent);
      const data = {
        ...{ callId, durationMs: durationMs(), isError },
        ...(outcome && { outcome }),
        resultBytes,
        ...(spent.length > 0 && { spent }),
      };
      const corrections = reserved.flatMap((it) => correctionOf(it, isError, structuredContent));
      // Also of a result with `isError`: the shop may have taken a part of what was asked for.
      const pieces = structuredContent && changeOf(call, structuredContent);
      const { upstream, grantId } = call;
      const where = { callId, at: now(), upstream, grantId, dayStartAt: dayStartAt(call) };
      const refund = structuredContent ? refundOf(structuredContent['spent']) : null;
      const taken = spentOf(reserved, corrections);
      end(
        { type: 'tool_call.completed', data },
        corrections,
        pieces && { ...where, ...pieces, taken, refund },
      );
    },
    failed({ code, message, mayHaveHappened = false }) {
      end(
        { type: 'tool_call.failed', data: { callId, code, message, durationMs: durationMs() } },
        // What may have been carried out stays counted: a budget errs on the careful side.
        mayHaveHappened ? [] : reserved.map(({ taken }) => ({ taken, amount: '0' })),
      );
    },
  };
}

/** What the result says that it came to, whether or not a budget asked: a later policy may. */
function spentBy(reserved: readonly Reserved[], result: JsonObject): Spent[] {
  const paths = new Set([usualSettle, ...reserved.flatMap(({ reservation }) => reservation.settle ?? [])]);
  return [...paths].flatMap((path) => spentAt(path, result) ?? []);
}

/** "-4.00" of a result's `spent` is 4.00 given back. */
function refundOf(spent: JsonValue | undefined): string | null {
  return typeof spent === 'string' && /^-\d+(?:\.\d+)?$/.test(spent) ? spent.slice(1) : null;
}

/** What the call took from budgets in the end, each with the amount that its counter holds for it now. */
function spentOf(reserved: readonly Reserved[], corrections: readonly Correction[]): TakenAmount[] {
  return reserved
    .filter(({ reservation }) => reservation.currency !== undefined)
    .map(({ taken, reservation }) => {
      const settled = corrections.find((it) => it.taken === taken)?.amount;
      return { taken, amount: settled ?? reservation.amount };
    });
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
