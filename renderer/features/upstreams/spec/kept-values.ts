import { pairsOf } from './spec-of.ts';

/** Values that a person may keep without seeing them, and new ones as typed. */
export interface ValuesDraft {
  /** Null: as it was; a text takes its place. One that is not in it goes. */
  readonly kept: ReadonlyMap<string, string | null>;
  /** New ones, one a line. */
  readonly text: string;
}

/** Everything as it is. */
export function valuesDraft(names: readonly string[]): ValuesDraft {
  return { kept: new Map(names.map((name) => [name, null])), text: '' };
}

/** The values to save (null: stays), or what is missing. `isAnew`: nothing can be kept, each has to be given. */
export function valuesOf(
  { kept, text }: ValuesDraft,
  separator: '=' | ':',
  isAnew: boolean,
): { readonly values: Record<string, string | null>; readonly problem: string | null } {
  const { values: added, problem } = pairsOf(text, separator);
  // Names of headers are the same in any case; those of variables are not.
  const fold = (name: string) => (separator === ':' ? name.toLowerCase() : name);
  const typed = new Set(Object.keys(added).map(fold));
  const old = [...kept].filter(([name]) => !typed.has(fold(name)));
  const values = { ...Object.fromEntries(old), ...added };
  return { values, problem: problem ?? missing(old, isAnew) };
}

function missing(old: readonly (readonly [string, string | null])[], isAnew: boolean): string | null {
  const empty = old.find(([, value]) => value === '' || (value === null && isAnew));
  if (!empty) return null;
  return isAnew
    ? `another server: give \`${empty[0]}\` anew, or take it away`
    : `give the new value of \`${empty[0]}\`, or keep the one it has`;
}
