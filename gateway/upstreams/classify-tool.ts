import { isJsonObject, type JsonObject } from '../../contract/json.ts';
import type { ToolCategory, ToolRisk } from '../../contract/model.ts';
import { ambiguous, changes, readVerbs, sweeping, type ChangeCategory } from './tool-words.ts';

/** A tool as its upstream states it. Description and annotations are claims: they can raise a class, never lower it. */
export interface StatedTool {
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  readonly inputSchema: JsonObject;
  readonly annotations?: JsonObject;
}

export interface ToolClass {
  readonly category: ToolCategory;
  readonly risk: ToolRisk;
  /** Why, in words. */
  readonly evidence: string[];
}

/**
 * Classes a tool by what its definition says. Deterministic. The error to avoid is to take a change for a read: what
 * says nothing of itself counts as a change, and `readOnlyHint` alone never makes a name that changes things a read.
 */
export function classifyTool(tool: StatedTool): ToolClass {
  const words = wordsOf(tool.name);
  const found = [
    ...fromName(words),
    ...fromDescription(tool.description ?? ''),
    ...fromSchema(tool.inputSchema),
  ];
  const { readOnlyHint, destructiveHint } = tool.annotations ?? {};
  const readVerb = words.find((word) => readVerbs.has(word));
  const evidence = found.map(({ why }) => why);
  const strongest = order.find((category) => found.some((it) => it.category === category));
  if (strongest) {
    if (readOnlyHint === true) evidence.push('it claims to be read-only, which its definition contradicts');
    return withDestructiveHint(
      { category: strongest, risk: riskOf(strongest, words), evidence },
      destructiveHint,
    );
  }
  if (readOnlyHint === false && destructiveHint !== false && destructiveHint !== undefined) {
    return {
      category: 'Destructive',
      risk: 'high',
      evidence: ['it says itself that it may destroy something'],
    };
  }
  if (readOnlyHint === false) {
    return { category: 'Write', risk: 'medium', evidence: ['it says itself that it is not read-only'] };
  }
  if (readVerb !== undefined) {
    evidence.push(`its name says \`${readVerb}\``);
    if (readOnlyHint === true) evidence.push('it claims to be read-only');
    return { category: 'Read', risk: 'low', evidence };
  }
  if (readOnlyHint === true) {
    return {
      category: 'Read',
      risk: 'low',
      evidence: ['it claims to be read-only, and nothing contradicts it'],
    };
  }
  return { category: 'Write', risk: 'medium', evidence: ['nothing says that it only reads'] };
}

interface Finding {
  readonly category: ChangeCategory;
  readonly why: string;
}

/** The first that was found decides. */
const order: readonly ChangeCategory[] = ['Destructive', 'Financial', 'Execute', 'Write'];

function fromName(words: readonly string[]): Finding[] {
  const isRead = readVerbs.has(words[0] ?? '');
  const found: Finding[] = [];
  words.forEach((word, at) => {
    const category = changes.get(word);
    if (!category) return;
    // `get_order`, `list_posts`: after a verb that reads it is a noun, unless it is joined to it (`find_or_create`).
    const isJoined = ['and', 'or', 'then'].includes(words[at - 1] ?? '');
    if (isRead && ambiguous.has(word) && !isJoined) return;
    found.push({ category, why: `its name says \`${word}\`` });
  });
  const goods = words.find((word) => commerceNouns.has(word));
  if (goods !== undefined && found.some(({ category }) => category === 'Write')) {
    found.push({ category: 'Financial', why: `it changes what is bought (\`${goods}\`)` });
  }
  return found;
}

const commerceNouns: ReadonlySet<string> = new Set([
  'cart',
  'basket',
  'trolley',
  'order',
  'wallet',
  'subscription',
]);

/** Verbs that state what it does: at the start of a sentence, after "and", "then" or "also", or as "deletes". */
function fromDescription(description: string): Finding[] {
  const found: Finding[] = [];
  for (const sentence of description.slice(0, 4_000).split(/[.!?:;\n]+/)) {
    const words = sentence.toLowerCase().match(/[a-z']+/g) ?? [];
    words.forEach((word, at) => {
      const verb = changes.has(word) ? word : finiteForm(word);
      const category = verb === undefined ? undefined : changes.get(verb);
      if (verb === undefined || !category) return;
      const before = words[at - 1];
      const isStated = before === undefined || ['and', 'then', 'also'].includes(before) || verb !== word;
      const isNoun = ambiguous.has(verb) && before !== undefined;
      // "never deletes"; "changes nothing", but not "deletes nothing but old ones".
      const isDenied =
        words.slice(Math.max(0, at - 4), at).some((it) => denials.has(it)) ||
        (words[at + 1] === 'nothing' && at + 2 === words.length);
      if (isStated && !isNoun && !isDenied) found.push({ category, why: `its description says \`${word}\`` });
    });
  }
  return found;
}

const denials: ReadonlySet<string> = new Set([
  'not',
  'never',
  'without',
  'nothing',
  'no',
  "doesn't",
  "don't",
  'cannot',
]);

/** The verb of "deletes", "pushes", "modifies". */
function finiteForm(word: string): string | undefined {
  if (!word.endsWith('s')) return undefined;
  const stems = [word.slice(0, -1), word.slice(0, -2), word.slice(0, -3) + 'y'];
  return stems.find((stem) => changes.has(stem));
}

function fromSchema(schema: JsonObject): Finding[] {
  const properties = isJsonObject(schema['properties']) ? Object.keys(schema['properties']) : [];
  return properties.flatMap((property): Finding[] => {
    const name = wordsOf(property).join('_');
    if (runnable.has(name)) return [{ category: 'Execute', why: `it takes \`${property}\`, which is run` }];
    if (payable.has(name)) return [{ category: 'Financial', why: `it takes \`${property}\`` }];
    return [];
  });
}

const runnable: ReadonlySet<string> = new Set([
  'command',
  'cmd',
  'code',
  'script',
  'sql',
  'shell',
  'expression',
]);
const payable: ReadonlySet<string> = new Set([
  'card_number',
  'payment_method',
  'payment_method_id',
  'iban',
  'cvv',
]);

function riskOf(category: ChangeCategory, words: readonly string[]): ToolRisk {
  switch (category) {
    case 'Write':
      return 'medium';
    case 'Execute':
      return 'high';
    case 'Destructive':
    case 'Financial':
      return words.some((word) => sweeping.has(word)) ? 'critical' : 'high';
  }
}

function withDestructiveHint(found: ToolClass, hint: unknown): ToolClass {
  if (hint !== true || found.risk !== 'medium') return found;
  const evidence = [...found.evidence, 'it says itself that it may destroy something'];
  return { category: 'Destructive', risk: 'high', evidence };
}

/** `addToCart`, `add-to-cart`, `cart.add` and `HTTPGet` in lower-case words. */
function wordsOf(name: string): string[] {
  const spaced = name.replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2').replaceAll(/([A-Z])([A-Z][a-z])/g, '$1 $2');
  return spaced
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}
