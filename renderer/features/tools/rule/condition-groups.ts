import { isJsonObject, type JsonObject, type JsonValue } from '../../../../contract/json.ts';
import { getAt, setAt, type JsonPath } from '../../../lib/policy/json-path.ts';

/** The three places of a rule that hold conditions. */
export type ConditionPlace = 'require' | 'deny_if' | 'when';

/** Conditions that are shown in one box: all of them must hold together. */
export interface ConditionBox {
  /** Where its texts stand; undefined while the list is a plain one, which has no room for them. */
  readonly entry: JsonPath | undefined;
  /** Where each condition stands. */
  readonly conditions: readonly JsonPath[];
}

const listPaths: Readonly<Record<ConditionPlace, JsonPath>> = {
  require: ['require'],
  deny_if: ['deny_if'],
  when: ['approval', 'when'],
};

export function listPath(place: ConditionPlace): JsonPath {
  return listPaths[place];
}

/**
 * The boxes of a place. A plain list of conditions is one box where all must hold (`require`) and a box each where
 * one is enough (`deny_if`): what it means, not how it is written.
 */
export function boxesOf(rule: JsonObject, place: ConditionPlace): readonly ConditionBox[] {
  const path = listPath(place);
  const entries = entriesOf(rule, place);
  if (!isPlain(entries)) {
    return entries.map((entry, at) => {
      const conditions = getAt(entry, ['conditions']);
      const count = Array.isArray(conditions) ? conditions.length : 0;
      return {
        entry: [...path, at],
        conditions: Array.from({ length: count }, (_, index) => [...path, at, 'conditions', index]),
      };
    });
  }
  const paths = entries.map((_, at): JsonPath => [...path, at]);
  if (place === 'require') return [{ entry: undefined, conditions: paths }];
  return paths.map((it) => ({ entry: undefined, conditions: [it] }));
}

/** One more condition in a box. */
export function withCondition(
  rule: JsonObject,
  place: ConditionPlace,
  box: number,
  condition: JsonObject,
): JsonObject {
  const entries = entriesOf(rule, place);
  if (isPlain(entries) && place === 'require') return withEntries(rule, place, [...entries, condition]);
  const grouped = inGroups(rule, place);
  const conditions = getAt(grouped, [...listPath(place), box, 'conditions']);
  return changed(grouped, [...listPath(place), box, 'conditions'], [...listOf(conditions), condition]);
}

/** One more box. */
export function withBox(rule: JsonObject, place: ConditionPlace, conditions: JsonObject[]): JsonObject {
  const entries = entriesOf(rule, place);
  const [only] = conditions;
  if (isPlain(entries) && place === 'deny_if' && only && conditions.length === 1) {
    return withEntries(rule, place, [...entries, only]);
  }
  const grouped = entriesOf(inGroups(rule, place), place);
  return withEntries(rule, place, [...grouped, { conditions }]);
}

/** Without one condition, and without the box when that was its last: an empty one would match every call. */
export function withoutCondition(rule: JsonObject, place: ConditionPlace, path: JsonPath): JsonObject {
  const depth = listPath(place).length;
  const at = path[depth];
  const inBox = getAt(rule, path.slice(0, depth + 1));
  const isLast = isJsonObject(inBox) && listOf(inBox['conditions']).length <= 1;
  if (isLast && typeof at === 'number') return withoutBox(rule, place, at);
  return settled(changed(rule, path, undefined), place);
}

export function withoutBox(rule: JsonObject, place: ConditionPlace, box: number): JsonObject {
  return settled(withEntries(rule, place, entriesOf(rule, place).toSpliced(box, 1)), place);
}

/** A text of a box (`name`, `on_deny`); undefined takes it away. */
export function withBoxText(
  rule: JsonObject,
  place: ConditionPlace,
  box: number,
  field: 'name' | 'on_deny',
  text: string | undefined,
): JsonObject {
  return changed(inGroups(rule, place), [...listPath(place), box, field], text);
}

function entriesOf(rule: JsonObject, place: ConditionPlace): readonly JsonValue[] {
  return listOf(getAt(rule, listPath(place)));
}

function withEntries(rule: JsonObject, place: ConditionPlace, entries: readonly JsonValue[]): JsonObject {
  return changed(rule, listPath(place), [...entries]);
}

/** A list of conditions instead of groups. */
function isPlain(entries: readonly JsonValue[]): boolean {
  return entries.length > 0 && entries.every((it) => isJsonObject(it) && !('conditions' in it));
}

/** The same rule with its plain list as groups, so that there is room for texts and further conditions. */
function inGroups(rule: JsonObject, place: ConditionPlace): JsonObject {
  const entries = entriesOf(rule, place);
  if (!isPlain(entries)) return rule;
  const groups =
    place === 'require' ? [{ conditions: [...entries] }] : entries.map((it) => ({ conditions: [it] }));
  return withEntries(rule, place, groups);
}

/**
 * Without an empty list: `approval` without `when` would ask about every call, so it goes with its last one. Where it
 * says what is not asked about, an empty `when` keeps that.
 */
function settled(rule: JsonObject, place: ConditionPlace): JsonObject {
  if (entriesOf(rule, place).length > 0) return rule;
  if (place === 'when' && getAt(rule, ['approval', 'unless']) !== undefined) return rule;
  const asksAnyway = rule['action'] === 'require_approval';
  const path = place === 'when' && !asksAnyway ? ['approval'] : listPath(place);
  return changed(rule, path, undefined);
}

function changed(rule: JsonObject, path: JsonPath, value: JsonValue | undefined): JsonObject {
  const next = setAt(rule, path, value);
  return isJsonObject(next) ? next : {};
}

function listOf(value: JsonValue | undefined): JsonValue[] {
  return Array.isArray(value) ? value : [];
}
