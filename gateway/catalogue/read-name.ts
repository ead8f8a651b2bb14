import type { Evidence } from './evidence.ts';
import { graverTogether } from './graver-together.ts';
import { foreignChangesIn } from './read-foreign.ts';
import {
  ambiguous,
  changes,
  closingReads,
  closingVerbs,
  nounFirst,
  nounReads,
  ofRouting,
  readVerbs,
} from './tool-words.ts';
import { withoutCompounds, wordsOf } from './words-of.ts';

/** What a tool's name says. */
export interface NameReading {
  readonly words: readonly string[];
  readonly found: readonly Evidence[];
  /** The words that change something. */
  readonly verbs: readonly string[];
  /** The verb that says it only looks, when one leads the name. */
  readonly readVerb: string | undefined;
}

/** Reads a name word by word. The first verb tells what the others are: `list_orders` orders nothing. */
export function readName(name: string): NameReading {
  const plain = wordsOf(name);
  const words = withoutCompounds(plain.length === 1 ? unglued(plain[0] ?? '') : plain);
  const leadAt = words.findIndex((word) => readVerbs.has(word) || changes.has(word));
  const readVerb = readVerbOf(words, words[leadAt] ?? '');
  const verbs = words.filter((word, at) => {
    const category = changes.get(word);
    const isLeadingNoun = at === leadAt && readVerb !== undefined;
    if (!category || isLeadingNoun) return false;
    // `find_or_create`; and what gets and sets does both.
    const isJoined = joints.has(words[at - 1] ?? '') || (word === 'set' && words[at - 1] === 'get');
    // After a verb these are nouns, unless they are joined to it, but what costs money still does.
    const isNoun = ambiguous.has(word) && at !== leadAt && !isJoined;
    return !isNoun || (readVerb === undefined && category === 'Financial');
  });
  const found = verbs.flatMap((word): Evidence[] => {
    const category = changes.get(word);
    return category ? [{ category, why: `its name says \`${word}\`` }] : [];
  });
  // A name that is led by a verb that reads says others of what is read.
  const grave = (readVerb === undefined ? words : verbs).flatMap((word) => {
    const around = words.filter((it) => it !== word);
    return graverTogether(word, around, 'its name') ?? [];
  });
  const goods = commerceNounIn(words);
  if (goods !== undefined && found.some(({ category }) => category === 'Write')) {
    found.push({ category: 'Financial', why: `it changes what is bought (\`${goods}\`)` });
  }
  if (readVerb === 'query' && (words.length === 1 || words.some((it) => databases.has(it)))) {
    found.push({ category: 'Execute', why: 'a query to a database can change it' });
  }
  return {
    words,
    verbs,
    found: [...found, ...grave, ...foreignChangesIn(words, 'its name', { mayBeEnglish: true })],
    readVerb,
  };
}

/** The verb that reads, when the name is led by one and does not end in another that changes. */
function readVerbOf(words: readonly string[], lead: string): string | undefined {
  const last = words.at(-1) ?? '';
  // `order_list`, `message_search`
  if (nounFirst.has(lead) && closingReads.has(last)) return last;
  // `status_update`, `scan_start`
  if (nounReads.has(lead) && words.length > 1 && closingVerbs.has(last)) return undefined;
  // `check_in`, `check_out_guest`
  const isPhrase = lead === 'check' && ['in', 'out', 'off'].includes(words[words.indexOf(lead) + 1] ?? '');
  // `map_domain` makes it lead somewhere; `map_site` only looks.
  const isRouting = lead === 'map' && words.some((it) => ofRouting.has(it));
  return readVerbs.has(lead) && !isPhrase && !isRouting ? lead : undefined;
}

const joints: ReadonlySet<string> = new Set(['and', 'or', 'then', 'n', 'to']);
const databases: ReadonlySet<string> = new Set(
  'sql db database postgres postgresql mysql mariadb sqlite mssql oracle mongo mongodb cypher neo4j duckdb'.split(
    ' ',
  ),
);
const commerceNouns: ReadonlySet<string> = new Set([
  'cart',
  'basket',
  'trolley',
  'order',
  'wallet',
  'subscription',
  'invoice',
]);

function commerceNounIn(words: readonly string[]): string | undefined {
  // Databases have transactions too, but those are not sent or signed.
  const isSent = words.some((word) => ['send', 'sign', 'submit', 'broadcast'].includes(word));
  return words.find((word) => commerceNouns.has(word) || (word === 'transaction' && isSent));
}

/** The verbs in a name without borders, such as `deleteuser` or `getanddelete`; any other name as it is. */
function unglued(word: string): string[] {
  if (changes.has(word) || readVerbs.has(word)) return [word];
  const hidden = [...changes.keys()].filter(
    (verb) =>
      verb.length > 4 &&
      (word.startsWith(verb) || (word.includes(verb) && !ambiguous.has(verb))) &&
      !isInflected(word, verb),
  );
  if (hidden.length > 0) return [word, ...hidden];
  const reading = ['search', 'fetch', 'list', 'read', 'get'].find((verb) => word.startsWith(verb));
  return reading === undefined ? [word] : [reading, word.slice(reading.length)];
}

/** `deleted`, `updates`, `scheduler`: about the verb, not the verb. */
function isInflected(word: string, verb: string): boolean {
  const end = word.startsWith(verb) ? word.slice(verb.length) : undefined;
  return end !== undefined && /^(?:s|es|d|ed|r|er|rs|ers|ing|or|ors|able|ment|ments|ion|ions)$/.test(end);
}
