import type { Reason } from '../../contract/model.ts';
import type { Amount } from './amounts.ts';
import { counterRef, type Quota } from './counters.ts';
import {
  add,
  compareDecimals,
  formatDecimal,
  isNegative,
  parseDecimal,
  zero,
  type Decimal,
} from './decimal.ts';
import { explainQuota, explainRetry } from './explain-quota.ts';
import type { CounterRef, CounterValue, Reservation } from './model.ts';
import type { EvaluationScope } from './scope.ts';
import type { WindowAt } from './windows.ts';

/** One reached quota: its reason and, when it refuses, when to try again (undefined: never). */
export interface QuotaVerdict {
  readonly reason: Reason;
  readonly retryAfterMs?: number | undefined;
}

/**
 * Checks every quota with what the call would take. Two quotas on one counter take from it once, the larger amount.
 * `isAsked`: a person sees the call before it happens, so a price that is not known yet need not refuse it.
 */
export function checkQuotas(
  windowAt: WindowAt,
  quotas: readonly Quota[],
  scope: EvaluationScope,
  isAsked: boolean,
): { readonly verdicts: readonly QuotaVerdict[]; readonly reservations: readonly Reservation[] } {
  if (quotas.length === 0) return none;
  const { call, facts } = scope;
  const uses = quotas.map((quota) => ({
    quota,
    ref: counterRef(windowAt, quota, call, facts.now),
    amount: quota.amountOf(scope),
  }));
  const taken = new Map<string, Reserved>();
  for (const { quota, ref, amount } of uses) take(taken, quota, ref, amount);
  const verdicts = uses.map(({ quota, ref, amount }) => {
    if (amount.kind !== 'known') return unreadable(quota, amount, isAsked);
    const counter = facts.counters.get(ref.key);
    return weigh(quota, ref, counter, taken.get(ref.key)?.amount ?? amount.value, facts.now);
  });
  return { verdicts, reservations: [...taken.values()].map(reservationOf) };
}

const none = { verdicts: [], reservations: [] };

interface Reserved {
  readonly quota: Quota;
  readonly ref: CounterRef;
  readonly amount: Decimal;
  readonly count: 'calls' | 'successes';
}

function take(taken: Map<string, Reserved>, quota: Quota, ref: CounterRef, amount: Amount): void {
  if (amount.kind === 'unusable') return;
  // A person may let a call through whose price is not known: it takes nothing until the result says what it spent.
  const value = amount.kind === 'known' ? amount.value : zero;
  const before = taken.get(ref.key);
  if (!before) {
    taken.set(ref.key, { quota, ref, amount: value, count: quota.count });
    return;
  }
  taken.set(ref.key, {
    ...before,
    amount: compareDecimals(value, before.amount) > 0 ? value : before.amount,
    count: quota.count === 'calls' ? 'calls' : before.count,
  });
}

function reservationOf({ quota, ref, amount, count }: Reserved): Reservation {
  const { settle, currency, digits } = quota;
  return {
    ref,
    amount: formatDecimal(amount, digits),
    count,
    ...(settle !== undefined && { settle }),
    ...(currency !== undefined && { currency }),
  };
}

function unreadable(
  quota: Quota,
  amount: Extract<Amount, { kind: 'unknown' | 'unusable' }>,
  isAsked: boolean,
): QuotaVerdict {
  const { rule, kind } = quota;
  if (amount.kind === 'unknown' && isAsked) {
    return { reason: { rule, effect: 'allow', code: 'allowed', text: `${amount.text}; a person decides` } };
  }
  const code = kind === 'spend' ? 'spend' : 'cannot_evaluate';
  return { reason: { rule, effect: 'deny', code, text: amount.text } };
}

function weigh(
  quota: Quota,
  ref: CounterRef,
  counter: CounterValue | undefined,
  amount: Decimal,
  now: number,
): QuotaVerdict {
  const { rule, max, digits } = quota;
  const before = counter && parseDecimal(counter.value);
  // Not 0: a counter that could not be read may be full.
  if (!before || isNegative(before)) {
    const text = `cannot evaluate: counter \`${quota.counter}\` could not be read`;
    return { reason: { rule, effect: 'deny', code: 'cannot_evaluate', text } };
  }
  const after = add(before, amount);
  const shown = {
    after: formatDecimal(after, digits),
    before: formatDecimal(before, digits),
    max: formatDecimal(max, digits),
    name: quota.counter,
    window: typeof quota.window === 'number' ? `${quota.window} s` : quota.window,
  };
  const explained = explainQuota(quota, shown, formatDecimal(amount, digits));
  const text = quota.name === undefined ? explained : `${quota.name}: ${explained}`;
  if (compareDecimals(after, max) <= 0) {
    return { reason: { code: 'allowed', counter: shown, effect: 'allow', rule, text } };
  }
  const retryAfterMs = compareDecimals(amount, max) > 0 ? undefined : untilFree(ref, counter, now);
  const told = quota.onDeny ?? `${text}; ${explainRetry(retryAfterMs)}`;
  const code = quota.kind === 'spend' ? 'spend' : 'limit';
  return { reason: { rule, effect: 'deny', code, text: told, counter: shown }, retryAfterMs };
}

function untilFree({ window }: CounterRef, counter: CounterValue | undefined, now: number): number {
  const freeAt =
    window.kind === 'fixed' ? window.endAt : (counter?.oldestAt ?? now) + Math.ceil(window.seconds * 1000);
  return Math.max(1, Math.ceil(freeAt - now));
}
