import { z } from 'zod';
import { jsonObject, jsonValue, plainRecord } from './json.ts';

/**
 * The shape of a policy document (version "1"). Strict: an unknown field is an error. The gateway's parser adds
 * what a shape cannot say (known zones, compilable patterns, examples that pass) and points at each problem.
 */
export const conditionOp = z.enum([
  'eq',
  'neq',
  'lt',
  'lte',
  'gt',
  'gte',
  'in',
  'not_in',
  'exists',
  'regex',
  'contains',
]);
export type ConditionOp = z.infer<typeof conditionOp>;
export const condition = z.strictObject({ path: z.string(), op: conditionOp, value: jsonValue });
export type Condition = z.infer<typeof condition>;

export const conditionGroup = z.strictObject({
  name: z.string().optional(),
  conditions: z.array(condition),
  on_deny: z.string().optional(),
});
export type ConditionGroup = z.infer<typeof conditionGroup>;
const conditions = z.union([z.array(condition), z.array(conditionGroup)]);
export type Conditions = z.infer<typeof conditions>;

export const windowName = z.enum(['minute', 'hour', 'day', 'week', 'month']);
/** A name is a window aligned to the document's timezone; a number is a sliding window of so many seconds. */
const window = z.union([
  windowName,
  z
    .number()
    .positive()
    .max(366 * 86_400),
]);
export type Window = z.infer<typeof window>;
export const scope = z.enum(['grant', 'session', 'upstream', 'all']);
export type Scope = z.infer<typeof scope>;

export const limit = z.strictObject({
  name: z.string().optional(),
  counter: z.string().min(1),
  window,
  max: z.number().nonnegative(),
  scope: scope.optional(),
  increment: z.number().nonnegative().optional(),
  increment_from: z.string().optional(),
  count: z.enum(['calls', 'successes']).optional(),
  on_deny: z.string().optional(),
});
export type Limit = z.infer<typeof limit>;

export const spend = z.strictObject({
  name: z.string().optional(),
  counter: z.string().min(1),
  window,
  max: z.string(),
  currency: z.string(),
  amount: z.string().optional(),
  settle: z.string().optional(),
  scope: scope.optional(),
  on_deny: z.string().optional(),
});
export type Spend = z.infer<typeof spend>;

export const rateLimit = z.strictObject({
  max: z.int().nonnegative(),
  window: z
    .number()
    .positive()
    .max(366 * 86_400),
});
export type RateLimit = z.infer<typeof rateLimit>;

export const approvalWhen = z.strictObject({ conditions: z.array(condition) });
/**
 * What a person settled beforehand ("always"): a call that fits is not asked about. It lifts every question that the
 * tool would be asked, never a denial, a limit or a budget. What is missing or cannot be compared does not fit.
 */
export const approvalExcept = z.strictObject({
  /** Given when it was made from an approval: by it the rule is listed and taken back. */
  id: z.string().min(1).optional(),
  name: z.string().optional(),
  /** The id of the one grant it holds for; without it, all that this policy decides for. */
  grant: z.string().min(1).optional(),
  /** An ISO time with its offset; from then on it counts for nothing. */
  until: z.iso.datetime({ offset: true }).optional(),
  /** The hash of the tool's definition it was made under: another definition, and it counts for nothing. */
  definition: z.string().min(1).optional(),
  conditions: z.array(condition).min(1),
});
export type ApprovalExcept = z.infer<typeof approvalExcept>;
export const approvalRule = z.strictObject({
  when: z.array(approvalWhen).optional(),
  unless: z.array(approvalExcept).optional(),
  expires: z.string().optional(),
  reason: z.string().optional(),
});
export type ApprovalRule = z.infer<typeof approvalRule>;

export const everyCall = z.strictObject({
  require: conditions.optional(),
  deny_if: conditions.optional(),
  approval: approvalRule.optional(),
  limits: z.array(limit).optional(),
  spend: z.array(spend).optional(),
});
export type EveryCall = z.infer<typeof everyCall>;

export const toolRule = z.strictObject({
  action: z.enum(['allow', 'deny', 'hide', 'require_approval']).optional(),
  reason: z.string().optional(),
  ...everyCall.shape,
  rate_limit: rateLimit.optional(),
});
export type ToolRule = z.infer<typeof toolRule>;

