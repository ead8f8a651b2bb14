import type { EventData, StoredEvent } from '../../contract/events.ts';
import type { Goods, ReplayReport, ToolDefinition } from '../../contract/model.ts';
import type { CompiledPolicy } from '../policy/compiled-policy.ts';
import { evaluate, neededCounters } from '../policy/evaluate.ts';
import { outcomeOf } from '../policy/examples.ts';
import type { Evaluation, Facts, PolicyCall, Reservation } from '../policy/model.ts';
import { previewFacts } from '../policy/preview-facts.ts';
import { recordedArguments, type RecordedArguments } from './recorded-arguments.ts';
import { answerIn, isOutsidePolicy } from './recorded-decision.ts';
import { createReplayTally } from './replay-tally.ts';
import { simulatedCounters } from './simulated-counters.ts';

export interface ReplayQuestion {
  readonly draft: CompiledPolicy;
  /** Calls before it are not reported, only counted: windows that reach back must not start empty. */
  readonly since: number;
  /** Whether the draft would decide such a call. */
  readonly isDrafted: (call: Decided) => boolean;
  /** For the other calls, where the draft's counters are shared with them; undefined: they are not. */
  readonly policyOfOthers: ((call: Decided) => CompiledPolicy | undefined) | undefined;
  readonly toolOf: (call: Decided) => ToolDefinition | undefined;
  /** What the preview of an approval found. */
  readonly goodsOf: (approvalId: string) => Goods | null;
  readonly hasPreview: (upstream: string) => boolean;
}

type Decided = EventData<'tool_call.decided'>;

/** Decides recorded calls again, one event after the other. Nothing outside of it changes. */
export interface Replay {
  /** Events of calls, in order. */
  see(event: StoredEvent): void;
  report(): ReplayReport;
}

/** What the draft made of a call that has not ended yet. */
interface OpenCall {
  readonly policy: CompiledPolicy | undefined;
  /** It asks, and the record still has to say what a person answered. */
  isAsking: boolean;
  readonly taken: { readonly count: Reservation['count']; readonly giveBack: () => void }[];
}

export function createReplay(question: ReplayQuestion): Replay {
  const counters = simulatedCounters();
  const tally = createReplayTally();
  const open = new Map<string, OpenCall>();

  function decide(policy: CompiledPolicy | undefined, known: KnownCall, approval?: Facts['approval']) {
    known.recorded.forget();
    const { call, facts } = known;
    const needed = neededCounters(policy, call, facts.now);
    const values = new Map(needed.map((ref) => [ref.key, counters.read(ref, facts.now)]));
    // Not a spread: the preview tells when somebody looks at it.
    return evaluate(policy, call, Object.assign(Object.create(facts) as Facts, { counters: values, ...(approval && { approval }) }));
  }

  function take(call: OpenCall, { reservations }: Evaluation, now: number): void {
    for (const it of reservations) call.taken.push({ count: it.count, giveBack: counters.take(it, now) });
  }

  function first(data: Decided, at: number): void {
    const isDrafted = question.isDrafted(data);
    if (!isDrafted && !question.policyOfOthers) return;
    const isReported = isDrafted && at >= question.since;
    const { decision: before } = data;
    if (isOutsidePolicy(before)) return isReported ? tally.unchanged() : undefined;

    const policy = isDrafted ? question.draft : question.policyOfOthers?.(data);
    const known = knownCall(question, data, at);
    const answer = answerIn(before);
    let evaluation = decide(policy, known);
    if (evaluation.decision.effect === 'ask' && answer === 'approve') {
      evaluation = decide(policy, known, approved);
    }
    if (!isCertain(evaluation, known.recorded)) return isReported ? tally.undecidable() : undefined;

    const { decision } = evaluation;
    const isRefusedAgain = decision.effect === 'ask' && answer === 'deny';
    if (isReported) {
      const to = isRefusedAgain ? 'deny' : outcomeOf(decision);
      tally.decided({ data, at, from: outcomeOf(before), to, text: decision.text });
    }
    if (decision.effect === 'deny' || isRefusedAgain) return;
    const call: OpenCall = { policy, isAsking: decision.effect === 'ask', taken: [] };
    if (call.isAsking && before.effect === 'allow') count(call, known);
    else take(call, evaluation, at);
    open.set(data.callId, call);
  }

  /** Counts an asked call as one that a person let through. */
  function count(call: OpenCall, known: KnownCall): void {
    call.isAsking = false;
    take(call, decide(call.policy, known, approved), known.facts.now);
  }

  function again(call: OpenCall, data: Decided, at: number): void {
    switch (data.decision.effect) {
      case 'allow':
        if (call.isAsking) count(call, knownCall(question, data, at));
        return;
      case 'deny':
        open.delete(data.callId);
        return;
      case 'ask':
    }
  }

  function end(callId: string, isGivenBack: (count: Reservation['count']) => boolean): void {
    for (const { count, giveBack } of open.get(callId)?.taken ?? []) if (isGivenBack(count)) giveBack();
    open.delete(callId);
  }

  return {
    see(event) {
      switch (event.type) {
        case 'tool_call.decided': {
          const call = open.get(event.data.callId);
          if (call) again(call, event.data, event.at);
          else if (!seen(event.data)) first(event.data, event.at);
          return;
        }
        case 'tool_call.completed': {
          const { callId, isError } = event.data;
          return end(callId, (count) => isError && count === 'successes');
        }
        case 'tool_call.failed':
          return end(event.data.callId, () => true);
        case 'tool_call.withdrawn':
        case 'tool_call.marked_unknown':
          return end(event.data.callId, () => false);
        default:
      }
    },
    report: tally.report,
  };
}
