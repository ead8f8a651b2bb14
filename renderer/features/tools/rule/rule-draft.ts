import { isJsonObject, type JsonObject, type JsonValue } from '../../../../contract/json.ts';
import {
  statedEffect,
  withToolEffect,
  type PolicyDocument,
  type ToolEffect,
} from '../../../../contract/policy-document.ts';
import { getAt, setAt, type JsonPath } from '../../../lib/policy/json-path.ts';

/** Whose rule is edited: one tool's, or what holds for every call (null). */
export type Subject = string | null;

/** Where the rule stands in the document. */
export function placeOf(subject: Subject): JsonPath {
  return subject === null ? ['all_tools'] : ['tools', subject];
}

export function ruleIn(document: JsonObject, subject: Subject): JsonObject {
  const rule = getAt(document, placeOf(subject));
  return isJsonObject(rule) ? rule : {};
}

/** The document with the rule changed. A tool that was not listed is listed by that, with the effect it had. */
export function withRule(
  document: JsonObject,
  subject: Subject,
  change: (rule: JsonObject) => JsonObject,
): JsonObject {
  const listed = subject === null ? document : listing(document, subject);
  const rule = change(ruleIn(listed, subject));
  const isGone = subject === null && Object.keys(rule).length === 0;
  return asObject(setAt(listed, placeOf(subject), isGone ? undefined : rule));
}

export function effectIn(document: JsonObject, tool: string): ToolEffect {
  return statedEffect(asPolicy(document), tool);
}

/** Undefined when the effect cannot be had for this tool alone. */
export function withEffect(document: JsonObject, tool: string, effect: ToolEffect): JsonObject | undefined {
  return withToolEffect(asPolicy(document), tool, effect) as JsonObject | undefined; // a policy document is JSON
}

/** A tool that `default` decides would be allowed by any rule of its own: its effect is said first. */
function listing(document: JsonObject, tool: string): JsonObject {
  if (getAt(document, ['tools', tool]) !== undefined) return document;
  return withEffect(document, tool, effectIn(document, tool)) ?? document;
}

/** Drafts may lack values at their leaves; what is read of them here is what the forms leave whole. */
function asPolicy(document: JsonObject): PolicyDocument {
  return document as unknown as PolicyDocument;
}

function asObject(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

/** A rule with one place changed; lists that this leaves empty go too. */
export function withValue(rule: JsonObject, path: JsonPath, value: JsonValue | undefined): JsonObject {
  const next = asObject(setAt(rule, path, value));
  const [top] = path;
  if (value !== undefined || top === undefined || path.length === 1) return next;
  return isIdle(next, top) ? asObject(setAt(next, [top], undefined)) : next;
}

/** Whether a member says nothing. An empty `approval` does: it asks about every call, unless `action` does so. */
function isIdle(rule: JsonObject, member: string | number): boolean {
  const left = rule[member];
  if (Array.isArray(left)) return left.length === 0;
  const asksAnyway = rule['action'] === 'require_approval';
  return member === 'approval' && asksAnyway && isJsonObject(left) && Object.keys(left).length === 0;
}

/** Without one of the answers for always; an `approval` that only stood there for them goes with the last one. */
export function withoutException(rule: JsonObject, at: number): JsonObject {
  const next = asObject(setAt(rule, ['approval', 'unless', at], undefined));
  const approval = asObject(next['approval']);
  const unless = approval['unless'];
  if (Array.isArray(unless) && unless.length > 0) return next;
  const { unless: _unless, ...kept } = approval;
  const isIdle = Array.isArray(kept['when']) && kept['when'].length === 0 && Object.keys(kept).length === 1;
  return asObject(setAt(next, ['approval'], isIdle ? undefined : kept));
}

/** Before conditions are added to an `approval` that always asks: a tool goes on asking until somebody says less. */
export function stillAsking(rule: JsonObject, subject: Subject): JsonObject {
  const { approval, action } = rule;
  const isAlways = isJsonObject(approval) && approval['when'] === undefined;
  return subject !== null && isAlways && action === undefined
    ? { action: 'require_approval', ...rule }
    : rule;
}
