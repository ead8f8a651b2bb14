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

export function recipesFor({ subject, options, currency }: Surroundings): readonly Recipe[] {
  const has = (path: string) => options.some((it) => it.path === path && it.type === 'number');
  return [
    ...(has('args.quantity')
      ? [{ label: 'Most of one item', apply: (rule: JsonObject) => refuseAbove(rule, 'args.quantity') }]
      : []),
    ...(has('preview.price')
      ? [
          { label: 'Highest price', apply: (rule: JsonObject) => refuseAbove(rule, 'preview.price') },
          { label: 'Budget', apply: (rule: JsonObject) => addSpend(rule, subject, currency) },
          { label: 'Ask above a price', apply: (rule: JsonObject) => askAbovePrice(rule, subject) },
        ]
      : []),
    { label: 'Only at certain hours', apply: onlyAtHours },
    { label: 'Most calls', apply: (rule) => addLimit(rule, subject) },
  ];
}

/** `deny_if` and not `require`: a call that leaves an optional argument out is not refused for that. */
function refuseAbove(rule: JsonObject, path: string): Added {
  return lastConditionOf(withBox(rule, 'deny_if', [{ path, op: 'gt' }]), 'deny_if');
}

function askAbovePrice(rule: JsonObject, subject: Subject): Added {
  const question = { path: 'preview.total', op: 'gt' };
  return lastConditionOf(withBox(stillAsking(rule, subject), 'when', [question]), 'when');
}

function onlyAtHours(rule: JsonObject): Added {
  const hours = [
    { path: 'time.hour', op: 'gte', value: 7 },
    { path: 'time.hour', op: 'lte', value: 21 },
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
