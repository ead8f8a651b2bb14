import { isJsonObject, type JsonObject } from '../../../contract/json.ts';
import type { ApiOutput } from '../../../contract/api.ts';
import { sentence } from '../../lib/use-command.ts';
import type { Remark } from './json-editor.tsx';
import { parseTree, rangeOfPointer, repeatedNames, syntaxProblem, type Range } from './json-places.ts';

/** A policy text as it can be worked with. */
export interface PolicyText {
  readonly text: string;
  /** Null while it is no JSON object. */
  readonly document: JsonObject | null;
  /** What the text itself is to blame for. */
  readonly remarks: readonly Remark[];
  rangeOf(pointer: string): Range;
}

export function readPolicyText(text: string): PolicyText {
  const tree = parseTree(text);
  const rangeOf = (pointer: string) => rangeOfPointer(tree, text, pointer);
  const broken = syntaxProblem(tree, text);
  if (broken) return { text, document: null, remarks: [{ ...broken, level: 'error' }], rangeOf };
  const value: unknown = JSON.parse(text);
  if (!isJsonObject(value)) {
    const message = 'a policy is an object: { "version": "1", "default": "deny" }';
    return { text, document: null, remarks: [{ ...rangeOf(''), level: 'error', message }], rangeOf };
  }
  const remarks = repeatedNames(tree, text).map((it): Remark => ({ ...it, level: 'warning' }));
  return { text, document: value, remarks, rangeOf };
}

/** What the app says of the document, at the places in the text. */
export function remarksOf(
  { remarks, rangeOf }: PolicyText,
  checked: ApiOutput<'policy.check'> | null,
): readonly Remark[] {
  const problems = checked?.problems ?? [];
  const findings = checked?.findings ?? [];
  return [
    ...remarks,
    ...problems.map(({ pointer, message }): Remark => ({
      ...{ ...rangeOf(pointer), level: 'error', message: plain(message) },
    })),
    ...findings.map(({ pointer, level, message }): Remark => ({
      ...rangeOf(pointer),
      level: level === 'warning' ? 'warning' : 'info',
      message: plain(message),
    })),
  ];
}

/** Without the marks that a page draws as code. */
function plain(message: string): string {
  return sentence(message).replaceAll('`', '"').replace(/""/g, '"');
}
