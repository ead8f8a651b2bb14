import type { CatalogueTool } from '../../../contract/catalogue.ts';
import { statedEffect, type PolicyDocument, type ToolEffect } from '../../../contract/policy-document.ts';
import { effectOf, isInUse, presentText, ruleOf, ruleText, withRecommended } from './recommended.ts';

/** What the recommended rule of one tool would change. */
export interface RecommendedStep {
  readonly tool: CatalogueTool;
  readonly now: string;
  readonly then: string;
  /**
   * What it would loosen: a stricter rule for this very tool, or that the policy denies whatever it does not name, both
   * of which somebody chose; or only that everything asks to begin with. Null: nothing.
   */
  readonly loosens: 'own' | 'denial' | 'question' | null;
}

/** Whether it goes against what somebody chose: then it is done only if somebody chooses that, too. */
export function isAgainstChoice({ loosens }: RecommendedStep): boolean {
  return loosens === 'own' || loosens === 'denial';
}

export interface RecommendedPlan {
  /** Those that go against what somebody chose first. */
  readonly steps: readonly RecommendedStep[];
  /** Tools that a rule for several tools decides. */
  readonly blocked: readonly string[];
  readonly inUse: number;
}

/** What it would take to give every tool its recommended rule. */
export function planRecommended(
  document: PolicyDocument | undefined,
  tools: readonly CatalogueTool[],
): RecommendedPlan {
  const open = tools.filter(({ name, recommended }) => !isInUse(document, name, recommended.rule));
  const possible = open.filter(({ name, recommended }) => withRecommended(document, name, recommended.rule));
  const steps = possible.map((tool) => stepOf(document, tool));
  return {
    steps: steps.toSorted((a, b) => Number(isAgainstChoice(b)) - Number(isAgainstChoice(a))),
    blocked: open.filter((it) => !possible.includes(it)).map((it) => it.name),
    inUse: tools.length - open.length,
  };
}

function stepOf(document: PolicyDocument | undefined, tool: CatalogueTool): RecommendedStep {
  const { name, recommended } = tool;
  return {
    tool,
    now: presentText(document, name),
    then: thenText(document, tool),
    loosens: loosened(document, name, effectOf(recommended.rule)),
  };
}

function loosened(
  document: PolicyDocument | undefined,
  tool: string,
  then: ToolEffect,
): RecommendedStep['loosens'] {
  const now = statedEffect(document, tool);
  if (strictness[then] >= strictness[now]) return null;
  const isOwn = ruleOf(document, tool) !== undefined || (document?.hide?.includes(tool) ?? false);
  if (isOwn) return 'own';
  return now === 'deny' ? 'denial' : 'question';
}

/** As it will stand: what is kept of the rule that is there belongs to it. */
function thenText(document: PolicyDocument | undefined, { name, recommended }: CatalogueTool): string {
  return ruleText(ruleOf(withRecommended(document, name, recommended.rule), name) ?? recommended.rule);
}

const strictness: Readonly<Record<ToolEffect, number>> = { allow: 0, ask: 1, deny: 2, hide: 2 };

/** The policy with all of these steps: one document, and so one version. */
export function withSteps(
  document: PolicyDocument | undefined,
  steps: readonly RecommendedStep[],
): PolicyDocument | undefined {
  return steps.reduce<PolicyDocument | undefined>(
    (before, { tool }) => withRecommended(before, tool.name, tool.recommended.rule) ?? before,
    document,
  );
}
