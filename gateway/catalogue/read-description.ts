import type { Evidence } from './evidence.ts';
import { graverTogether } from './graver-together.ts';
import { foreignChangesIn, isForeign } from './read-foreign.ts';
import { ambiguous, changes, nounsOnly, readsInProse } from './tool-words.ts';
import { withoutCompounds } from './words-of.ts';

/** What a description says. It is a claim: it can raise a class, and make a nameless reading likely. */
export interface DescriptionReading {
  readonly found: readonly Evidence[];
  /** The verb that it begins with, when that only looks. */
  readonly readVerb: string | undefined;
  /** It is of a language whose verbs are not known here, so its silence says nothing. */
  readonly isForeign: boolean;
}

const maxLength = 8_000;

/** Finds the verbs that state what a tool does; not those that are denied, nor nouns that only look like them. */
export function readDescription(description: string): DescriptionReading {
  const text = description.slice(0, maxLength).normalize('NFKC').toLowerCase().replaceAll('’', "'");
  const all = wordsIn(text);
  const foreign = isForeign(all);
  const found = text
    .split(/[.!?:;\n()]+/)
    .flatMap((sentence) => statedIn(withoutCompounds(wordsIn(sentence))));
  const first = all.find((word) => !fillers.has(word)) ?? '';
  return {
    found: foreign ? [...found, ...foreignChangesIn(all, 'its description', { mayBeEnglish: false })] : found,
    readVerb: readsInProse.has(first) ? first : undefined,
    isForeign: foreign,
  };
}

const fillers: ReadonlySet<string> = new Set([
  'this',
  'tool',
  'the',
  'a',
  'quickly',
  'simply',
  'only',
  'just',
]);

