import { isJsonObject, type JsonObject, type JsonValue } from '../../../contract/json.ts';
import type { ToolEffect } from '../../../contract/policy-document.ts';
import { conditionWords, pathWords } from './condition-words.ts';
import { getAt } from './json-path.ts';

/** One thing that a rule says, and what comes of it. */
export interface RuleSentence {
  readonly tone: ToolEffect;
  readonly text: string;
}

/**
 * A rule in plain words, in the order in which it is evaluated. Reads a draft too, which may lack values: an
 * ellipsis stands for what is missing.
 */
export function ruleWords(rule: JsonObject, effect: ToolEffect | null): readonly RuleSentence[] {
  const opening = effect === null ? [] : [{ tone: effect, text: effectWords[effect] }];
  if (effect === 'deny' || effect === 'hide') return opening;
  return [
    ...opening,
    ...conditionSentences(rule),
    ...quotaSentences(rule),
    ...questionSentences(rule, effect),
  ];
}

const effectWords: Readonly<Record<ToolEffect, string>> = {
  allow: 'Allow',
  ask: 'Ask about every call',
  deny: 'Deny every call',
  hide: 'Hide it: agents do not see it',
};

/** The parts of a rule that a one-click effect leaves alone. */
export function extraWords(rule: JsonObject): readonly RuleSentence[] {
  return [
    ...conditionSentences(rule),
    ...quotaSentences(rule),
    ...questionSentences(rule, rule['action'] === 'require_approval' ? 'ask' : 'allow'),
  ];
}

function conditionSentences(rule: JsonObject): RuleSentence[] {
  const required = groupsOf(rule['require']).flat();
  const refused = listOf(rule['deny_if']).map(conditionsOf);
  return [
    ...(required.length > 0 ? [refusing(`Refuse unless ${joined(required, ' and ')}`)] : []),
    ...(refused.length > 0 ? [refusing(`Refuse ${alternatives(refused)}`)] : []),
  ];
}

function quotaSentences(rule: JsonObject): RuleSentence[] {
  const rate = rule['rate_limit'];
  return [
    ...listOf(rule['limits']).map(limitWords),
    ...(isJsonObject(rate)
      ? [`At most ${said(rate['max'])} calls in any ${said(rate['window'])} seconds`]
      : []),
    ...listOf(rule['spend']).map(spendWords),
  ].map(refusing);
}

function refusing(text: string): RuleSentence {
  return { tone: 'deny', text };
}

function questionSentences(rule: JsonObject, effect: ToolEffect | null): RuleSentence[] {
  const { approval } = rule;
  if (!isJsonObject(approval)) return [];
  const exceptions = listOf(approval['unless']).map(
    (it) => ({ tone: 'allow', text: exceptWords(it) }) as const,
  );
  if (approval['when'] === undefined) {
    return effect === null ? [{ tone: 'ask', text: effectWords.ask }, ...exceptions] : exceptions;
  }
  const questions = listOf(approval['when']).map(conditionsOf);
  if (questions.length === 0 || effect === 'ask') return exceptions;
  return [{ tone: 'ask', text: `Ask ${alternatives(questions)}` }, ...exceptions];
}

/** What a person settled beforehand. */
export function exceptWords(except: JsonValue): string {
  const { name, until } = isJsonObject(except) ? except : {};
  const end = typeof until === 'string' ? `, until ${until.slice(0, 10)}` : '';
  const called = typeof name === 'string' ? ` (${name})` : '';
  return `Not asked when ${joined(conditionsOf(except), ' and ')}${end}${called}`;
}

/** "when a and b, or when c". */
function alternatives(groups: readonly (readonly JsonValue[])[]): string {
  return groups.map((it) => (it.length === 0 ? 'always' : `when ${joined(it, ' and ')}`)).join(', or ');
}

function joined(conditions: readonly JsonValue[], glue: string): string {
  return conditions.map((it) => conditionWords(it)).join(glue);
}

function limitWords(limit: JsonValue): string {
  const { max, window, scope, count, increment, increment_from: from } = isJsonObject(limit) ? limit : {};
  const calls = count === 'successes' ? 'successful calls' : 'calls';
  if (typeof from === 'string') {
    const what = from === '' ? '…' : pathWords(from);
    return `At most ${said(max)} ${windowWords(window)}, adding up ${what}${scopeWords(scope)}`;
  }
  const things =
    increment === undefined || increment === 1 ? calls : `counted (each call adds ${said(increment)})`;
  return `At most ${said(max)} ${things} ${windowWords(window)}${scopeWords(scope)}`;
}

function spendWords(spend: JsonValue): string {
  const { max, currency, window, scope } = isJsonObject(spend) ? spend : {};
  return `Spend at most ${said(max)} ${said(currency)} ${windowWords(window)}${scopeWords(scope)}`;
}

/** "a day", "in any 90 seconds". */
export function windowWords(window: JsonValue | undefined): string {
  if (typeof window === 'number') return `in any ${window} seconds`;
  return window === 'hour' ? 'an hour' : `a ${said(window)}`;
}

export function scopeWords(scope: JsonValue | undefined): string {
  switch (scope) {
    case 'session':
      return ', in each session';
    case 'upstream':
      return ', all clients together';
    case 'all':
      return ', all clients and upstreams together';
    default:
      return '';
  }
}

function said(value: JsonValue | undefined): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '…';
}

export function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : [];
}

/** The conditions of an entry, which may be a condition itself. */
export function conditionsOf(entry: JsonValue): readonly JsonValue[] {
  const conditions = getAt(entry, ['conditions']);
  return Array.isArray(conditions) ? conditions : [entry];
}

function groupsOf(value: JsonValue | undefined): readonly (readonly JsonValue[])[] {
  return listOf(value).map(conditionsOf);
}
