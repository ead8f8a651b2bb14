import type { EventData } from '../../contract/events.ts';
import type { JsonObject } from '../../contract/json.ts';
import type { ReplayReport } from '../../contract/model.ts';
import type { CompiledPolicy } from '../policy/compiled-policy.ts';
import { evaluate, neededCounters, needsPreview } from '../policy/evaluate.ts';
import { outcomeOf } from '../policy/examples.ts';
import type { Evaluation, Facts, Reservation } from '../policy/model.ts';
import type { CallEvent } from '../store/event-reader.ts';
import { settledBy } from '../policy/amounts.ts';
import { isCertain, recordedCall, type RecordedCall, type RecordedFacts } from './recorded-call.ts';
import { answerIn, isOutsidePolicy } from './recorded-decision.ts';
import { createReplayTally } from './replay-tally.ts';
import { simulatedCounters } from './simulated-counters.ts';

type Decided = EventData<'tool_call.decided'>;

export interface ReplayQuestion extends RecordedFacts {
  readonly draft: CompiledPolicy;
  /** Calls before it are not reported, only counted: windows that reach back must not start empty. */
  readonly since: number;
  /** Whether the draft would decide such a call. */
  readonly isDrafted: (call: Decided) => boolean;
  /** For the other calls, where the draft's counters are shared with them; undefined: they are not. */
  readonly policyOfOthers: ((call: Decided) => CompiledPolicy | undefined) | undefined;
}

/** Decides recorded calls again, one event after the other. Nothing outside of it changes. */
export interface Replay {
  /** Events of calls, in order. */
  see(event: CallEvent): void;
  report(): ReplayReport;
}

/** What the draft made of a call that has not ended yet. */
interface OpenCall {
  readonly policy: CompiledPolicy | undefined;
  readonly asked: JsonObject;
  /** It asks, and the record still has to say what a person answered. */
  isAsking: boolean;
  readonly taken: { readonly reservation: Reservation; readonly settle: (amount: string) => void }[];
}

export function createReplay(question: ReplayQuestion): Replay {
  const counters = simulatedCounters();
  const tally = createReplayTally();
  const open = new Map<string, OpenCall>();

  function decide(policy: CompiledPolicy | undefined, known: RecordedCall, approval?: Facts['approval']) {
    const { call, at } = known;
    const needed = neededCounters(policy, call, at);
    const values = new Map(needed.map((ref) => [ref.key, counters.read(ref, at)]));
    return evaluate(policy, call, known.facts(values, approval));
  }

  function take(call: OpenCall, { reservations }: Evaluation, now: number): void {
    for (const reservation of reservations) {
      call.taken.push({ reservation, settle: counters.take(reservation, now) });
    }
  }

  function first(data: Decided, at: number): void {
    const isDrafted = question.isDrafted(data);
    if (!isDrafted && !question.policyOfOthers) return;
    const isReported = isDrafted && at >= question.since;
    const { decision: before } = data;
    if (isOutsidePolicy(before)) return isReported ? tally.unchanged() : undefined;

    const policy = isDrafted ? question.draft : question.policyOfOthers?.(data);
    const call: OpenCall = { policy, asked: data.arguments, isAsking: false, taken: [] };
    // What was refused at once has no further events.
    if (before.effect !== 'deny') open.set(data.callId, call);
    const known = recordedCall(question, data, { at, isLookedUp: needsPreview(policy, data.tool) });
    const answer = answerIn(before);
    let evaluation = decide(policy, known);
    if (evaluation.decision.effect === 'ask' && answer === 'approve') {
      evaluation = decide(policy, known, approved);
    }
    if (!isCertain(evaluation.decision, known.missed)) return isReported ? tally.undecidable() : undefined;

    const { decision } = evaluation;
    const isRefusedAgain = decision.effect === 'ask' && answer === 'deny';
    if (isReported) {
      const to = isRefusedAgain ? 'deny' : outcomeOf(decision);
      tally.decided({ data, at, from: outcomeOf(before), to, text: decision.text });
    }
    if (decision.effect === 'allow') take(call, evaluation, at);
    if (decision.effect !== 'ask' || answer === 'deny') return;
    // It happened without a question: then it would have been let through.
    if (before.effect === 'allow') takeAsApproved(call, known);
    else call.isAsking = true;
  }

  function takeAsApproved(call: OpenCall, known: RecordedCall): void {
    call.isAsking = false;
    take(call, decide(call.policy, known, approved), known.at);
  }

  function answered({ asked }: OpenCall, data: Decided, at: number): RecordedCall {
    return recordedCall(question, { ...data, asked }, { at, isLookedUp: true });
  }

  function again(call: OpenCall, data: Decided, at: number): void {
    switch (data.decision.effect) {
      case 'allow':
        if (call.isAsking) takeAsApproved(call, answered(call, data, at));
        return;
      case 'deny':
        open.delete(data.callId);
        return;
      case 'ask':
    }
  }

  /** `comesTo`: what a reservation came to in the end; undefined when it stays as it was taken. */
  function end(callId: string, comesTo: (reservation: Reservation) => string | undefined): void {
    for (const { reservation, settle } of open.get(callId)?.taken ?? []) {
      const amount = comesTo(reservation);
      if (amount !== undefined) settle(amount);
    }
    open.delete(callId);
  }

  return {
    see({ event, isFirst }) {
      switch (event.type) {
        case 'tool_call.decided': {
          const call = open.get(event.data.callId);
          if (isFirst) first(event.data, event.at);
          else if (call) again(call, event.data, event.at);
          return;
        }
        case 'tool_call.completed': {
          const { callId, isError, spent = [] } = event.data;
          return end(callId, (it) => (isError && it.count === 'successes' ? '0' : settledBy(it, spent)));
        }
        case 'tool_call.failed':
          return end(event.data.callId, () => '0');
        case 'tool_call.withdrawn':
        case 'tool_call.marked_unknown':
          return end(event.data.callId, () => undefined);
        default:
      }
    },
    report: tally.report,
  };
}

const approved = { verdict: 'approve', word: null } as const;
