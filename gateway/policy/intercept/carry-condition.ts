import type { JsonValue } from '../../../contract/json.ts';
import { conditionOp, type Condition } from '../../../contract/policy-document.ts';
import { parsePath } from '../paths.ts';
import type { InterceptCondition } from './document.ts';
import type { Notes } from './notes.ts';

/** A condition on an argument in the policy language, or why it has none that decides alike. */
export type Carried =
  { readonly ok: true; readonly condition: Condition } | { readonly ok: false; readonly why: string };

export function carryCondition({ place, path, op, value }: InterceptCondition, notes: Notes): Carried {
  const problem = pathProblem(path) ?? valueProblem(op, value);
  if (problem !== undefined) return { ok: false, why: problem };
  noteDifferences({ place, path, op, value }, notes);
  // Validation has seen to the operator, and `valueProblem` to what JSON can say.
  return { ok: true, condition: { path, op: conditionOp.parse(op), value: (value ?? null) as JsonValue } };
}

/** Why a path of arguments cannot be carried; undefined when it can. */
export function pathProblem(path: string): string | undefined {
  const parsed = parsePath(path);
  if (typeof parsed === 'string') return `\`${path}\` leads to no argument`;
  return parsed.isEvery
    ? `\`*\` in \`${path}\` is an argument of that name there, and every element here`
    : undefined;
}

function valueProblem(op: string, value: unknown): string | undefined {
  switch (op) {
    case 'in':
    case 'not_in':
      return Array.isArray(value) && value.every(isScalar)
        ? undefined
        : `\`${op}\` compares with texts, numbers and booleans here`;
    case 'contains':
      return isScalar(value) && value !== null
        ? undefined
        : '`contains` looks for a text, a number or a boolean here';
    default:
      return isScalar(value ?? null)
        ? undefined
        : `\`${op}\` compares with a text, a number or a boolean here`;
  }
}

function isScalar(value: unknown): boolean {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  return typeof value === 'number' && Number.isFinite(value);
}

/** Values for which the two decide differently; none of them is one that the rule was written for. */
function noteDifferences({ place, path, op, value }: InterceptCondition, notes: Notes): void {
  const { pointer } = place;
  const expected: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (
    op !== 'exists' &&
    op !== 'regex' &&
    op !== 'contains' &&
    expected.some((it) => typeof it === 'number')
  ) {
    notes.addOnce(
      pointer,
      'a number that arrives as text is a text there: `"5"` is refused by `lt`, `lte`, `gt` and `gte`, and `"5.0"` is not 5; here it is compared as the number it is',
    );
  }
  if (op === 'neq' || op === 'not_in') {
    notes.addOnce(
      pointer,
      `a list or an object passes \`neq\` and \`not_in\` there; here it cannot be compared and is refused`,
    );
  }
  if (op === 'contains' && typeof value !== 'string') {
    notes.addOnce(
      pointer,
      'a text never contains a number or a boolean there; here its characters are searched',
    );
  }
  if (/\.\d+(?:\.|$)/.test(path)) {
    notes.addOnce(
      pointer,
      'a number in a path is a name there and leads into no list; here it also counts elements',
    );
  }
}
