import type { JsonValue } from '../../../contract/json.ts';
import type { Condition } from '../../../contract/policy-document.ts';
import { compareDecimals, decimalFromNumber, parseDecimal, type Decimal } from '../decimal.ts';
import { compileTest } from '../operators.ts';
import { weekdayNumbers } from '../weekdays.ts';
import { parseIso, utc } from '../zone.ts';

/** Whether no value at their common path can meet both conditions. In doubt: false. */
export function cannotBothHold(first: Condition, second: Condition): boolean {
  const [a, b] = [normal(first), normal(second)];
  return excludes(a, b) || excludes(b, a) || leaveNothingBetween(a, b) || leaveNothingBetween(b, a);
}

function normal(condition: Condition): Condition {
  if (condition.path !== 'time.weekday') return condition;
  return { ...condition, value: weekdayNumbers(condition.value) ?? condition.value };
}

/** Whether each of the few values that `a` accepts fails `b`. */
function excludes(a: Condition, b: Condition): boolean {
  if (b.op === 'exists') return a.op === 'exists' && a.value !== b.value;
  const accepted = acceptedBy(a);
  if (!accepted) return false;
  const test = compileTest(b.op, b.value, utc);
  return typeof test !== 'string' && !accepted.some((value) => test(value) === 'true');
}

/** The values that meet a condition, when they can be counted; a missing value behaves as null here. */
function acceptedBy({ op, value }: Condition): readonly JsonValue[] | undefined {
  switch (op) {
    case 'exists':
      return value === false ? [null] : undefined;
    case 'eq':
      return asGiven(value);
    case 'in':
      return Array.isArray(value) ? value.flatMap(asGiven) : undefined;
    default:
      return undefined;
  }
}

/** A number and a boolean may also arrive as text. */
function asGiven(value: JsonValue): readonly JsonValue[] {
  return typeof value === 'number' || typeof value === 'boolean' ? [value, String(value)] : [value];
}

/** Whether the range above `low` and the one below `high` have nothing in common. */
function leaveNothingBetween(low: Condition, high: Condition): boolean {
  if ((low.op !== 'gt' && low.op !== 'gte') || (high.op !== 'lt' && high.op !== 'lte')) return false;
  const [from, to] = [positionOf(low.value), positionOf(high.value)];
  if (!from || !to || from.kind !== to.kind) return false;
  const difference = compareDecimals(from.at, to.at);
  return difference > 0 || (difference === 0 && (low.op === 'gt' || high.op === 'lt'));
}

interface Position {
  readonly kind: 'number' | 'time';
  readonly at: Decimal;
}

function positionOf(value: JsonValue): Position | undefined {
  const number = typeof value === 'number' ? decimalFromNumber(value) : decimalOfText(value);
  if (number) return { kind: 'number', at: number };
  const time = typeof value === 'string' ? decimalFromNumber(parseIso(value, utc) ?? Number.NaN) : undefined;
  return time && { kind: 'time', at: time };
}

function decimalOfText(value: JsonValue): Decimal | undefined {
  return typeof value === 'string' ? parseDecimal(value) : undefined;
}
