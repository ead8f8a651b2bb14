import type { JsonValue } from '../../contract/json.ts';
import type { ConditionOp } from '../../contract/policy-document.ts';
import { shortened } from './kept.ts';
import { orList } from './nearest.ts';
import { missing, unknownFact, type Found } from './paths.ts';

/** Which side of a policy a condition stands on; it decides how the rule is put into words. */
export type Stance = 'require' | 'deny_if' | 'ask';

/** A path as a person says it: arguments by their own name. */
export function nameOf(path: string): string {
  return path.startsWith('args.') ? path.slice('args.'.length) : path;
}

/** A value in a sentence: texts quoted, shortened and on one line, big things summed up. */
export function display(value: Found): string {
  if (value === missing || value === undefined) return 'missing';
  if (value === unknownFact) return 'not known';
  if (typeof value === 'string') return JSON.stringify(shortened(value, 60));
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return String(value);
  return `a ${typeof value}`;
}

/** What a rule on that side says of a value, as the end of a sentence. */
export function rulePhrase(stance: Stance, op: ConditionOp, expected: JsonValue): string {
  if (op === 'exists') return existenceText(stance, expected === true);
  if (stance === 'require')
    return `${narrow.includes(op) ? 'allows only' : 'allows'} ${rangeText(op, expected)}`;
  // "refuses at least 22" reads like its opposite.
  if (op === 'gte') return `${bare(expected)} or more`;
  return op === 'lte' ? `${bare(expected)} or less` : rangeText(op, expected);
}

const narrow: readonly ConditionOp[] = ['eq', 'in', 'regex', 'contains'];

function existenceText(stance: Stance, isGiven: boolean): string {
  if (stance === 'require') return isGiven ? 'needs it' : 'allows the call only without it';
  return isGiven ? 'a call with it' : 'a call without it';
}

function rangeText(op: Exclude<ConditionOp, 'exists'>, expected: JsonValue): string {
  switch (op) {
    case 'eq':
      return display(expected);
    case 'neq':
      return `anything but ${display(expected)}`;
    case 'lt':
      return `less than ${bare(expected)}`;
    case 'lte':
      return `at most ${bare(expected)}`;
    case 'gt':
      return `more than ${bare(expected)}`;
    case 'gte':
      return `at least ${bare(expected)}`;
    case 'in':
      return listText(expected);
    case 'not_in':
      return `anything but ${listText(expected)}`;
    case 'regex':
      return `what matches \`${shortened(bare(expected), 80)}\``;
    case 'contains':
      return `what contains ${display(expected)}`;
  }
}

/** Numbers and times without quotes, however they are written in the document. */
function bare(value: JsonValue): string {
  return typeof value === 'string' ? value : display(value);
}

function listText(expected: JsonValue): string {
  if (!Array.isArray(expected)) return display(expected);
  if (expected.length === 0) return 'nothing';
  const shown = expected.slice(0, 8).map(display);
  return expected.length > 8 ? `${shown.join(', ')} and ${expected.length - 8} more` : orList(shown);
}
