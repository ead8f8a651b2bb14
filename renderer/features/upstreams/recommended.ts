import {
  statedEffect,
  withToolEffect,
  type PolicyDocument,
  type ToolEffect,
  type ToolRule,
} from '../../../contract/policy-document.ts';

/** What a recommended rule comes to on the Tools page. */
export function effectOf({ action }: ToolRule): ToolEffect {
  switch (action) {
    case undefined:
    case 'allow':
      return 'allow';
    case 'require_approval':
      return 'ask';
    case 'deny':
    case 'hide':
      return action;
  }
}

/** Whether the policy says so already; further limits and conditions of its own do no harm. */
export function isInUse(document: PolicyDocument | undefined, tool: string, rule: ToolRule): boolean {
  if (statedEffect(document, tool) !== effectOf(rule)) return false;
  const own = ruleOf(document, tool);
  return (rule.limits ?? []).every((it) =>
    (own?.limits ?? []).some(({ counter, max }) => counter === it.counter && max <= it.max),
  );
}

/**
 * The policy with the recommended rule: its effect, and its limits beside those that are there. Undefined where one
 * rule cannot do it, because a pattern or a rule for every tool says otherwise.
 */
export function withRecommended(
  document: PolicyDocument | undefined,
  tool: string,
  rule: ToolRule,
): PolicyDocument | undefined {
  const changed = withToolEffect(document ?? { version: '1', default: 'deny' }, tool, effectOf(rule));
  if (!changed) return undefined;
  const { limits = [], ...kept } = ruleOf(changed, tool) ?? {};
  const added = rule.limits ?? [];
  const all = [...limits.filter((it) => added.every(({ counter }) => counter !== it.counter)), ...added];
  const next: ToolRule = all.length > 0 ? { ...kept, limits: all } : kept;
  return { ...changed, tools: { ...changed.tools, [tool]: next } };
}

function ruleOf(document: PolicyDocument | undefined, tool: string): ToolRule | undefined {
  const rules = document?.tools ?? {};
  return Object.hasOwn(rules, tool) ? rules[tool] : undefined;
}

/** The rule in words, as short as they can be. */
export function ruleText(rule: ToolRule): string {
  const [limit] = rule.limits ?? [];
  switch (effectOf(rule)) {
    case 'allow':
      return limit ? `allow, ${limit.max} a minute` : 'allow';
    case 'ask':
      return 'ask every time';
    case 'deny':
      return 'deny';
    case 'hide':
      return 'hide';
  }
}
