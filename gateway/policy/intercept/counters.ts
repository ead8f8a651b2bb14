import { parseRateLimit } from './rate-limit.ts';
import { scopeOf, type InterceptPolicy, type InterceptRule } from './document.ts';

/** Where a policy counts: each counter belongs to one rule of one tool (or of all tools). */
export interface CountingRule {
  readonly scope: string;
  readonly counter: string;
  readonly rule: InterceptRule;
}

/** `state.<scope>.<counter>`; a counter's name may have dots, a scope's may not. Undefined when it is no such path. */
export function parseStatePath(
  path: string,
): { readonly scope: string; readonly counter: string } | undefined {
  const match = /^state\.([^.]+)\.(.+)$/s.exec(path);
  return match ? { scope: match[1] ?? '', counter: match[2] ?? '' } : undefined;
}

/** What a policy counts, and which counters it looks at. */
export interface Ledger {
  readonly counting: readonly CountingRule[];
  /** Paths of conditions, such as `state.add_to_cart.daily`. */
  readonly compared: ReadonlySet<string>;
}

export function ledgerOf(policy: InterceptPolicy): Ledger {
  const conditions = policy.tools.flatMap(({ rules }) => rules).flatMap((rule) => rule.conditions);
  return { counting: countingRules(policy), compared: new Set(conditions.map(({ path }) => path)) };
}

/** Every rule that counts; the shorthand counts under a name of its own. */
function countingRules(policy: InterceptPolicy): readonly CountingRule[] {
  return policy.tools.flatMap((tool) =>
    tool.rules.flatMap((rule) => {
      const counter = counterOf(rule);
      return counter === undefined ? [] : [{ scope: scopeOf(tool), counter, rule }];
    }),
  );
}

/** The rule that counts there; undefined when none does. */
export function findCounting(
  ledger: Ledger,
  { scope, counter }: { readonly scope: string; readonly counter: string },
): CountingRule | undefined {
  return ledger.counting.find((it) => it.scope === scope && it.counter === counter);
}

/** Undefined for a rule that does not count, or whose shorthand is not to be used so. */
export function counterOf({ action, conditions, state, rateLimit }: InterceptRule): string | undefined {
  if (state) return state.counter;
  if (rateLimit === '' || conditions.length > 0 || (action !== '' && action !== 'evaluate')) return undefined;
  const rate = parseRateLimit(rateLimit);
  return rate.ok ? `_rate_${rate.window}` : undefined;
}
