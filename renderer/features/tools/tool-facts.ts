import type { JsonObject } from '../../../contract/json.ts';
import type { GrantView, PolicyView, ToolDefinition, UpstreamView } from '../../../contract/model.ts';
import {
  matchesGlob,
  statedEffect,
  withToolEffect,
  type PolicyDocument,
  type ToolEffect,
} from '../../../contract/policy-document.ts';
import { extraWords, ruleWords, type RuleSentence } from '../../lib/policy/rule-words.ts';
import { documentOf, grantsOf, savedPolicy, type PolicyTarget } from '../../lib/policy/targets.ts';

/** A tool and what the policy says of it. */
export interface ToolFacts {
  readonly tool: ToolDefinition;
  readonly effect: ToolEffect;
  /** The `hide` pattern that also covers other tools, and so cannot be lifted for this one alone. */
  readonly hiddenBy: string | null;
  /** Limits and conditions that a click does not touch, in words. */
  readonly conditions: readonly RuleSentence[];
}

export interface UpstreamTools {
  readonly upstream: UpstreamView;
  readonly target: PolicyTarget;
  /** The target's own policy. */
  readonly policy: PolicyView | undefined;
  /** A grant without a policy of its own follows the upstream's: its rules are shown and not changed here. */
  readonly isFollowing: boolean;
  readonly tools: readonly ToolFacts[];
  /** What holds for every call, in words. */
  readonly everyTool: readonly RuleSentence[];
  /** What happens to tools that no rule names. */
  readonly fallback: PolicyDocument['default'];
  /** Grants that have a policy of their own here: the switches for every client do not touch it. */
  readonly exceptions: readonly GrantView[];
}

/** What of a section matches all words: of its own name all of it, else the tools that do; undefined when nothing does. */
export function narrowed(section: UpstreamTools, text: string): UpstreamTools | undefined {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const left = words.filter((it) => !section.upstream.name.toLowerCase().includes(it));
  if (left.length === 0) return section;
  const tools = section.tools.filter(({ tool, effect }) => {
    const searched =
      `${tool.name} ${tool.description ?? ''} ${effect} ${tool.category} ${tool.risk}`.toLowerCase();
    return left.every((it) => searched.includes(it));
  });
  return tools.length > 0 ? { ...section, tools } : undefined;
}

/** Everything that the Tools page shows for one client (or null: for every client), by upstream. */
export function toolsByUpstream(
  upstreams: readonly UpstreamView[],
  policies: readonly PolicyView[],
  grants: readonly GrantView[],
  grant: GrantView | null,
): UpstreamTools[] {
  const shown = upstreams.filter((it) => grant === null || grant.upstreams.includes(it.name));
  return shown.map((upstream) => {
    const target = { upstream: upstream.name, grantId: grant?.id ?? null };
    const policy = savedPolicy(policies, target);
    const inForce = policy ?? savedPolicy(policies, { ...target, grantId: null });
    return {
      upstream,
      target,
      policy,
      isFollowing: grant !== null && !policy,
      tools: upstream.tools.map((tool) => toolFacts(tool, inForce?.document)),
      everyTool: ruleWords(memberOf(documentOf(inForce), 'all_tools'), null),
      fallback: inForce?.document.default ?? 'deny',
      exceptions:
        grant === null
          ? grantsOf(grants, upstream.name).filter((it) =>
              savedPolicy(policies, { ...target, grantId: it.id }),
            )
          : [],
    };
  });
}

export function toolFacts(tool: ToolDefinition, document: PolicyDocument | undefined): ToolFacts {
  const rules = document?.tools ?? {};
  const rule = Object.hasOwn(rules, tool.name) ? rules[tool.name] : undefined;
  return {
    tool,
    effect: statedEffect(document, tool.name),
    hiddenBy: document ? hiddenByPattern(document as JsonObject, tool.name) : null, // a policy document is JSON
    conditions: rule ? extraWords(rule as JsonObject) : [], // as is its rule
  };
}

/** The pattern of `hide` that covers a tool and others with it; null when there is none. */
export function hiddenByPattern(document: JsonObject, tool: string): string | null {
  const policy = document as unknown as PolicyDocument; // of a draft, only `hide` and `tools` are read
  if (withToolEffect(policy, tool, 'deny') !== undefined) return null;
  return policy.hide?.find((it) => it !== tool && matchesGlob(it, tool)) ?? null;
}

function memberOf(document: JsonObject, name: string): JsonObject {
  const member = document[name];
  return typeof member === 'object' && member !== null && !Array.isArray(member) ? member : {};
}
