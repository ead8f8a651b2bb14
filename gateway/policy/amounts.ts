import { isJsonObject, type JsonObject } from '../../contract/json.ts';
import { decimalOf, minorDigits, parseDecimalMinor } from '../../contract/money.ts';
import {
  decimalFromNumber,
  formatDecimal,
  isNegative,
  parseDecimal,
  add,
  zero,
  type Decimal,
} from './decimal.ts';
import { display, nameOf } from './words.ts';
import type { Reservation } from './model.ts';
import { missing, read, readEvery, unknownFact, walk, type Found, type Path } from './paths.ts';
import type { EvaluationScope } from './scope.ts';

/** What a call takes from a counter, or why that cannot be said. */
export type Amount =
  | { readonly kind: 'known'; readonly value: Decimal }
  | { readonly kind: 'unknown'; readonly text: string }
  | { readonly kind: 'unusable'; readonly text: string };

/** Reads the increment of a limit: one number, or the sum over `*`. Never negative, or a call could lower it. */
export function readIncrement(path: Path, fallback: Decimal | undefined, scope: EvaluationScope): Amount {
  const elements = path.isEvery ? readEvery(path, scope) : [{ path: path.text, value: read(path, scope) }];
  let sum = zero;
  for (const { path: concrete, value } of elements) {
    if ((value === missing || value === unknownFact) && fallback) {
      sum = add(sum, fallback);
      continue;
    }
    const number = decimalOfFound(value);
    if (!number || isNegative(number)) {
      const text = `cannot evaluate: the limit counts by ${nameOf(concrete)}, which is ${display(value)}, not a number of 0 or more`;
      return { kind: 'unusable', text };
    }
    sum = add(sum, number);
  }
  return { kind: 'known', value: sum };
}

/** Reads a price in the currency of the budget. */
export function readPrice(path: Path, currency: string, scope: EvaluationScope): Amount {
  const found = read(path, scope);
  if (found === missing || found === unknownFact || found === null) {
    return { kind: 'unknown', text: `price unknown: ${nameOf(path.text)} is not known` };
  }
  const named = walk(read({ ...path, segments: path.segments.slice(0, -1) }, scope), ['currency']);
  const price = readMoney(found, named, currency);
  if (price.kind === 'other') {
    const text = `the price is in ${display(price.currency)}; the budget is in ${currency}`;
    return { kind: 'unusable', text };
  }
  // The author of the policy says which argument is the price, and so vouches for its currency; a preview has to say.
  if (price.kind === 'unreadable' || (named === missing && path.root !== 'args' && !isJsonObject(found))) {
    const what =
      price.kind === 'unreadable' ? `${nameOf(path.text)} is ${display(found)}` : 'it has no currency';
    return { kind: 'unknown', text: `price unknown: ${what}` };
  }
  if (isNegative(price.value)) {
    return { kind: 'unusable', text: `cannot evaluate: the price is ${display(found)}, less than nothing` };
  }
  return { kind: 'known', value: price.value };
}

/** Where results say what was spent, unless the policy names another place. */
export const usualSettle = 'result.spent';

/** Money that a result names. */
export interface Spent {
  /** Where the result says so: `result.spent`. */
  readonly path: string;
  /** Decimal, never negative. */
  readonly amount: string;
  /** Null when the result does not say. */
  readonly currency: string | null;
}

/** The money at a path of a result, as it is recorded; undefined when there is none that could be counted. */
export function spentAt(path: string, result: JsonObject): Spent | undefined {
  const segments = path.split('.').slice(1);
  const found = walk(result, segments);
  const named = isJsonObject(found)
    ? walk(found, ['currency'])
    : walk(result, [...segments.slice(0, -1), 'currency']);
  if (typeof named === 'string') {
    const price = readMoney(found, named, named);
    if (price.kind !== 'read' || isNegative(price.value)) return undefined;
    return { path, amount: formatDecimal(price.value, minorDigits(named)), currency: named };
  }
  const amount = named === missing || named === null ? decimalOfFound(found) : undefined;
  return amount && !isNegative(amount) ? { path, amount: formatDecimal(amount), currency: null } : undefined;
}

/** What recorded money makes of a reservation; undefined when it says nothing about it. */
export function settledBy(reservation: Reservation, spent: readonly Spent[]): string | undefined {
  const { settle, currency } = reservation;
  return spent.find((it) => it.path === settle && (it.currency === null || it.currency === currency))?.amount;
}

/**
 * What a call really spent, from the structured content of its result: the decimal to keep in place of the reserved
 * amount. Undefined when the result does not say it in the right currency, or says less than nothing: then what was
 * reserved stays.
 */
export function settledAmount(reservation: Reservation, result: JsonObject): string | undefined {
  const { settle, currency } = reservation;
  if (settle === undefined || currency === undefined) return undefined;
  const segments = settle.split('.').slice(1);
  const found = walk(result, segments);
  if (found === missing || found === null) return undefined;
  const price = readMoney(found, walk(result, [...segments.slice(0, -1), 'currency']), currency);
  if (price.kind !== 'read' || isNegative(price.value)) return undefined;
  return formatDecimal(price.value, minorDigits(currency));
}

type Price =
  | { readonly kind: 'read'; readonly value: Decimal }
  | { readonly kind: 'other'; readonly currency: Found }
  | { readonly kind: 'unreadable' };

/** A decimal with its currency beside it, or `{ amountMinor, currency }`. */
function readMoney(found: Found, named: Found, currency: string): Price {
  if (isJsonObject(found)) {
    const own = walk(found, ['currency']);
    const minor = walk(found, ['amountMinor']);
    if (own !== currency) return own === missing ? { kind: 'unreadable' } : { kind: 'other', currency: own };
    return Number.isSafeInteger(minor) ? inMinor(minor as number, currency) : { kind: 'unreadable' };
  }
  if (named !== missing && named !== null && named !== currency) return { kind: 'other', currency: named };
  if (typeof found !== 'string' && typeof found !== 'number') return { kind: 'unreadable' };
  const minor = parseDecimalMinor(String(found), currency);
  return minor === undefined ? { kind: 'unreadable' } : inMinor(minor, currency);
}

function inMinor(amountMinor: number, currency: string): Price {
  const value = parseDecimal(decimalOf({ amountMinor, currency }));
  return value ? { kind: 'read', value } : { kind: 'unreadable' };
}

function decimalOfFound(found: Found): Decimal | undefined {
  if (typeof found === 'number') return decimalFromNumber(found);
  return typeof found === 'string' ? parseDecimal(found) : undefined;
}
