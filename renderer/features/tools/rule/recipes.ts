import type { JsonObject } from '../../../../contract/json.ts';
import type { JsonPath } from '../../../lib/policy/json-path.ts';
import type { PathOption } from '../../../lib/policy/path-options.ts';
import { getAt } from '../../../lib/policy/json-path.ts';
import { boxesOf, withBox } from './condition-groups.ts';
import { stillAsking, type Subject } from './rule-draft.ts';

/** A rule that people often want: a click puts it where it belongs, with its number still to be given. */
export interface Recipe {
  readonly label: string;
  readonly apply: (rule: JsonObject) => Added;
}

export interface Added {
  readonly rule: JsonObject;
  /** The place that wants a value now. */
  readonly focus: JsonPath;
}

interface Surroundings {
  readonly subject: Subject;
  readonly options: readonly PathOption[];
  /** For budgets. */
  readonly currency: string;
}

export const quantityPath = 'args.quantity';
export const piecesRecipe = 'Pieces a day';

export function recipesFor({ subject, options, currency }: Surroundings): readonly Recipe[] {
  const has = (path: string) => options.some((it) => it.path === path && it.type === 'number');
  return [
    ...(has(quantityPath)
      ? [
          { label: 'Quantity limit', apply: (rule: JsonObject) => refuseAbove(rule, quantityPath) },
          { label: piecesRecipe, apply: (rule: JsonObject) => addPieces(rule, subject) },
        ]
      : []),
    ...(has('preview.price')
      ? [
          { label: 'Price limit', apply: (rule: JsonObject) => refuseAbove(rule, 'preview.price') },
          { label: 'Budget', apply: (rule: JsonObject) => budget(rule, subject, currency) },
          { label: 'Ask above a price', apply: (rule: JsonObject) => askAbovePrice(rule, subject) },
        ]
      : []),
    { label: 'Only at certain hours', apply: onlyAtHours },
    { label: 'Call limit', apply: (rule) => addLimit(rule, subject) },
  ];
}

/**
 * `deny_if` and not `require`: a call that leaves an optional argument out is not refused for that. Where there is
 * such a rule already, its number is what the person wants to change.
 */
function refuseAbove(rule: JsonObject, path: string): Added {
  const there = boxesOf(rule, 'deny_if').find(({ conditions: [only, ...more] }) => {
    const op = only && getAt(rule, [...only, 'op']);
    return (
      more.length === 0 && only && getAt(rule, [...only, 'path']) === path && (op === 'gt' || op === 'gte')
    );
  });
  const [known] = there?.conditions ?? [];
  if (known) return { rule, focus: [...known, 'value'] };
  return lastConditionOf(withBox(rule, 'deny_if', [{ path, op: 'gt' }]), 'deny_if');
}

function askAbovePrice(rule: JsonObject, subject: Subject): Added {
  const question = { path: 'preview.total', op: 'gt' };
  return lastConditionOf(withBox(stillAsking(rule, subject), 'when', [question]), 'when');
}

function onlyAtHours(rule: JsonObject): Added {
  const hours = [
    { path: 'time.hour', op: 'gte', value: 7 },
    { path: 'time.hour', op: 'lt', value: 22 },
  ];
  const next = withBox(rule, 'require', hours);
  const first = boxesOf(next, 'require').at(-1)?.conditions[0] ?? ['require'];
  return { rule: next, focus: [...first, 'value'] };
}

function lastConditionOf(rule: JsonObject, place: 'deny_if' | 'when'): Added {
  const last = boxesOf(rule, place).at(-1)?.conditions.at(-1) ?? [];
  return { rule, focus: [...last, 'value'] };
}

export function addLimit(rule: JsonObject, subject: Subject): Added {
  const limits = listAt(rule, 'limits');
  const counter = freeCounter(rule, `${subject ?? 'all'}_calls`);
  return {
    rule: { ...rule, limits: [...limits, { counter, window: 'day' }] },
    focus: ['limits', limits.length, 'max'],
  };
}

/** Whether a limit counts pieces, so that a bound on one call has company. */
export function countsPieces(rule: JsonObject): boolean {
  return listAt(rule, 'limits').some((it) => getAt(it, ['increment_from']) === quantityPath);
}

/** All pieces of a day together: a call that names no number is one. */
function addPieces(rule: JsonObject, subject: Subject): Added {
  const limits = listAt(rule, 'limits');
  const known = limits.findIndex(
    (it) => getAt(it, ['increment_from']) === quantityPath && getAt(it, ['window']) === 'day',
  );
  if (known >= 0) return { rule, focus: ['limits', known, 'max'] };
  const counter = freeCounter(rule, `${subject ?? 'all'}_pieces`);
  const pieces = { counter, window: 'day', increment: 1, increment_from: quantityPath };
  return { rule: { ...rule, limits: [...limits, pieces] }, focus: ['limits', limits.length, 'max'] };
}

/** A second budget beside the first is rarely meant: the first one's number is. */
function budget(rule: JsonObject, subject: Subject, currency: string): Added {
  return listAt(rule, 'spend').length > 0
    ? { rule, focus: ['spend', 0, 'max'] }
    : addSpend(rule, subject, currency);
}

export function addSpend(rule: JsonObject, subject: Subject, currency: string): Added {
  const spend = listAt(rule, 'spend');
  const counter = freeCounter(rule, `${subject ?? 'all'}_spend`);
  return {
    rule: { ...rule, spend: [...spend, { counter, window: 'day', currency }] },
    focus: ['spend', spend.length, 'max'],
  };
}

export function addRateLimit(rule: JsonObject): Added {
  return { rule: { ...rule, rate_limit: { window: 60 } }, focus: ['rate_limit', 'max'] };
}

/** A counter's name that this rule does not use: two limits with one name would share what they count. */
function freeCounter(rule: JsonObject, wanted: string): string {
  const used = new Set(
    [...listAt(rule, 'limits'), ...listAt(rule, 'spend')].map((it) => getAt(it, ['counter'])),
  );
  let name = wanted;
  for (let number = 2; used.has(name); number += 1) name = `${wanted}_${number}`;
  return name;
}

function listAt(rule: JsonObject, field: string) {
  const list = rule[field];
  return Array.isArray(list) ? list : [];
}
