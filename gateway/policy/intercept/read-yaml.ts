import { isScalar, LineCounter, parseDocument, Scalar, visit, type Document } from 'yaml';
import { plainValue, PlainText } from './plain-text.ts';

export type YamlValue =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly problems: readonly string[] };

/** Ten times the longest policies that are published; a parser may take a while over more. */
const maxLength = 100_000;
/** Aliases can make a small text into a tree of any size. */
const maxAliasCount = 1000;
const maxValues = 100_000;
const maxProblems = 10;

/**
 * Reads one YAML document into plain values: mappings as objects, unquoted scalars as `PlainText`. Never throws, and
 * takes no more than its limits allow. Differs from YAML 1.2 where the dialect's own reader does: see `plainValue`.
 */
export function readYaml(text: string): YamlValue {
  if (text.length > maxLength) {
    return refused(`the file has ${text.length} characters; expected at most ${maxLength}`);
  }
  try {
    const lines = new LineCounter();
    const document = parseDocument(text, {
      lineCounter: lines,
      merge: true,
      stringKeys: true,
      prettyErrors: false, // thousands of them would be slow to point at
      uniqueKeys: false, // checked below: the parser compares each with each
    });
    const problems = [...document.errors, ...document.warnings].map(({ code, message, pos }) => {
      return `${lineAt(lines, pos[0])}: ${sentences[code] ?? lowercased(message)}`;
    });
    problems.push(...repeatedKeys(document, lines));
    if (problems.length > 0) return refused(...problems);
    markPlainTexts(document);
    const value: unknown = document.toJS({ maxAliasCount });
    return isBounded(value)
      ? { ok: true, value }
      : refused(`the aliases stand for more than ${maxValues} values; write fewer of them`);
  } catch (error) {
    return refused(lowercased(error instanceof Error ? error.message : String(error)));
  }
}

const sentences: Readonly<Record<string, string>> = {
  MULTIPLE_DOCS: 'a second document starts here, and only the first would count; remove one of them',
  NON_STRING_KEY: 'a name is expected before the colon',
};

function refused(...problems: readonly string[]): YamlValue {
  return { ok: false, problems: problems.slice(0, maxProblems) };
}

function lineAt(lines: LineCounter, offset: number): string {
  return `line ${lines.linePos(offset).line}`;
}

function lowercased(message: string): string {
  const [line = ''] = message.split('\n');
  return line.slice(0, 1).toLowerCase() + line.slice(1, 300);
}

function repeatedKeys(document: Document, lines: LineCounter): readonly string[] {
  const problems: string[] = [];
  visit(document, {
    Map: (_key, map) => {
      const seen = new Set<unknown>();
      for (const { key } of map.items) {
        if (!isScalar(key) || key.value === '<<') continue;
        if (seen.has(key.value)) {
          problems.push(`${lineAt(lines, key.range?.[0] ?? 0)}: \`${String(key.value)}\` is here twice`);
        }
        seen.add(key.value);
      }
    },
  });
  return problems;
}

/** Keeps the text of what stands without quotes: a field that holds a text reads `1.0` as that, not as the number. */
function markPlainTexts(document: Document): void {
  visit(document, {
    Scalar: (key, node) => {
      if (key === 'key' || node.tag !== undefined || node.type !== Scalar.PLAIN) return;
      const text = node.source ?? '';
      node.value = new PlainText(text, plainValue(text));
    },
  });
}

/** Whether the tree is finite and of a reasonable size, counting what is shared as often as it appears. */
function isBounded(value: unknown): boolean {
  const open = [value];
  for (let seen = 0; open.length > 0; seen += 1) {
    if (seen + open.length > maxValues) return false;
    const next = open.pop();
    if (typeof next !== 'object' || next === null || next instanceof PlainText) continue;
    for (const member of Object.values(next) as unknown[]) open.push(member);
  }
  return true;
}