/** What an example (or a question from the shell) assumes beside the call. Counters that are not named hold 0. */
export const assumedFacts = z.strictObject({
  /** An ISO time or epoch milliseconds. Without it, examples run on a Monday at noon. */
  now: z.union([z.string(), z.number()]).optional(),
  preview: jsonObject.optional(),
  session: jsonObject.optional(),
  tool: z
    .strictObject({
      category: z.string().optional(),
      risk: z.string().optional(),
      definition_changed: z.boolean().optional(),
    })
    .optional(),
  client: z
    .strictObject({
      name: z.string().optional(),
      version: z.string().optional(),
      grant: z.string().optional(),
    })
    .optional(),
  /** By the counter's name in the policy; `rate_limit` for a tool's rate limit. */
  counters: plainRecord(z.union([z.string(), z.number().nonnegative()])).optional(),
  approval: z.strictObject({ verdict: z.enum(['approve', 'deny']), word: z.string().optional() }).optional(),
  paused: z.boolean().optional(),
});
export type AssumedFacts = z.infer<typeof assumedFacts>;

export const example = z.strictObject({
  tool: z.string(),
  args: jsonObject,
  expect: z.enum(['allow', 'ask', 'deny', 'hidden']),
  facts: assumedFacts.optional(),
});
export type Example = z.infer<typeof example>;

export const policyDocument = z.strictObject({
  version: z.literal('1'),
  description: z.string().optional(),
  timezone: z.string().optional(),
  default: z.enum(['allow', 'ask', 'deny']),
  hide: z.array(z.string()).optional(),
  all_tools: everyCall.optional(),
  tools: plainRecord(toolRule).optional(),
  examples: z.array(example).optional(),
});
export type PolicyDocument = z.infer<typeof policyDocument>;

/** What a person sets with one click on the Tools page. */
export const toolEffect = z.enum(['allow', 'ask', 'deny', 'hide']);
export type ToolEffect = z.infer<typeof toolEffect>;

/** Whether a `hide` entry covers a tool name; `*` stands for any run of characters. Linear, no RegExp. */
export function matchesGlob(pattern: string, name: string): boolean {
  const parts = pattern.split('*');
  const [first = '', ...rest] = parts;
  if (rest.length === 0) return pattern === name;
  if (!name.startsWith(first)) return false;
  let at = first.length;
  const last = rest.pop() ?? '';
  for (const part of rest) {
    const found = name.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return name.length - last.length >= at && name.endsWith(last);
}

/** What a policy says of a tool before any condition, limit or fact: the one-click state. No policy denies. */
export function statedEffect(document: PolicyDocument | undefined, tool: string): ToolEffect {
  if (!document) return 'deny';
  if (document.hide?.some((pattern) => matchesGlob(pattern, tool))) return 'hide';
  const rules = document.tools ?? {};
  const rule = Object.hasOwn(rules, tool) ? rules[tool] : undefined;
  if (!rule) return openEffect(document, document.default);
  if (rule.action === 'hide' || rule.action === 'deny') return rule.action;
  return rule.action === 'require_approval' || asksAlways(rule.approval)
    ? 'ask'
    : openEffect(document, 'allow');
}

/** What is left of an open tool after the rules that hold for every call. */
function openEffect(document: PolicyDocument, effect: 'allow' | 'ask' | 'deny'): ToolEffect {
  return effect === 'allow' && asksAlways(document.all_tools?.approval) ? 'ask' : effect;
}

function asksAlways(approval: ApprovalRule | undefined): boolean {
  return approval !== undefined && approval.when === undefined;
}

/**
 * The same document with one tool's one-click state changed; everything else about the tool (limits, conditions,
 * reasons) is kept. What holds for other tools too cannot be lifted for one (a `hide` glob, an approval that
 * `all_tools` always wants): then undefined.
 */
export function withToolEffect(
  document: PolicyDocument,
  tool: string,
  wanted: ToolEffect,
): PolicyDocument | undefined {
  const hide = document.hide?.filter((pattern) => pattern !== tool);
  if (wanted !== 'hide' && hide?.some((pattern) => matchesGlob(pattern, tool))) return undefined;
  const rules = document.tools ?? {};
  if (wanted === 'allow' && asksAlways(document.all_tools?.approval)) return undefined;
  const { action: _action, approval, ...rest } = (Object.hasOwn(rules, tool) ? rules[tool] : undefined) ?? {};
  const isLifted = wanted === 'allow' && asksAlways(approval);
  const kept: ToolRule = approval && !isLifted ? { ...rest, approval } : rest;
  const action = { allow: undefined, ask: 'require_approval', deny: 'deny', hide: 'hide' } as const;
  const rule: ToolRule = action[wanted] ? { action: action[wanted], ...kept } : kept;
  const { hide: _hide, ...others } = document;
  return {
    ...others,
    ...(hide && hide.length > 0 && { hide }),
    tools: { ...rules, [tool]: rule },
  };
}
