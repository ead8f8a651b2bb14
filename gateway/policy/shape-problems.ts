import type { z } from 'zod';
import type { Problem } from '../../contract/errors.ts';
import {
  approvalExcept,
  approvalRule,
  approvalWhen,
  assumedFacts,
  condition,
  conditionGroup,
  everyCall,
  example,
  limit,
  policyDocument,
  rateLimit,
  spend,
  toolRule,
} from '../../contract/policy-document.ts';
import { didYouMean, orList } from './nearest.ts';
import { placeIn, type Place } from './place.ts';

type Issue = z.core.$ZodIssue;

/** What is wrong with the shape of a document, in words, each problem at its place. */
export function shapeProblems(error: z.ZodError, document: unknown): readonly Problem[] {
  const problems: Problem[] = [];
  for (const issue of error.issues) describe(issue, [], document, placeIn(problems));
  return problems;
}

/** `before`: the path to the value that the issue's own path starts at. */
function describe(issue: Issue, before: readonly PropertyKey[], document: unknown, root: Place): void {
  const path = [...before, ...issue.path];
  const place = root.at(...path);
  const value = valueAt(document, path);
  switch (issue.code) {
    case 'unrecognized_keys':
      for (const key of issue.keys) place.at(key).report(unknownField(key, path));
      return;
    case 'invalid_union': {
      const closest = closestBranch(issue, value);
      if (!closest) place.report(value === undefined ? missingField(path) : windowText(value));
      else for (const inner of closest) describe(inner, path, document, root);
      return;
    }
    case 'invalid_value':
      place.report(
        value === undefined ? missingField(path, issue.values) : unknownWord(value, path, issue.values),
      );
      return;
    case 'invalid_type':
      place.report(
        value === undefined
          ? missingField(path)
          : `expected ${kinds[issue.expected] ?? issue.expected}, not ${shown(value)}`,
      );
      return;
    case 'custom':
      place.report(value === undefined ? missingField(path) : `${issue.message}, not ${shown(value)}`);
      return;
    case 'too_small':
      place.report(tooSmall(issue, value));
      return;
    case 'too_big':
      place.report(`\`${shown(value)}\` is too much; expected at most ${issue.maximum}`);
      return;
    case 'invalid_format':
    case 'not_multiple_of':
    case 'invalid_key':
    case 'invalid_element':
      place.report(issue.message.toLowerCase());
      return;
  }
}

/** The fields that stand below a name; an index counts as the list's name. */
const fields: Readonly<Record<string, readonly string[]>> = {
  all_tools: Object.keys(everyCall.shape),
  require: [...Object.keys(conditionGroup.shape), ...Object.keys(condition.shape)],
  deny_if: [...Object.keys(conditionGroup.shape), ...Object.keys(condition.shape)],
  conditions: Object.keys(condition.shape),
  approval: Object.keys(approvalRule.shape),
  when: Object.keys(approvalWhen.shape),
  unless: Object.keys(approvalExcept.shape),
  limits: Object.keys(limit.shape),
  spend: Object.keys(spend.shape),
  rate_limit: Object.keys(rateLimit.shape),
  examples: Object.keys(example.shape),
  facts: Object.keys(assumedFacts.shape),
};
const documentFields = Object.keys(policyDocument.shape);
const toolFields = Object.keys(toolRule.shape);

function knownFields(path: readonly PropertyKey[]): readonly string[] {
  if (path.length === 0) return documentFields;
  if (path.length === 2 && path[0] === 'tools') return toolFields;
  const name = path.findLast((it) => typeof it === 'string') ?? '';
  if (name === 'tool') return ['category', 'risk', 'definition_changed'];
  if (name === 'client') return ['name', 'version', 'grant'];
  return Object.hasOwn(fields, name) ? (fields[name] ?? []) : [];
}

function unknownField(key: string, path: readonly PropertyKey[]): string {
  const known = knownFields(path);
  return `unknown field \`${key}\`; ${didYouMean(key, known) ?? `expected ${orList(known)}`}`;
}

const nouns: Readonly<Record<string, string>> = {
  default: 'effect',
  expect: 'effect',
  op: 'operator',
};

function unknownWord(value: unknown, path: readonly PropertyKey[], values: readonly unknown[]): string {
  const name = String(path.at(-1) ?? '');
  const noun = Object.hasOwn(nouns, name) ? nouns[name] : name;
  const text = typeof value === 'string' ? value.slice(0, 60) : shown(value);
  const suggestion = values.length > 5 ? didYouMean(text, values.map(String)) : undefined;
  return `unknown ${noun} \`${text}\`; ${suggestion ?? expectedOf(values)}`;
}

function missingField(path: readonly PropertyKey[], values?: readonly unknown[]): string {
  return `\`${String(path.at(-1) ?? 'document')}\` is missing${values ? `; ${expectedOf(values)}` : ''}`;
}

function expectedOf(values: readonly unknown[]): string {
  // A single value is a literal: quoted, because the text "1" is not the number 1.
  return `expected ${values.length === 1 ? JSON.stringify(values[0]) : orList(values.map(String))}`;
}

function windowText(value: unknown): string {
  const text = typeof value === 'string' ? value.slice(0, 60) : shown(value);
  return `unknown window \`${text}\`; expected minute, hour, day, week, month or a number of seconds`;
}

const kinds: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
  array: 'a list',
};

function tooSmall(issue: Extract<Issue, { code: 'too_small' }>, value: unknown): string {
  if (issue.origin === 'string') return 'expected a name, not an empty text';
  return `\`${shown(value)}\` is too little; expected ${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}`;
}

function shown(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : JSON.stringify(value).slice(0, 60);
}

/** The alternative that was meant: for lists of rules the form of their first entry. Undefined: none in particular. */
function closestBranch(
  issue: Extract<Issue, { code: 'invalid_union' }>,
  value: unknown,
): readonly Issue[] | undefined {
  if (!Array.isArray(value))
    return Array.isArray(issue.errors[0]) && isOfLists(issue) ? issue.errors[0] : undefined;
  const first: unknown = value[0];
  const isGroup = typeof first === 'object' && first !== null && !('op' in first) && !('path' in first);
  return issue.errors[isGroup ? 1 : 0];
}

function isOfLists(issue: Extract<Issue, { code: 'invalid_union' }>): boolean {
  return issue.errors.every((branch) =>
    branch.some((it) => it.code === 'invalid_type' && it.expected === 'array'),
  );
}

function valueAt(document: unknown, path: readonly PropertyKey[]): unknown {
  let value = document;
  for (const name of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Record<PropertyKey, unknown>)[name]; // an own member, checked above
  }
  return value;
}
