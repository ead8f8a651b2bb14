import type { JsonObject } from '../../contract/json.ts';
import type { Decision } from '../../contract/model.ts';
import type { AssumedFacts } from '../../contract/policy-document.ts';
import type { CompiledPolicy } from '../policy/compiled-policy.ts';
import { counterRef } from '../policy/counters.ts';
import { evaluate, quotasOf } from '../policy/evaluate.ts';
import type { CounterRef, CounterValue, Facts, PolicyCall } from '../policy/model.ts';
import { parseIso } from '../policy/zone.ts';

/** How things stand: what a question does not assume is as it is now. */
export interface Surroundings {
  /** Epoch milliseconds. */
  readonly now: number;
  readonly readCounter: (ref: CounterRef, now: number) => CounterValue;
  /** What is known of the upstream's session. */
  readonly session?: JsonObject;
}

/** Without an app there are no counters yet. */
export const nothingCounted: Surroundings['readCounter'] = () => ({ value: '0' });

/**
 * What a policy says of a call under the given facts, with every reason. A preview that is not assumed is not known:
 * rules that read it say so. An assumed time that is none makes the decision `cannot_evaluate`.
 */
export function explainCall(
  policy: CompiledPolicy | undefined,
  call: PolicyCall,
  assumed: AssumedFacts,
  { now: present, readCounter, session: known }: Surroundings,
): Decision {
  const about = assumedCall(call, assumed);
  const now = assumedTime(policy, assumed.now) ?? present;
  const { preview, session = known, approval, paused = false } = assumed;
  const facts: Facts = {
    now,
    isPaused: paused,
    counters: countersOf(policy, about, now, assumed, readCounter),
    ...(preview ? { preview } : { isPreviewFailed: true }),
    ...(session && { session }),
    ...(approval && { approval: { verdict: approval.verdict, word: approval.word ?? null } }),
  };
  return evaluate(policy, about, facts).decision;
}

function assumedTime(policy: CompiledPolicy | undefined, now: AssumedFacts['now']): number | undefined {
  if (typeof now !== 'string') return now;
  const zone = policy?.zone ?? { name: 'UTC', offsetAt: () => 0 };
  return parseIso(now, zone) ?? Number.NaN;
}

function assumedCall(call: PolicyCall, { tool, client, session }: AssumedFacts): PolicyCall {
  const sessionId = typeof session?.['id'] === 'string' ? session['id'] : call.sessionId;
  return {
    ...call,
    sessionId,
    tool: { ...call.tool, ...given(tool ?? {}) },
    client: { ...call.client, ...given(client ?? {}) },
  };
}

function countersOf(
  policy: CompiledPolicy | undefined,
  call: PolicyCall,
  now: number,
  { counters = {} }: AssumedFacts,
  readCounter: Surroundings['readCounter'],
): Facts['counters'] {
  const values = new Map<string, CounterValue>();
  if (!policy || !Number.isFinite(now)) return values;
  for (const quota of quotasOf(policy, call.tool.name)) {
    const ref = counterRef(policy.windowAt, quota, call, now);
    const value = Object.hasOwn(counters, quota.counter) ? counters[quota.counter] : undefined;
    values.set(ref.key, value === undefined ? readCounter(ref, now) : { value: String(value) });
  }
  return values;
}

/** Without the members that are there but undefined. */
function given<T extends object>(value: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> }; // what was undefined is gone
}

/** A call to ask about, of nobody in particular. */
export function plainCall(tool: string, args: JsonObject): PolicyCall {
  return {
    upstream: '',
    grantId: '',
    sessionId: null,
    tool: { name: tool },
    args,
    client: { grant: '' },
  };
}
