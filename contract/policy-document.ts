import { z } from 'zod';
import { jsonObject, jsonValue } from './json.ts';

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
export const condition = z.strictObject({ path: z.string(), op: conditionOp, value: jsonValue });
export type Condition = z.infer<typeof condition>;

export const conditionGroup = z.strictObject({
  name: z.string().optional(),
  conditions: z.array(condition),
  on_deny: z.string().optional(),
});
export type ConditionGroup = z.infer<typeof conditionGroup>;
const conditions = z.union([z.array(condition), z.array(conditionGroup)]);

const window = z.union([z.enum(['minute', 'hour', 'day', 'week', 'month']), z.number().positive()]);
const scope = z.enum(['grant', 'session', 'upstream', 'all']);

export const limit = z.strictObject({
  counter: z.string().min(1),
  window,
  max: z.number().nonnegative(),
  scope: scope.optional(),
  increment: z.number().optional(),
  increment_from: z.string().optional(),
  count: z.enum(['calls', 'successes']).optional(),
  on_deny: z.string().optional(),
});
export type Limit = z.infer<typeof limit>;

export const spend = z.strictObject({
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

export const approvalRule = z.strictObject({
  when: z.array(z.strictObject({ conditions: z.array(condition) })).optional(),
  expires: z.string().optional(),
  reason: z.string().optional(),
});

const everyCall = {
  require: conditions.optional(),
  deny_if: conditions.optional(),
  approval: approvalRule.optional(),
  limits: z.array(limit).optional(),
  spend: z.array(spend).optional(),
};

export const toolRule = z.strictObject({
  action: z.enum(['allow', 'deny', 'hide', 'require_approval']).optional(),
  reason: z.string().optional(),
  ...everyCall,
  rate_limit: z.strictObject({ max: z.int().nonnegative(), window: z.number().positive() }).optional(),
});
export type ToolRule = z.infer<typeof toolRule>;

export const policyDocument = z.strictObject({
  version: z.literal('1'),
  description: z.string().optional(),
  timezone: z.string().optional(),
  default: z.enum(['allow', 'ask', 'deny']),
  hide: z.array(z.string()).optional(),
  all_tools: z.strictObject(everyCall).optional(),
  tools: z.record(z.string(), toolRule).optional(),
  examples: z
    .array(
      z.strictObject({
        tool: z.string(),
        args: jsonObject,
        expect: z.enum(['allow', 'ask', 'deny', 'hidden']),
        facts: jsonObject.optional(),
      }),
    )
    .optional(),
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
  if (!rule) return document.default;
  if (rule.action === 'hide' || rule.action === 'deny') return rule.action;
  if (rule.action === 'require_approval') return 'ask';
  return rule.approval && !rule.approval.when ? 'ask' : 'allow';
}

/**
 * The same document with one tool's one-click state changed; everything else about the tool (limits, conditions,
 * reasons) is kept. A `hide` glob that also covers other tools cannot be lifted for one: then undefined.
 */
export function withToolEffect(
  document: PolicyDocument,
  tool: string,
  wanted: ToolEffect,
): PolicyDocument | undefined {
  const hide = document.hide?.filter((pattern) => pattern !== tool);
  if (wanted !== 'hide' && hide?.some((pattern) => matchesGlob(pattern, tool))) return undefined;
  const rules = document.tools ?? {};
  const { action: _action, approval, ...rest } = (Object.hasOwn(rules, tool) ? rules[tool] : undefined) ?? {};
  const kept: ToolRule =
    approval?.when || wanted === 'ask' ? { ...rest, ...(approval && { approval }) } : rest;
  const action = { allow: undefined, ask: 'require_approval', deny: 'deny', hide: 'hide' } as const;
  const rule: ToolRule = action[wanted] ? { action: action[wanted], ...kept } : kept;
  const { hide: _hide, ...others } = document;
  return {
    ...others,
    ...(hide && hide.length > 0 && { hide }),
    tools: { ...rules, [tool]: rule },
  };
}
