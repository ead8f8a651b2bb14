import type { GrantView, PolicyView, ToolDefinition, UpstreamView } from '../../../contract/model.ts';
import {
  matchesGlob,
  statedEffect,
  withToolEffect,
  type PolicyDocument,
  type ToolEffect,
  type ToolRule,
} from '../../../contract/policy-document.ts';

/** A tool and what the upstream's policy says of it. */
export interface ToolFacts {
  readonly tool: ToolDefinition;
  readonly effect: ToolEffect;
  /** The `hide` pattern that also covers other tools, and so cannot be lifted for this one alone. */
  readonly hiddenBy: string | null;
  /** Limits and conditions that a click does not touch, in words. */
  readonly conditions: readonly string[];
}

export interface UpstreamTools {
  readonly upstream: UpstreamView;
  readonly policy: PolicyView | undefined;
  readonly tools: readonly ToolFacts[];
  /** Grants that have a policy of their own here: the switches do not touch it. */
  readonly exceptions: readonly string[];
}

/** Everything that the Tools page shows, by upstream. */
export function toolsByUpstream(
  upstreams: readonly UpstreamView[],
  policies: readonly PolicyView[],
  grants: readonly GrantView[],
): UpstreamTools[] {
  return upstreams.map((upstream) => {
    const here = policies.filter((it) => it.upstream === upstream.name);
    const policy = here.find((it) => it.grantId === null);
    return {
      upstream,
      policy,
      tools: upstream.tools.map((tool) => toolFacts(tool, policy?.document)),
      exceptions: grants
        .filter((grant) => grant.revokedAt === null && here.some((it) => it.grantId === grant.id))
        .map((grant) => grant.name),
    };
  });
}

export function toolFacts(tool: ToolDefinition, document: PolicyDocument | undefined): ToolFacts {
  const rules = document?.tools ?? {};
  const rule = Object.hasOwn(rules, tool.name) ? rules[tool.name] : undefined;
  const isStuck = document !== undefined && withToolEffect(document, tool.name, 'allow') === undefined;
  return {
    tool,
    effect: statedEffect(document, tool.name),
    hiddenBy: isStuck
      ? (document.hide?.find((it) => it !== tool.name && matchesGlob(it, tool.name)) ?? null)
      : null,
    conditions: rule ? conditionWords(rule) : [],
  };
}

function conditionWords(rule: ToolRule): string[] {
  const { limits = [], spend = [], rate_limit: rate, require, deny_if: denyIf, approval } = rule;
  return [
    ...limits.map((it) => `at most ${it.max} a ${windowWord(it.window)}`),
    ...spend.map((it) => `spend at most ${it.max} ${it.currency} a ${windowWord(it.window)}`),
    ...(rate ? [`at most ${rate.max} in ${rate.window} s`] : []),
    ...(require && require.length > 0 ? ['requires conditions'] : []),
    ...(denyIf && denyIf.length > 0 ? ['denies on conditions'] : []),
    ...(approval?.when ? ['asks on conditions'] : []),
  ];
}

function windowWord(window: string | number): string {
  return typeof window === 'number' ? `window of ${window} s` : window;
}
