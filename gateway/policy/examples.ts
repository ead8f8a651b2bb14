import type { JsonObject } from '../../contract/json.ts';
import type { AssumedFacts, Example } from '../../contract/policy-document.ts';
import type { Decision } from '../../contract/model.ts';
import type { CompiledPolicy } from './compiled-policy.ts';
import { counterRef } from './counters.ts';
import { evaluate, quotasOf } from './evaluate.ts';
import type { CounterValue, Evaluation, Facts, PolicyCall } from './model.ts';
import type { Place } from './place.ts';
import { parseIso, utc } from './zone.ts';

/** Runs the examples of a document and reports each that comes out otherwise, at its `expect`. */
export function checkExamples(policy: CompiledPolicy, place: Place): void {
  for (const [at, example] of (policy.document.examples ?? []).entries()) {
    const here = place.at(at);
    if (assumedTime(policy, example.facts?.now) === undefined) {
      here
        .at('facts', 'now')
        .report('expected an ISO time, such as `2026-12-24T18:00:00Z`, or epoch milliseconds');
      continue;
    }
    const { decision } = simulate(policy, example);
    const outcome = outcomeOf(decision);
    if (outcome === example.expect) continue;
    const at_ = decision.rule === '' ? '' : ` (${decision.rule})`;
    here
      .at('expect')
      .report(`expected ${example.expect}, but the policy decides ${outcome}: ${decision.text}${at_}`);
  }
}

/** What an example calls the decision: `hidden` is its own outcome there. */
export function outcomeOf({ effect, code }: Decision): Example['expect'] {
  return code === 'hidden' ? 'hidden' : effect;
}

/**
 * Decides a call under assumed facts: for examples, and for a person who asks what would happen. Counters that are
 * not named hold 0; a `now` that is no time cannot be evaluated, and so denies.
 */
export function simulate(
  policy: CompiledPolicy | undefined,
  question: { readonly tool: string; readonly args: JsonObject; readonly facts?: AssumedFacts | undefined },
): Evaluation {
  const assumed = question.facts ?? {};
  const call = assumedCall(question.tool, question.args, assumed);
  const now = assumedTime(policy, assumed.now) ?? Number.NaN;
  const { preview, session, approval } = assumed;
  const facts: Facts = {
    now,
    isPaused: assumed.paused ?? false,
    counters: assumedCounters(policy, call, now, assumed),
    ...(preview && { preview }),
    ...(session && { session }),
    ...(approval && { approval: { verdict: approval.verdict, word: approval.word ?? null } }),
  };
  return evaluate(policy, call, facts);
}

function assumedCall(name: string, args: JsonObject, { tool, client, session }: AssumedFacts): PolicyCall {
  const grant = client?.grant ?? 'example';
  const sessionId = session && typeof session['id'] === 'string' ? session['id'] : null;
  return {
    upstream: 'example',
    grantId: grant,
    sessionId,
    tool: { name, ...withoutUndefined(tool ?? {}) },
    args,
    client: { grant, ...withoutUndefined(client ?? {}) },
  };
}

function withoutUndefined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]: Exclude<T[K], undefined> }; // what was undefined is gone
}

/** Monday, 5 January 2026, noon where the policy is. */
const mondayNoon = '2026-01-05T12:00:00';

function assumedTime(policy: CompiledPolicy | undefined, now: AssumedFacts['now']): number | undefined {
  return typeof now === 'number' ? now : parseIso(now ?? mondayNoon, policy?.zone ?? utc);
}

function assumedCounters(
  policy: CompiledPolicy | undefined,
  call: PolicyCall,
  now: number,
  { counters = {} }: AssumedFacts,
): ReadonlyMap<string, CounterValue> {
  const values = new Map<string, CounterValue>();
  if (!policy || !Number.isFinite(now)) return values;
  for (const quota of quotasOf(policy, call.tool.name)) {
    const value = Object.hasOwn(counters, quota.counter) ? counters[quota.counter] : undefined;
    values.set(counterRef(policy.windowAt, quota, call, now).key, { value: String(value ?? 0) });
  }
  return values;
}