function wordsIn(text: string): string[] {
  return text.match(/[\p{L}'-]+/gu) ?? [];
}

function statedIn(words: readonly string[]): Evidence[] {
  const found: Evidence[] = [];
  let deniedAt = -Infinity;
  words.forEach((word, at) => {
    if (!isVerb(word)) return;
    if (isDenied(words, at, deniedAt)) {
      deniedAt = at;
      return;
    }
    const stated = readForm(words, at);
    if (!stated) return;
    found.push({ category: stated, why: `its description says \`${word}\`` });
    const grave = graverTogether(
      baseOf(word) ?? word,
      words.slice(at + 1, at + 1 + reach),
      'its description',
    );
    if (grave) found.push(grave);
  });
  return found;
}

/** So many words after a verb are about what it does. */
const reach = 6;

function isVerb(word: string): boolean {
  return baseOf(word) !== undefined;
}

/** The verb that a word is a form of. */
function baseOf(word: string): string | undefined {
  return [word, finiteOf(word), participleOf(word), gerundOf(word)].find(
    (it) => it !== undefined && changes.has(it),
  );
}

/** The category of the verb at a place, when the sentence says that the tool does it. */
function readForm(words: readonly string[], at: number): Evidence['category'] | undefined {
  const word = words[at] ?? '';
  const before = words[at - 1];
  const isLed = before === undefined || joints.has(before);
  const participle = changes.has(word) ? undefined : participleOf(word);
  const finite = changes.has(word) ? undefined : finiteOf(word);
  const gerund = changes.has(word) ? undefined : gerundOf(word);
  if (changes.has(word)) {
    if (nounsOnly.has(word)) return undefined;
    if (!isLed && !isIntended(words, at)) return undefined;
    return isNounHere(word, words, at, before === undefined) ? undefined : changes.get(word);
  }
  if (finite !== undefined) {
    return nounsOnly.has(finite) || isNounHere(finite, words, at, false) ? undefined : changes.get(finite);
  }
  if (gerund !== undefined) {
    const isStated = before === undefined || before === 'by' || before === 'for';
    return isStated && !isNounHere(gerund, words, at, false) ? changes.get(gerund) : undefined;
  }
  if (participle !== undefined && isPassive(words, at)) return changes.get(participle);
  return undefined;
}

const joints: ReadonlySet<string> = new Set([
  'and',
  'then',
  'also',
  'or',
  'optionally',
  'afterwards',
  'finally',
]);
const modals: ReadonlySet<string> = new Set([
  ...['will', 'can', 'may', 'might', 'could', 'would', 'must', 'automatically', 'permanently', 'immediately'],
  ...['silently', 'irreversibly', 'directly'],
]);
const purposes: ReadonlySet<string> = new Set(
  'use used uses allows allow able lets let enables enable helps tool possible ability'.split(' '),
);

/** "will delete", "can be used to delete", "allows you to delete". */
function isIntended(words: readonly string[], at: number): boolean {
  const before = words[at - 1] ?? '';
  if (modals.has(before)) return true;
  return before === 'to' && words.slice(Math.max(0, at - 5), at - 1).some((it) => purposes.has(it));
}

const determiners: ReadonlySet<string> = new Set(
  'a an the all any every each this these those its your their one several some many it them multiple new up on off out'.split(
    ' ',
  ),
);
const nounFollowers: ReadonlySet<string> = new Set(
  'of for from in on by with id ids list history details info status data name names near whose is are was were to at'.split(
    ' ',
  ),
);

/** "Orders of a shop" against "orders the goods"; "Run history" against "Run a query". */
function isNounHere(verb: string, words: readonly string[], at: number, isBareAtStart: boolean): boolean {
  if (!ambiguous.has(verb)) return false;
  const next = words[at + 1];
  if (next === undefined) return true;
  return isBareAtStart ? nounFollowers.has(next) : !determiners.has(next);
}

/** "is deleted afterwards", "will be overwritten"; not "that are deleted" or "which was deleted". */
function isPassive(words: readonly string[], at: number): boolean {
  const isAdverb = /ly$/.test(words[at - 1] ?? '');
  const auxiliaryAt = isAdverb ? at - 2 : at - 1;
  const auxiliary = words[auxiliaryAt] ?? '';
  // "get marked" is said of something; "Get annotated messages" begins with it.
  if (auxiliary === 'be' || auxiliary === 'gets' || (auxiliary === 'get' && auxiliaryAt > 0)) {
    // What can be done is not done by this.
    return !['to', 'not', 'been', 'can', 'could'].includes(words[auxiliaryAt - 1] ?? '');
  }
  if (auxiliary !== 'is' && auxiliary !== 'are') return false;
  const isClause = words
    .slice(Math.max(0, auxiliaryAt - 4), auxiliaryAt)
    .some((it) => ['that', 'which', 'whether', 'if', 'when', 'who', 'whose', 'where', 'what'].includes(it));
  const after = words[at + 1];
  if (isClause) return false;
  // "are marked and come last" says how they are shown; "are deleted and gone" what is done.
  const isPlain = !ambiguous.has(participleOf(words[at] ?? '') ?? '');
  return isAdverb || (after === undefined ? isPlain : (isPlain ? aftermath : later).has(after));
}

const later: ReadonlySet<string> = new Set(['after', 'afterwards', 'once']);
const aftermath: ReadonlySet<string> = new Set('after afterwards once from and permanently on'.split(' '));

/** "never deletes", "does not create, move or delete"; "changes nothing", but not "deletes nothing but old ones". */
function isDenied(words: readonly string[], at: number, deniedAt: number): boolean {
  if (words[at + 1] === 'nothing' && at + 2 === words.length) return true;
  const turn = words.slice(Math.max(0, deniedAt), at).some((it) => it === 'but' || it === 'however');
  if (at - deniedAt <= 3 && !turn) return true;
  const near = words.slice(Math.max(0, at - 4), at);
  const denial = near.findLastIndex((it) => denials.has(it));
  // "not only … but also deletes", "without asking, deletes": what denied something else is over.
  return (
    denial >= 0 && !near.slice(denial).some((it) => ['but', 'only', 'asking', 'confirmation'].includes(it))
  );
}

const denials: ReadonlySet<string> = new Set(
  "not never without nothing no nor doesn't don't cannot can't won't neither".split(' '),
);

/** The verb of "deletes", "pushes", "modifies". */
function finiteOf(word: string): string | undefined {
  if (!word.endsWith('s')) return undefined;
  const stems = [word.slice(0, -1)];
  if (word.endsWith('es')) stems.push(word.slice(0, -2));
  if (word.endsWith('ies')) stems.push(`${word.slice(0, -3)}y`);
  return stems.find((stem) => changes.has(stem));
}

/** The verb of "deleted", "dropped", "modified", "overwritten". */
function participleOf(word: string): string | undefined {
  if (Object.hasOwn(irregular, word)) return irregular[word];
  if (!word.endsWith('ed')) return undefined;
  return verbOf(word.slice(0, -2), word.endsWith('ied') ? `${word.slice(0, -3)}y` : undefined);
}

const irregular: Readonly<Record<string, string>> = {
  overwritten: 'overwrite',
  written: 'write',
  sent: 'send',
  bought: 'buy',
  sold: 'sell',
  paid: 'pay',
  made: 'make',
};

/** The verb of "deleting", "dropping". */
function gerundOf(word: string): string | undefined {
  return word.endsWith('ing') ? verbOf(word.slice(0, -3), undefined) : undefined;
}

function verbOf(stem: string, other: string | undefined): string | undefined {
  const single = stem.at(-1) === stem.at(-2) ? stem.slice(0, -1) : undefined;
  return [stem, `${stem}e`, single, other].find((it) => it !== undefined && changes.has(it));
}
