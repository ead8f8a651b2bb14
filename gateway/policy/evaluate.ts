import type { Decision, Reason } from '../../contract/model.ts';
import { matchesGlob } from '../../contract/policy-document.ts';
import { checkConditions, askQuestions } from './match.ts';
import type { CompiledPolicy, CompiledRule, Exception } from './compiled-policy.ts';
import { counterRef, type Quota } from './counters.ts';
import { findException } from './exceptions.ts';
import type { CounterRef, Evaluation, Facts, PolicyCall } from './model.ts';
import { checkQuotas } from './quotas.ts';
import { scopeOf, type EvaluationScope } from './scope.ts';

/**
 * Decides one tool call. Pure: everything it may know is in its arguments. Never throws: what cannot be evaluated is
 * denied. The order is: paused, no policy, hidden, the tool's own rules, those for every call, limits and budgets,
 * approval. Deny beats ask beats allow; the first denial is the one that is told.
 */
export function evaluate(policy: CompiledPolicy | undefined, call: PolicyCall, facts: Facts): Evaluation {
  try {
    return decide(policy, call, facts);
  } catch (error) {
    const cause = error instanceof Error ? error.message.slice(0, 200) : 'unknown cause';
    return refusal({
      rule: '',
      effect: 'deny',
      code: 'cannot_evaluate',
      text: `the policy could not be evaluated: ${cause}`,
    });
  }
}

/**
 * The counters that `evaluate` will ask `facts.counters` for, each once. Never throws: what it cannot name is missing
 * in the facts then, and a missing counter denies.
 */
export function neededCounters(
  policy: CompiledPolicy | undefined,
  call: PolicyCall,
  now: number,
): readonly CounterRef[] {
  if (!policy || hiddenBy(policy, call.tool.name) !== undefined) return [];
  const refs = new Map<string, CounterRef>();
  try {
    for (const quota of quotasOf(policy, call.tool.name)) {
      const ref = counterRef(policy.windowAt, quota, call, now);
      refs.set(ref.key, ref);
    }
  } catch {
    return [];
  }
  return [...refs.values()];
}

/** What of a tool can be used up. */
export function quotasOf(policy: CompiledPolicy, tool: string): readonly Quota[] {
  return ruleOf(policy, tool).quotas;
}

/** The JSON pointer of the rule that hides a tool; undefined when it is listed (and perhaps denied when called). */
export function hiddenBy(policy: CompiledPolicy, tool: string): string | undefined {
  const { names, globs } = policy.hide;
  const named = names.get(tool) ?? globs.find(({ glob }) => matchesGlob(glob, tool))?.rule;
  return named ?? policy.tools.get(tool)?.hiddenBy;
}

/** Whether a preview could change the decision, so that one should be made before deciding. */
export function needsPreview(policy: CompiledPolicy | undefined, tool: string): boolean {
  return policy !== undefined && hiddenBy(policy, tool) === undefined && ruleOf(policy, tool).isPreviewNeeded;
}

/** Whether a budget takes its price from a preview: then a person's yes does not go ahead of the price. */
export function hasPricedBudget(policy: CompiledPolicy | undefined, tool: string): boolean {
  return policy !== undefined && ruleOf(policy, tool).quotas.some(({ readsPreview }) => readsPreview);
}

function decide(policy: CompiledPolicy | undefined, call: PolicyCall, facts: Facts): Evaluation {
  const tool = call.tool.name;
  if (facts.isPaused) {
    return refusal({
      rule: '',
      effect: 'deny',
      code: 'paused',
      text: 'Checkstand is paused: every call is denied until a person resumes it',
    });
  }
  if (!policy) {
    return refusal({
      rule: '',
      effect: 'deny',
      code: 'no_policy',
      text: 'there is no policy for this grant, so every call is denied',
    });
  }
  const hidden = hiddenBy(policy, tool);
  if (hidden !== undefined) {
    return refusal({ rule: hidden, effect: 'deny', code: 'hidden', text: `the policy hides \`${tool}\`` });
  }
  if (!Number.isFinite(facts.now)) throw new Error('the time is not known');

  const rule = ruleOf(policy, tool);
  const scope = scopeOf(call, facts, policy.zone);
  const reasons = [rule.opening.say(tool), ...checkConditions(rule.checks, scope)];
  const { approval } = facts;
  if (approval?.verdict === 'deny') return refusal(personDenied(approval.word), reasons);
  // Refused calls do not touch counters: they take nothing, and waiting would not help them.
  if (reasons.some(isDenial)) return settled(reasons);

  const questions = askQuestions(rule.questions, tool, scope);
  if (call.tool.definition_changed === true) reasons.push(definitionChanged(tool));
  let asking = questions.reasons;
  // Looked for only where it lifts something: an exception opens nothing by itself.
  if (reasons.some(isQuestion) || asking.some(isQuestion)) {
    const lift = liftedBy(rule.exceptions, scope);
    reasons.splice(0, reasons.length, ...reasons.map(lift));
    asking = asking.map(lift);
  }
  const isAsked = reasons.some(isQuestion) || asking.some(isQuestion);
  const { verdicts, reservations } = checkQuotas(policy.windowAt, rule.quotas, scope, isAsked);
  for (const it of verdicts) reasons.push(it.reason);
  const refused = verdicts.filter((it) => isDenial(it.reason));
  if (refused.length > 0) return settled(reasons, longest(refused.map((it) => it.retryAfterMs)));

  reasons.push(...asking);
  if (isAsked && approval?.verdict === 'approve' && !reasons.some(isDenial))
    return approved(reasons, reservations);
  const evaluation = settled(reasons);
  switch (evaluation.decision.effect) {
    case 'allow':
      return { ...evaluation, reservations };
    case 'ask':
      return questions.expiryMs === undefined
        ? evaluation
        : { ...evaluation, approvalExpiryMs: questions.expiryMs };
    case 'deny':
      return evaluation;
  }
}

