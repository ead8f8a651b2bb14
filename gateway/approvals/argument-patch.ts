import { canonicalJson, type JsonObject, type JsonValue } from '../../contract/json.ts';
import type { ArgumentChange } from '../../contract/model.ts';
import { isRedacted, redactArguments } from '../audit/redact.ts';

/**
 * What a person changed, member by member. Not the whole: the person saw the recorded arguments, in which secrets are
 * replaced, and what they did not touch has to stay what the agent sent.
 */
export interface ArgumentPatch {
  readonly set: JsonObject;
  readonly unset: readonly string[];
}

/** The difference between the recorded arguments and the edited ones; a string is what cannot be done. */
export function patchBetween(shown: JsonObject, edited: JsonObject): ArgumentPatch | string {
  const set = Object.entries(edited).filter(
    ([name, value]) => !Object.hasOwn(shown, name) || !isSame(shown[name], value),
  );
  const unset = Object.keys(shown).filter((name) => !Object.hasOwn(edited, name));
  const broken = set.find(([, value]) => hasRedacted(value));
  if (broken) return `\`${broken[0]}\` cannot be changed: part of it was not recorded`;
  return { set: Object.fromEntries(set), unset };
}

export const isEmptyPatch = ({ set, unset }: ArgumentPatch): boolean =>
  unset.length === 0 && Object.keys(set).length === 0;

export const touches = ({ set, unset }: ArgumentPatch, name: string): boolean =>
  Object.hasOwn(set, name) || unset.includes(name);

export function applyPatch({ set, unset }: ArgumentPatch, args: JsonObject): JsonObject {
  const kept = Object.entries(args).filter(([name]) => !unset.includes(name));
  return Object.fromEntries([...kept, ...Object.entries(set)]);
}

/** The changes as they may be recorded and told. */
export function changesOf({ set, unset }: ArgumentPatch, shown: JsonObject): ArgumentChange[] {
  const before = (name: string) => (Object.hasOwn(shown, name) ? { from: shown[name] as JsonValue } : {}); // its own
  return [
    ...Object.entries(redactArguments(set)).map(([name, to]) => ({ name, ...before(name), to })),
    ...unset.map((name) => ({ name, ...before(name) })),
  ];
}

/** "`quantity` from 10 to 2, `gift` added as true". */
export function describeChanges(changes: readonly ArgumentChange[]): string {
  return changes
    .map(({ name, from, to }) => {
      if (to === undefined) return `\`${name}\` taken away (it was ${JSON.stringify(from)})`;
      if (from === undefined) return `\`${name}\` added as ${JSON.stringify(to)}`;
      return `\`${name}\` from ${JSON.stringify(from)} to ${JSON.stringify(to)}`;
    })
    .join(', ');
}

function isSame(a: JsonValue | undefined, b: JsonValue): boolean {
  return a !== undefined && canonicalJson(a) === canonicalJson(b);
}

function hasRedacted(value: JsonValue): boolean {
  if (Array.isArray(value)) return value.some(hasRedacted);
  if (typeof value === 'object' && value !== null) return Object.values(value).some(hasRedacted);
  return isRedacted(value);
}
