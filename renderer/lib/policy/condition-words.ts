import { isJsonObject, type JsonValue } from '../../../contract/json.ts';
import { conditionOp, type ConditionOp } from '../../../contract/policy-document.ts';

/** What people call the things that a condition may look at. Arguments go by their own name. */
const factNames: Readonly<Record<string, string>> = {
  'preview.title': 'the product’s title',
  'preview.asin': 'the product (ASIN)',
  'preview.quantity': 'the previewed quantity',
  'preview.price': 'the price of one',
  'preview.total': 'the total price',
  'preview.currency': 'the currency',
  'preview.subtotal_before': 'the cart’s subtotal before',
  'preview.subtotal_after': 'the cart’s subtotal afterwards',
  'preview.seller': 'the seller',
  'time.hour': 'the hour',
  'time.minute': 'the minute',
  'time.weekday': 'the day of the week',
  'time.date': 'the date',
  'time.iso': 'the time',
  'session.store': 'the store',
  'session.signed_in': 'signed in to the store',
  'session.cart_items': 'the pieces in the cart now',
  'session.cart_subtotal': 'the cart’s subtotal now',
  'session.cart_currency': 'the cart’s currency',
  'client.name': 'the client’s name',
  'client.version': 'the client’s version',
  'client.grant': 'the grant',
  'tool.name': 'the tool',
  'tool.category': 'the tool’s category',
  'tool.risk': 'the tool’s risk',
  'tool.definition_changed': 'the tool’s definition has changed',
};

export function pathWords(path: string): string {
  if (Object.hasOwn(factNames, path)) return factNames[path] ?? path;
  return path.startsWith('args.') ? path.slice('args.'.length) : path;
}

type ValueOp = Exclude<ConditionOp, 'exists'>;

/** Operators as the forms and the summaries say them. */
export function opWords(op: ValueOp, isTime: boolean): string {
  return (isTime ? timeWords[op] : undefined) ?? plainWords[op];
}

const plainWords: Readonly<Record<ValueOp, string>> = {
  eq: 'is',
  neq: 'is not',
  lt: 'is less than',
  lte: 'is at most',
  gt: 'is more than',
  gte: 'is at least',
  in: 'is one of',
  not_in: 'is none of',
  contains: 'contains',
  regex: 'matches',
};

const timeWords: Readonly<Partial<Record<ValueOp, string>>> = {
  lt: 'is before',
  lte: 'is at or before',
  gt: 'is after',
  gte: 'is at or after',
};

export function existsWords(isGiven: boolean): string {
  return isGiven ? 'is given' : 'is not given';
}

/** A condition as a part of a sentence: "quantity is at most 3". Says what is there, be it complete or not. */
export function conditionWords(condition: JsonValue | undefined): string {
  if (!isJsonObject(condition)) return '…';
  const { path, op, value } = condition;
  const subject = typeof path === 'string' && path !== '' ? pathWords(path) : '…';
  if (op === 'exists') return `${subject} ${existsWords(value !== false)}`;
  const known = conditionOp.safeParse(op).data;
  if (path === 'session.signed_in' && known === 'eq' && typeof value === 'boolean') {
    return value ? 'you are signed in to the store' : 'you are not signed in to the store';
  }
  if (path === 'time.hour' && known !== undefined && typeof value === 'number') {
    const words = hourWords(known, value);
    if (words !== undefined) return words;
  }
  const isTime = typeof value === 'string' && /^\d{4}-\d\d/.test(value);
  const verb = known === undefined || known === 'exists' ? '…' : opWords(known, isTime);
  // A price is written as a text, and is a number all the same.
  if (isNumeric(value) && known !== undefined && orderings.includes(known))
    return `${subject} ${verb} ${value}`;
  return `${subject} ${verb} ${valueWords(path === 'time.weekday' ? dayNames(value) : value)}`;
}

const orderings: readonly ConditionOp[] = ['lt', 'lte', 'gt', 'gte'];

function isNumeric(value: JsonValue | undefined): value is string {
  return typeof value === 'string' && /^-?\d+(?:\.\d+)?$/.test(value);
}

/** "The hour is at most 21" makes one think of 21:00. */
function hourWords(op: ConditionOp, hour: number): string | undefined {
  if (!Number.isInteger(hour) || hour < 0 || hour > 23) return undefined;
  switch (op) {
    case 'gte':
      return `it is ${hour}:00 or later`;
    case 'gt':
      return `it is ${hour + 1}:00 or later`;
    case 'lt':
      return `it is before ${hour}:00`;
    case 'lte':
      return `it is before ${hour + 1}:00`;
    default:
      return undefined;
  }
}

export const weekdays = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const;

/** Days of the week may also be numbers, from Monday. */
function dayNames(value: JsonValue | undefined): JsonValue | undefined {
  if (Array.isArray(value)) return value.map((it) => dayNames(it) ?? it);
  return typeof value === 'number' ? (weekdays[value - 1] ?? value) : value;
}

function valueWords(value: JsonValue | undefined): string {
  if (value === undefined) return '…';
  if (Array.isArray(value)) {
    const shown = value.slice(0, 6).map((it) => scalarWords(it));
    if (value.length > 6) return `${shown.join(', ')} and ${value.length - 6} more`;
    return shown.length < 2 ? (shown[0] ?? '…') : `${shown.slice(0, -1).join(', ')} or ${shown.at(-1)}`;
  }
  return scalarWords(value);
}

function scalarWords(value: JsonValue): string {
  if (typeof value === 'string') return `“${value.length > 60 ? `${value.slice(0, 59)}…` : value}”`;
  return typeof value === 'object' && value !== null ? '…' : String(value);
}
