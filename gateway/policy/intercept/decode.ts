import { isJsonObject } from '../../../contract/json.ts';
import { policyDocument, toolRule } from '../../../contract/policy-document.ts';
import { didYouMean } from '../nearest.ts';
import type { Place } from '../place.ts';
import type {
  InterceptCondition,
  InterceptPolicy,
  InterceptRule,
  InterceptState,
  InterceptTool,
} from './document.ts';
import type { Notes } from './notes.ts';
import { PlainText } from './plain-text.ts';

/** Sorts the values of a file into the shape of a policy. Wrong kinds are reported, unknown fields noted. */
export function decodePolicy(value: unknown, place: Place, notes: Notes): InterceptPolicy {
  const source = fieldsOf(
    value,
    place,
    notes,
    ['version', 'description', 'default', 'hide', 'tools', 'approvals'],
    Object.keys(policyDocument.shape),
  );
  const tools = place.at('tools');
  return {
    place,
    version: source.text('version'),
    description: source.text('description'),
    default: source.text('default'),
    hide: source.list('hide').map((entry, at) => {
      const here = place.at('hide', at);
      return { name: textOf(entry, here), place: here };
    }),
    tools: Object.entries(mappingOf(source.get('tools'), tools)).map(([name, tool]) =>
      decodeTool(name, tool, tools.at(name), notes),
    ),
    approvalTimeout: decodeApprovals(source.get('approvals'), place.at('approvals'), notes),
  };
}

function decodeTool(name: string, value: unknown, place: Place, notes: Notes): InterceptTool {
  const rules = fieldsOf(value, place, notes, ['rules'], Object.keys(toolRule.shape)).list('rules');
  return { name, rules: rules.map((rule, at) => decodeRule(rule, place.at('rules', at), notes)) };
}

const ruleFields = [
  'name',
  'action',
  'conditions',
  'on_deny',
  'rate_limit',
  'state',
  'approval_timeout',
] as const;

function decodeRule(value: unknown, place: Place, notes: Notes): InterceptRule {
  const source = fieldsOf(value, place, notes, ruleFields);
  const state = source.get('state');
  return {
    place,
    name: source.text('name'),
    action: source.text('action'),
    conditions: source
      .list('conditions')
      .map((it, at) => decodeCondition(it, place.at('conditions', at), notes)),
    onDeny: source.text('on_deny'),
    rateLimit: source.text('rate_limit'),
    state: isNothing(state) ? undefined : decodeState(state, place.at('state'), notes),
    approvalTimeout: source.text('approval_timeout'),
  };
}

function decodeCondition(value: unknown, place: Place, notes: Notes): InterceptCondition {
  const source = fieldsOf(value, place, notes, ['path', 'op', 'value']);
  return { place, path: source.text('path'), op: source.text('op'), value: plain(source.get('value')) };
}

function decodeState(value: unknown, place: Place, notes: Notes): InterceptState {
  const source = fieldsOf(value, place, notes, ['counter', 'window', 'increment', 'increment_from']);
  const written = plain(source.get('increment')) ?? 0;
  const isNumber = typeof written === 'number' && Number.isFinite(written);
  const at = place.at('increment');
  if (!isNumber) at.report(`expected a whole number, not ${nounOf(written)}`);
  const whole = isNumber ? Math.trunc(written) : 0;
  if (isNumber && whole !== written)
    notes.add(at.pointer, `an increment is cut to a whole number there: ${whole}`);
  return {
    place,
    counter: source.text('counter'),
    window: source.text('window'),
    increment: whole === 0 ? 1 : whole,
    incrementFrom: source.text('increment_from'),
  };
}

/** Only the time that an approval waits has an equal. */
function decodeApprovals(value: unknown, place: Place, notes: Notes): string {
  if (isNothing(value)) return '';
  const known = mappingOf(value, place);
  for (const name of Object.keys(known).filter((it) => it !== 'default_timeout')) {
    notes.add(place.at(name).pointer, 'approvals are held, shown and notified as set in Checkstand itself');
  }
  return textOf(
    Object.hasOwn(known, 'default_timeout') ? known['default_timeout'] : '',
    place.at('default_timeout'),
  );
}

interface Fields {
  get(name: string): unknown;
  text(name: string): string;
  list(name: string): readonly unknown[];
}

function fieldsOf(
  value: unknown,
  place: Place,
  notes: Notes,
  known: readonly string[],
  foreign: readonly string[] = [],
): Fields {
  const mapping = mappingOf(value, place);
  for (const name of Object.keys(mapping).filter((it) => !known.includes(it))) {
    if (foreign.includes(name)) {
      // A file that is none of this dialect must not come out as one that allows what it limits.
      place
        .at(name)
        .report(`\`${name}\` belongs to the JSON policy; check the file as one, not as an Intercept policy`);
      continue;
    }
    const suggestion = didYouMean(name, known);
    const why = `unknown field \`${name}\`, which Intercept ignores${suggestion ? `; ${suggestion}` : ''}`;
    notes.add(place.at(name).pointer, why);
  }
  const get = (name: string) => (Object.hasOwn(mapping, name) ? mapping[name] : undefined);
  return {
    get,
    text: (name) => textOf(get(name), place.at(name)),
    list: (name) => listOf(get(name), place.at(name)),
  };
}

function mappingOf(value: unknown, place: Place): Readonly<Record<string, unknown>> {
  if (isJsonObject(value) && !(value instanceof PlainText)) return value;
  if (!isNothing(value)) place.report(`expected names with values, not ${nounOf(value)}`);
  return {};
}

function listOf(value: unknown, place: Place): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (!isNothing(value)) place.report(`expected a list, not ${nounOf(value)}`);
  return [];
}

/** A field that holds a text takes any scalar as it is written. */
function textOf(value: unknown, place: Place): string {
  if (isNothing(value)) return '';
  if (value instanceof PlainText) return value.text;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return String(value);
  place.report(`expected a text, not ${nounOf(value)}`);
  return '';
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === null || (value instanceof PlainText && value.value === null);
}

/** The value without how it was written. */
function plain(value: unknown): unknown {
  if (value instanceof PlainText) return value.value;
  if (Array.isArray(value)) return value.map(plain);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, plain(member)]));
}

function nounOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (value instanceof PlainText) return `\`${value.text.slice(0, 60)}\``;
  return typeof value === 'object' && value !== null
    ? 'names with values'
    : `\`${String(value).slice(0, 60)}\``;
}
