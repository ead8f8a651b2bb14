import type { JsonValue } from '../../../contract/json.ts';
import { conditionOp, type ConditionOp } from '../../../contract/policy-document.ts';
import { existsWords, opWords } from './condition-words.ts';
import type { PathOption, ValueType } from './path-options.ts';

/** An operator as a person chooses it: being given and not being given are two. */
export type OpChoice = Exclude<ConditionOp, 'exists'> | 'given' | 'not_given';

const ordered = ['lte', 'lt', 'gte', 'gt'] as const;
const listed = ['in', 'not_in'] as const;
const presence = ['given', 'not_given'] as const;

const choicesOfType: Readonly<Record<ValueType, readonly OpChoice[]>> = {
  number: [...ordered, 'eq', 'neq', ...listed, ...presence],
  text: ['eq', 'neq', ...listed, 'contains', 'regex', ...presence],
  boolean: ['eq', ...presence],
  list: ['contains', ...presence],
  weekday: [...listed, 'eq', 'neq'],
  time: [...ordered, 'eq', 'neq', ...presence],
  any: ['eq', 'neq', ...listed, ...ordered, 'contains', 'regex', ...presence],
};

/** What can be asked about such a thing. One that the document already holds is always among them. */
export function opChoices({ type }: PathOption, chosen: OpChoice | undefined): readonly OpChoice[] {
  const choices = choicesOfType[type];
  return chosen === undefined || choices.includes(chosen) ? choices : [...choices, chosen];
}

export function opLabel(choice: OpChoice, type: ValueType): string {
  switch (choice) {
    case 'given':
      return existsWords(true);
    case 'not_given':
      return existsWords(false);
    case 'regex':
      return 'matches (regex)';
    default:
      return opWords(choice, type === 'time');
  }
}

/** The choice that a condition of the document is; undefined when it is none. */
export function choiceOf(op: JsonValue | undefined, value: JsonValue | undefined): OpChoice | undefined {
  if (op === 'exists') return value === false ? 'not_given' : 'given';
  const known = conditionOp.safeParse(op).data;
  return known === 'exists' ? undefined : known;
}

export type ValueForm = 'none' | 'one' | 'list';

export function valueForm(choice: OpChoice | undefined): ValueForm {
  if (choice === 'given' || choice === 'not_given') return 'none';
  return choice === 'in' || choice === 'not_in' ? 'list' : 'one';
}

/** A value carried over to another operator as well as it can be; undefined: to be given anew. */
export function valueFor(
  choice: OpChoice,
  before: OpChoice | undefined,
  value: JsonValue | undefined,
): JsonValue | undefined {
  if (valueForm(choice) === 'none') return choice === 'given';
  // True and false said that it is given; nothing else means them.
  if (valueForm(before) === 'none' || value === undefined) return undefined;
  if (valueForm(choice) === 'list') return Array.isArray(value) ? value : [value];
  return Array.isArray(value) ? value[0] : value;
}
