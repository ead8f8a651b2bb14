import {
  matchesGlob,
  statedEffect,
  withToolEffect,
  type Limit,
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
  const own = ruleOf(document, tool)?.limits ?? [];
  return (rule.limits ?? []).every((it) =>
    own.some((limit) => isSameCount(limit, it) && limit.max <= it.max),
  );
}

/**
 * The policy with the recommended rule: its effect, and its limits beside those that are there, of which none gets
 * looser. Undefined where one rule cannot do it, because a pattern or a rule for every tool says otherwise.
 */
export function withRecommended(
  document: PolicyDocument | undefined,
  tool: string,
  rule: ToolRule,
): PolicyDocument | undefined {
  const changed = withToolEffect(document ?? noPolicy, tool, effectOf(rule));
  if (!changed) return undefined;
  const { limits: own = [], ...kept } = ruleOf(changed, tool) ?? {};
  const wanted = rule.limits ?? [];
  const lowered = own.map((limit) => {
    const same = wanted.find((it) => isSameCount(limit, it));
    return same ? { ...limit, max: Math.min(limit.max, same.max) } : limit;
  });
  const all = [...lowered, ...wanted.filter((it) => !own.some((limit) => isSameCount(limit, it)))];
  const next: ToolRule = all.length > 0 ? { ...kept, limits: all } : kept;
  return { ...changed, tools: { ...changed.tools, [tool]: next } };
}

/** Without a policy everything is denied. */
const noPolicy: PolicyDocument = { version: '1', default: 'deny' };

/** Whether two limits count the same: then the lower one holds. */
function isSameCount(limit: Limit, wanted: Limit): boolean {
  const { counter, window, scope = 'grant', count = 'calls', increment = 1, increment_from: from } = limit;
  const isPlain = count === 'calls' && increment === 1 && from === undefined;
  return (
    isPlain && counter === wanted.counter && window === wanted.window && scope === (wanted.scope ?? 'grant')
  );
}

/** The rule that the policy has for this very tool. */
export function ruleOf(document: PolicyDocument | undefined, tool: string): ToolRule | undefined {
  const rules = document?.tools ?? {};
  return Object.hasOwn(rules, tool) ? rules[tool] : undefined;
}

/** The rule in words, as short as they can be. */
export function ruleText(rule: ToolRule): string {
  const text = effectTexts[effectOf(rule)];
  if (effectOf(rule) !== 'allow') return text;
  const limits = (rule.limits ?? []).map(({ max, window }) => `${max} ${per(window)}`);
  const hasConditions = [rule.require, rule.deny_if, rule.approval, rule.spend, rule.rate_limit].some(
    (it) => it !== undefined,
  );
  return [text, ...limits, ...(hasConditions ? ['with conditions'] : [])].join(', ');
}

/** What the policy says of a tool now, in words, and where it says so when that is not in a rule of its own. */
export function presentText(document: PolicyDocument | undefined, tool: string): string {
  const stated = statedEffect(document, tool);
  const isByPattern = document?.hide?.some((it) => it !== tool && matchesGlob(it, tool)) ?? false;
  if (isByPattern) return `${effectTexts[stated]}, with others`;
  if (document?.hide?.includes(tool)) return effectTexts.hide;
  const rule = ruleOf(document, tool);
  if (!rule) return `${effectTexts[stated]}, like any other tool`;
  return effectOf(rule) === stated ? ruleText(rule) : effectTexts[stated];
}

const effectTexts: Readonly<Record<ToolEffect, string>> = {
  allow: 'allow',
  ask: 'ask every time',
  deny: 'deny',
  hide: 'hide',
};

function per(window: Limit['window']): string {
  return typeof window === 'number' ? `in ${window} s` : `a ${window}`;
}
