import type { Reason } from '../../contract/model.ts';
import type { Check, ConditionSet, Question } from './compiled-policy.ts';
import { judge, type Finding, type Judgement, type Quantifier } from './conditions.ts';
import { explainFindings, explainIncomparable } from './explain.ts';
import { kept } from './kept.ts';
import { missing } from './paths.ts';
import type { EvaluationScope } from './scope.ts';

/** The reasons of `require` and `deny_if`: each requirement that was met or not, each denial that matched. */
export function checkConditions(checks: readonly Check[], scope: EvaluationScope): Reason[] {
  const reasons: Reason[] = [];
  for (const check of checks) {
    const reason = check.stance === 'require' ? checkRequirement(check, scope) : checkDenial(check, scope);
    if (reason) reasons.push(reason);
  }
  return reasons;
}

/** Every question whose conditions hold, and the shortest time that one of them gives a person. */
export function askQuestions(
  questions: readonly Question[],
  tool: string,
  scope: EvaluationScope,
): { readonly reasons: readonly Reason[]; readonly expiryMs: number | undefined } {
  const reasons: Reason[] = [];
  let expiryMs: number | undefined;
  for (const question of questions) {
    const { judgement, findings } = judgeAll(question, scope, 'any');
    if (judgement === 'false') continue;
    if (judgement === 'incomparable') {
      reasons.push(cannotCompare(question.rule, findings));
      continue;
    }
    const values = valuesOf(findings);
    reasons.push({
      rule: question.rule,
      effect: 'ask',
      code: 'approval_pending',
      text: question.reason ?? whyAsked(question, tool, findings),
      ...(values.length > 0 && { values }),
    });
    if (question.expiryMs !== undefined) expiryMs = Math.min(expiryMs ?? Infinity, question.expiryMs);
  }
  return { reasons, expiryMs };
}

/** What the tool does alone would not say why this call is asked about and others are not. */
function whyAsked({ about }: Question, tool: string, findings: readonly Finding[]): string {
  if (findings.length === 0) return about ?? `a person decides on each call of \`${tool}\``;
  const why = explainFindings('ask', findings);
  return about === undefined ? why : `${about}; ${why}`;
}

function checkRequirement(check: Check, scope: EvaluationScope): Reason | undefined {
  const { judgement, findings } = judgeAll(check, scope, 'all');
  if (findings.length === 0) return undefined; // nothing is required
  const isMet = judgement === 'true';
  const failed = findings.filter((it) => it.judgement === 'false');
  if (!isMet && failed.length === 0) return cannotCompare(check.rule, findings);
  const shown = isMet ? findings : failed;
  return {
    rule: check.rule,
    effect: isMet ? 'allow' : 'deny',
    code: isMet ? 'allowed' : 'requirement',
    text: (isMet ? undefined : check.onDeny) ?? named(check, explainFindings('require', shown)),
    values: valuesOf(shown),
  };
}

function checkDenial(check: Check, scope: EvaluationScope): Reason | undefined {
  const { judgement, findings } = judgeAll(check, scope, 'any');
  if (judgement === 'false') return undefined;
  if (judgement !== 'true') return cannotCompare(check.rule, findings);
  const values = valuesOf(findings);
  const generated =
    findings.length > 0 ? explainFindings('deny_if', findings) : 'the rule refuses every call';
  return {
    rule: check.rule,
    effect: 'deny',
    code: 'denied',
    text: check.onDeny ?? named(check, generated),
    ...(values.length > 0 && { values }),
  };
}

interface Judged {
  readonly judgement: Judgement;
  readonly findings: readonly Finding[];
}

/** A rule that does not match has nothing to say. */
const noMatch: Judged = { judgement: 'false', findings: [] };

/** All must hold. One that does not settles it; else one that cannot be compared does. */
function judgeAll({ conditions }: ConditionSet, scope: EvaluationScope, quantifier: Quantifier): Judged {
  const findings: Finding[] = [];
  let judgement: Judgement = 'true';
  for (const condition of conditions) {
    const finding = judge(condition, scope, quantifier);
    if (finding.judgement === 'false' && quantifier === 'any') return noMatch;
    findings.push(finding);
    judgement = weaker(judgement, finding.judgement);
  }
  return { judgement, findings };
}

const strength: Readonly<Record<Judgement, number>> = { false: 0, incomparable: 1, unknown: 2, true: 3 };

function weaker(a: Judgement, b: Judgement): Judgement {
  return strength[b] < strength[a] ? b : a;
}

function cannotCompare(rule: string, findings: readonly Finding[]): Reason {
  const blamed = findings.filter(({ judgement }) => judgement === 'incomparable' || judgement === 'unknown');
  const text = blamed.map(explainIncomparable).join('; ');
  return { rule, effect: 'deny', code: 'cannot_evaluate', text, values: valuesOf(blamed) };
}

function valuesOf(findings: readonly Finding[]): NonNullable<Reason['values']> {
  return findings.map(({ condition, path, found }) => {
    const compared = { path, op: condition.op, expected: condition.shown };
    const actual = found === missing ? undefined : kept(found);
    return actual === undefined ? compared : { ...compared, actual };
  });
}

function named({ name }: Check, text: string): string {
  return name === undefined ? text : `${name}: ${text}`;
}