function ruleOf(policy: CompiledPolicy, tool: string): CompiledRule {
  return policy.tools.get(tool) ?? policy.unlisted;
}

function isDenial({ effect }: Reason): boolean {
  return effect === 'deny';
}

function isQuestion({ effect }: Reason): boolean {
  return effect === 'ask';
}

/** What a reason becomes that was settled beforehand. */
function liftedBy(exceptions: readonly Exception[], scope: EvaluationScope): (it: Reason) => Reason {
  const except = findException(exceptions, scope) ?? settledBefore(scope.facts);
  // Only an answer for the definition that the tool has now says anything of its change; a remembered one always is.
  const bound = findException(exceptions.filter(isBound), scope) ?? settledBefore(scope.facts);
  return (it) => {
    const answer = it.code === 'definition_changed' ? bound : except;
    return answer && isQuestion(it) ? lifted(it, answer) : it;
  };
}

/** Refused for want of a preview: told only where nothing definite stands against the call. */
function isUnlooked({ code, values }: Reason): boolean {
  return code === 'cannot_evaluate' && values?.some(({ path }) => path.startsWith('preview.')) === true;
}

/** How long until every refusal may have passed; undefined when one never will. */
function longest(waits: readonly (number | undefined)[]): number | undefined {
  return waits.every((it) => it !== undefined) ? Math.max(...waits) : undefined;
}

function settled(reasons: readonly Reason[], retryAfterMs?: number): Evaluation {
  const told =
    reasons.find((it) => isDenial(it) && !isUnlooked(it)) ??
    reasons.find(isDenial) ??
    reasons.find(({ effect }) => effect === 'ask') ??
    reasons[0];
  if (!told) throw new Error('a decision without a reason');
  return { decision: decisionOf(told, reasons, retryAfterMs), reservations: [] };
}

function decisionOf(told: Reason, reasons: readonly Reason[], retryAfterMs?: number): Decision {
  const { effect, code, rule, text } = told;
  const isRetryable = retryAfterMs !== undefined;
  // Decisions and reasons have their members in the order of canonical JSON: the record writes them quicker then.
  return {
    code,
    effect,
    isRetryable,
    reasons: [...reasons],
    ...(isRetryable && { retryAfterMs }),
    rule,
    text,
  };
}

function settledBefore({ settled: name }: Facts): Pick<Exception, 'rule' | 'name'> | undefined {
  return name === undefined ? undefined : { rule: '', name };
}

/** What was allowed was another definition. */
function definitionChanged(tool: string): Reason {
  return {
    rule: '',
    effect: 'ask',
    code: 'definition_changed',
    text: `the definition of \`${tool}\` has changed since it was allowed; its server may mean something else by it now`,
  };
}

function isBound({ definition }: Exception): boolean {
  return definition !== undefined;
}

/** What would have been asked, and why it is not. */
function lifted({ rule: asking, text }: Reason, { rule, name }: Pick<Exception, 'rule' | 'name'>): Reason {
  const why =
    name === undefined ? 'a person settled it beforehand' : `a person settled it beforehand: ${name}`;
  return {
    rule: rule === '' ? asking : rule,
    effect: 'allow',
    code: 'allowed',
    text: `${text}; not asked, ${why}`,
  };
}

function refusal(told: Reason, before: readonly Reason[] = []): Evaluation {
  return { decision: decisionOf(told, [...before, told]), reservations: [] };
}

function approved(reasons: readonly Reason[], reservations: Evaluation['reservations']): Evaluation {
  const rule = reasons.find(({ effect }) => effect === 'ask')?.rule ?? '';
  const told: Reason = { rule, effect: 'allow', code: 'allowed', text: 'a person approved this call' };
  return { decision: decisionOf(told, [...reasons, told]), reservations };
}

function personDenied(word: string | null): Reason {
  const said = word === null || word.trim() === '' ? '' : `, saying: ${word.trim()}`;
  const text = `a person denied this call${said}${/[.!?]$/.test(said) ? '' : '.'} Do not repeat it.`;
  return { rule: '', effect: 'deny', code: 'approval_denied', text };
}
