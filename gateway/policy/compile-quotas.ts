import type { Limit, RateLimit, Spend, Window } from '../../contract/policy-document.ts';
import { minorDigits, parseDecimalMinor } from '../../contract/money.ts';
import { readIncrement, readPrice, usualSettle } from './amounts.ts';
import type { Quota } from './counters.ts';
import { decimalFromNumber, parseDecimal, zero, type Decimal } from './decimal.ts';
import { didYouMean } from './nearest.ts';
import { parsePath, type Path } from './paths.ts';
import type { Place } from './place.ts';
import type { Zone } from './zone.ts';

export interface CompiledQuota {
  readonly quota: Quota;
  readonly readsPreview: boolean;
}

export function compileLimit(limit: Limit, zone: Zone, place: Place): CompiledQuota {
  const { counter, window, scope = 'grant', increment, increment_from: from, count = 'calls' } = limit;
  const fixed = decimalOr(increment, zero, place.at('increment'));
  const path = from === undefined ? undefined : pathAt(from, place.at('increment_from'));
  const one: Decimal = { units: 1n, scale: 0 };
  const known = { kind: 'known', value: increment === undefined ? one : fixed } as const;
  const fallback = increment === undefined ? undefined : fixed;
  const quota: Quota = {
    kind: 'limit',
    rule: place.pointer,
    name: limit.name,
    counter,
    scope,
    window,
    windowKey: windowKey(window, zone),
    max: decimalOr(limit.max, zero, place.at('max')),
    digits: 0,
    amountOf: path ? (call) => readIncrement(path, fallback, call) : () => known,
    count,
    currency: undefined,
    settle: undefined,
    onDeny: limit.on_deny,
    readsPreview: path?.root === 'preview',
  };
  return { quota, readsPreview: path?.root === 'preview' };
}

export function compileRateLimit({ max, window }: RateLimit, place: Place): Quota {
  const one = { kind: 'known', value: { units: 1n, scale: 0 } } as const;
  return {
    kind: 'rate_limit',
    rule: place.pointer,
    name: undefined,
    counter: 'rate_limit',
    scope: 'grant',
    window,
    windowKey: `${window}s`,
    max: decimalOr(max, zero, place.at('max')),
    digits: 0,
    amountOf: () => one,
    count: 'calls',
    currency: undefined,
    settle: undefined,
    onDeny: undefined,
    readsPreview: false,
  };
}

export function compileSpend(spend: Spend, zone: Zone, place: Place): CompiledQuota {
  const {
    counter,
    window,
    currency,
    scope = 'grant',
    amount = 'preview.total',
    settle = usualSettle,
  } = spend;
  if (!isCurrency(currency)) {
    const suggestion = didYouMean(currency, Intl.supportedValuesOf('currency'));
    place
      .at('currency')
      .report(`unknown currency \`${currency}\`; ${suggestion ?? 'expected a code such as `USD`'}`);
  }
  const minor = parseDecimalMinor(spend.max, currency);
  if (minor === undefined || minor < 0) {
    place
      .at('max')
      .report(`\`${spend.max}\` is not an amount of ${currency}; expected a decimal such as \`150.00\``);
  }
  const path = pathAt(amount, place.at('amount'));
  if (path?.isEvery) place.at('amount').report('an amount is one price; `*` cannot stand in it');
  if (!/^result(?:\.[^.*]+)+$/.test(settle)) {
    place
      .at('settle')
      .report(`\`${settle}\` is not a path into the result; expected one such as \`result.spent\``);
  }
  const quota: Quota = {
    kind: 'spend',
    rule: place.pointer,
    name: spend.name,
    counter,
    scope,
    window,
    windowKey: windowKey(window, zone),
    max: parseDecimal(spend.max) ?? zero,
    digits: minorDigits(currency),
    amountOf: path
      ? (call) => readPrice(path, currency, call)
      : () => ({ kind: 'unknown', text: 'price unknown' }),
    count: 'calls',
    currency,
    settle,
    onDeny: spend.on_deny,
    readsPreview: path?.root === 'preview',
  };
  return { quota, readsPreview: path?.root === 'preview' };
}

function pathAt(text: string, place: Place): Path | undefined {
  const path = parsePath(text);
  if (typeof path !== 'string') return path;
  place.report(path);
  return undefined;
}

function decimalOr(value: number | undefined, otherwise: Decimal, place: Place): Decimal {
  if (value === undefined) return otherwise;
  const decimal = decimalFromNumber(value);
  if (decimal) return decimal;
  place.report(`\`${value}\` is not a number that can be counted with`);
  return otherwise;
}

/** Windows of another zone are other windows: documents that share a counter must not reset each other's. */
function windowKey(window: Window, zone: Zone): string {
  if (typeof window === 'number') return `${window}s`;
  return zone.name === 'UTC' || window === 'minute' ? window : `${window}@${zone.name}`;
}

function isCurrency(code: string): boolean {
  return /^[A-Z]{3}$/.test(code) && Intl.supportedValuesOf('currency').includes(code);
}
