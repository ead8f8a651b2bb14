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

export interface ValuesRead {
  /** Null: stays what it was. */
  readonly values: Readonly<Record<string, string | null>>;
  /** In words; null when all is there. */
  readonly problem: string | null;
  /** The name of the one that has no value, when that is the problem. */
  readonly missing: string | null;
}

/** The values to save, or what is missing. `isAnew`: nothing can be kept, each has to be given. */
export function valuesOf({ kept, text }: ValuesDraft, separator: '=' | ':', isAnew: boolean): ValuesRead {
  const { values: added, problem } = pairsOf(text, separator);
  // Names of headers are the same in any case; those of variables are not.
  const fold = (name: string) => (separator === ':' ? name.toLowerCase() : name);
  const typed = new Set(Object.keys(added).map(fold));
  const old = [...kept].filter(([name]) => !typed.has(fold(name)));
  const values = { ...Object.fromEntries(old), ...added };
  const [missing] = old.find(([, value]) => value === '' || (value === null && isAnew)) ?? [null];
  return { values, missing, problem: problem ?? (missing === null ? null : wordsFor(missing, isAnew)) };
}

function wordsFor(missing: string, isAnew: boolean): string {
  return isAnew
    ? `Another server: give \`${missing}\` anew, or take it away.`
    : `Give the new value of \`${missing}\`, or keep the one it has.`;
}
