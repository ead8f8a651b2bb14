import type { Limit } from '../../../contract/policy-document.ts';
import { pathProblem } from './carry-condition.ts';
import { findCounting, parseStatePath, type CountingRule, type Ledger } from './counters.ts';
import { globalScope, type InterceptCondition, type InterceptRule } from './document.ts';
import type { Notes } from './notes.ts';
import { isWindowName, parseRateLimit, type WindowName } from './rate-limit.ts';

/** What becomes of a condition on a counter. */
export type CarriedCounter =
  | { readonly kind: 'limit'; readonly limit: Limit }
  /** It always holds. */
  | { readonly kind: 'nothing' }
  /** It never holds. */
  | { readonly kind: 'never' }
  | { readonly kind: 'uncarried'; readonly why: string };

/** The shorthand: so many calls in a window. */
export function carryRateLimit(rule: InterceptRule, scope: string): Limit | undefined {
  const rate = parseRateLimit(rule.rateLimit);
  if (!rate.ok) return undefined;
  return limitOf({ scope, counter: `_rate_${rate.window}`, window: rate.window, max: rate.count, rule });
}

/**
 * A condition on a counter as a limit. `lt` and `lte` on the rule's own counter bound what it holds after the call;
 * every other condition looks at what it holds before, so what this call itself adds is put on top.
 */
export function carryCounter(
  condition: InterceptCondition,
  rule: InterceptRule,
  scope: string,
  ledger: Ledger,
  notes: Notes,
): CarriedCounter {
  const { path, op, value, place } = condition;
  if (alwaysHolds(op, value)) return { kind: 'nothing' };
  if (op === 'exists') return { kind: 'never' };
  const name = parseStatePath(path);
  const source = name && findCounting(ledger, name);
  if (!source || typeof value !== 'number' || (op !== 'lt' && op !== 'lte')) {
    return { kind: 'uncarried', why: `a counter can only be compared with \`lt\` and \`lte\` here` };
  }
  if (!Number.isFinite(value)) return { kind: 'uncarried', why: 'a limit needs a finite number here' };
  const step = stepOf(source.rule);
  if (!step) return { kind: 'uncarried', why: 'a counter cannot be lowered here' };
  const bounds = boundsOf(source);
  if (bounds === condition) {
    const max = Math.trunc(value) - (op === 'lt' ? 1 : 0);
    if (max < 0) return { kind: 'never' };
    return carryOwn(source, step, max, rule, notes);
  }
  if (!bounds) {
    const why = `nothing compares \`${path}\` in the rule that counts it, so it stays 0 there; here it is counted as written`;
    if (source.scope !== scope) return { kind: 'uncarried', why };
    notes.add(place.pointer, why);
    const max = Math.trunc(value) - (op === 'lt' ? 1 : 0);
    return max < 0 ? { kind: 'never' } : carryOwn(source, step, max, rule, notes);
  }
  const takesPart = source.scope === scope || source.scope === globalScope;
  const before = op === 'lt' ? Math.ceil(value) - 1 : Math.floor(value);
  if (before < 0) return { kind: 'never' };
  if (takesPart && step.from !== undefined) {
    notes.add(
      place.pointer,
      'this looks at the counter before the call there, and at what it would hold after it here',
    );
  }
  if (!takesPart && scope === globalScope) {
    notes.add(place.pointer, `calls of \`${source.scope}\` itself are stopped one step earlier here`);
  }
  const max = before + (takesPart ? (step.fixed ?? 0) : 0);
  return { kind: 'limit', limit: limitOf({ ...source, window: step.window, max, rule, increment: 0 }) };
}

/** The limit that counts. */
function carryOwn(
  source: CountingRule,
  step: Step,
  max: number,
  rule: InterceptRule,
  notes: Notes,
): CarriedCounter {
  const { from, fixed } = step;
  if (from === undefined) {
    return { kind: 'limit', limit: limitOf({ ...source, window: step.window, max, rule, increment: fixed }) };
  }
  const problem = pathProblem(from);
  if (problem !== undefined) return { kind: 'uncarried', why: problem };
  const { pointer } = source.rule.place.at('state', 'increment_from');
  notes.addOnce(
    pointer,
    'there a fraction counts as what stands before the point, an amount below 0 lowers the counter and a number as text is refused; here amounts count exactly, those below 0 are refused and text counts',
  );
  return {
    kind: 'limit',
    limit: { ...limitOf({ ...source, window: step.window, max, rule }), increment_from: from },
  };
}

/** The condition by which a counting rule bounds its own counter: the first one counts. */
function boundsOf({ scope, counter, rule }: CountingRule): InterceptCondition | 'shorthand' | undefined {
  if (rule.rateLimit !== '') return 'shorthand';
  return rule.conditions.find(({ path, op, value }) => {
    return path === `state.${scope}.${counter}` && (op === 'lt' || op === 'lte') && typeof value === 'number';
  });
}

interface Step {
  readonly window: WindowName;
  /** By how much, when that is known beforehand. */
  readonly fixed: number | undefined;
  /** Or the argument that says it. */
  readonly from: string | undefined;
}

function stepOf({ state, rateLimit }: InterceptRule): Step | undefined {
  const rate = rateLimit === '' ? undefined : parseRateLimit(rateLimit);
  if (rate?.ok) return { window: rate.window, fixed: 1, from: undefined };
  if (!state || !isWindowName(state.window)) return undefined;
  const { window, increment, incrementFrom } = state;
  if (incrementFrom !== '') return { window, fixed: undefined, from: incrementFrom };
  return increment < 0 ? undefined : { window, fixed: increment, from: undefined };
}

/** A counter is never missing and never below 0. */
function alwaysHolds(op: string, value: unknown): boolean {
  if (op === 'exists') return value === true;
  return typeof value === 'number' && ((op === 'gte' && value <= 0) || (op === 'gt' && value < 0));
}

interface LimitParts {
  readonly scope: string;
  readonly counter: string;
  readonly window: WindowName;
  readonly max: number;
  readonly rule: InterceptRule;
  readonly increment?: number | undefined;
}

/** Counters are one for all clients of the upstream there, and a call that fails takes nothing. */
function limitOf({ scope, counter, window, max, rule, increment = 1 }: LimitParts): Limit {
  return {
    name: rule.name,
    counter: `${scope}.${counter}`,
    window,
    max,
    scope: 'upstream',
    ...(increment !== 1 && { increment }),
    count: 'successes',
    ...(rule.onDeny !== '' && { on_deny: rule.onDeny }),
  };
}
