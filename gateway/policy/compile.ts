import type {
  ApprovalRule,
  Condition,
  ConditionGroup,
  Conditions,
  EveryCall,
  PolicyDocument,
  ToolRule,
} from '../../contract/policy-document.ts';
import { compileLimit, compileRateLimit, compileSpend } from './compile-quotas.ts';
import type { Check, CompiledPolicy, CompiledRule, Exception, Question } from './compiled-policy.ts';
import { compileCondition, type CompiledCondition } from './conditions.ts';
import type { Quota } from './counters.ts';
import { parseDuration } from './duration.ts';
import { compileException } from './exceptions.ts';
import { didYouMean } from './nearest.ts';
import { actionOpening, defaultOpening } from './openings.ts';
import type { Place } from './place.ts';
import type { Stance } from './words.ts';
import { windowsOf } from './windows.ts';
import { findZone, utc, type Zone } from './zone.ts';

/**
 * Makes a document of the right shape ready for evaluation. What is wrong with its meaning is reported at its place;
 * the result then must not be used.
 */
export function compilePolicy(document: PolicyDocument, place: Place): CompiledPolicy {
  const zone = zoneOf(document.timezone, place.at('timezone'));
  const common = compileEveryCall(document.all_tools ?? {}, zone, place.at('all_tools'));
  const tools = new Map<string, CompiledRule>();
  for (const name of Object.keys(document.tools ?? {})) {
    const rule = document.tools?.[name];
    if (rule) tools.set(name, compileTool(rule, common, zone, place.at('tools', name)));
  }
  return {
    document,
    zone,
    windowAt: windowsOf(zone),
    hide: compileHide(document.hide ?? [], place.at('hide')),
    tools,
    unlisted: joined({ ...nothing, opening: defaultOpening(document.default, place.at('default')) }, common),
  };
}

/** What a rule for one tool, or the one for all, contributes. */
interface Part {
  readonly checks: readonly Check[];
  readonly quotas: readonly Quota[];
  readonly questions: readonly Question[];
  readonly exceptions: readonly Exception[];
  /** A condition or an increment reads `preview.*`. */
  readonly readsPreview: boolean;
  /** A budget takes its price from `preview.*`. */
  readonly readsPrice: boolean;
}

type OwnPart = Part & Pick<CompiledRule, 'opening' | 'hiddenBy'>;

const nothing = {
  checks: [],
  quotas: [],
  questions: [],
  exceptions: [],
  readsPreview: false,
  readsPrice: false,
  hiddenBy: undefined,
} as const;

function joined(own: OwnPart, common: Part): CompiledRule {
  const questions = [...own.questions, ...common.questions];
  const asksAlways = own.opening.effect === 'ask' || questions.some((it) => it.conditions.length === 0);
  return {
    opening: own.opening,
    hiddenBy: own.hiddenBy,
    checks: [...own.checks, ...common.checks],
    quotas: [...own.quotas, ...common.quotas],
    questions,
    exceptions: [...own.exceptions, ...common.exceptions],
    // A price that only a budget reads can wait while a person is asked anyway.
    isPreviewNeeded:
      own.readsPreview || common.readsPreview || (!asksAlways && (own.readsPrice || common.readsPrice)),
  };
}

function zoneOf(name: string | undefined, place: Place): Zone {
  if (name === undefined) return utc;
  const zone = findZone(name);
  if (zone) return zone;
  const suggestion = didYouMean(name, Intl.supportedValuesOf('timeZone'));
  place.report(
    `unknown timezone \`${name}\`; ${suggestion ?? 'expected an IANA name such as `Europe/Berlin`'}`,
  );
  return utc;
}

function compileHide(patterns: readonly string[], place: Place): CompiledPolicy['hide'] {
  const names = new Map<string, string>();
  const globs: { glob: string; rule: string }[] = [];
  for (const [at, pattern] of patterns.entries()) {
    const rule = place.at(at).pointer;
    if (pattern.includes('*')) globs.push({ glob: pattern, rule });
    else if (!names.has(pattern)) names.set(pattern, rule);
  }
  return { names, globs };
}

function compileTool(rule: ToolRule, common: Part, zone: Zone, place: Place): CompiledRule {
  const part = compileEveryCall(rule, zone, place, rule.reason);
  const rates = rule.rate_limit ? [compileRateLimit(rule.rate_limit, place.at('rate_limit'))] : [];
  const spends = part.quotas.filter(({ kind }) => kind === 'spend');
  const limits = part.quotas.filter(({ kind }) => kind !== 'spend');
  const own = {
    ...part,
    quotas: [...limits, ...rates, ...spends],
    hiddenBy: rule.action === 'hide' ? place.at('action').pointer : undefined,
    opening: actionOpening(rule, place),
  };
  return joined(own, common);
}

function compileEveryCall(rule: EveryCall, zone: Zone, place: Place, reason?: string): Part {
  const checks = [
    ...compileChecks('require', rule.require ?? [], zone, place.at('require')),
    ...compileChecks('deny_if', rule.deny_if ?? [], zone, place.at('deny_if')),
  ];
  const questions = compileApproval(rule.approval, reason, zone, place.at('approval'));
  const limits = (rule.limits ?? []).map((it, at) => compileLimit(it, zone, place.at('limits', at)));
  const spends = (rule.spend ?? []).map((it, at) => compileSpend(it, zone, place.at('spend', at)));
  const exceptions = (rule.approval?.unless ?? []).map((it, at) =>
    compileException(it, zone, place.at('approval', 'unless', at)),
  );
  const conditions = [...checks, ...questions, ...exceptions].flatMap((it) => it.conditions);
  return {
    checks,
    questions,
    exceptions,
    quotas: [...limits, ...spends].map((it) => it.quota),
    readsPreview:
      conditions.some(({ path }) => path.root === 'preview') || limits.some((it) => it.readsPreview),
    readsPrice: spends.some((it) => it.readsPreview),
  };
}

function compileChecks(
  stance: Check['stance'],
  rules: Conditions,
  zone: Zone,
  place: Place,
): readonly Check[] {
  return rules.map((rule: Condition | ConditionGroup, at) => {
    const here = place.at(at);
    const common = { stance, rule: here.pointer };
    if (!('conditions' in rule)) {
      const condition = compileCondition(stance, rule, zone, here);
      return { ...common, conditions: condition ? [condition] : [], name: undefined, onDeny: undefined };
    }
    const conditions = compileAll(stance, rule.conditions, zone, here.at('conditions'));
    return { ...common, conditions, name: rule.name, onDeny: rule.on_deny };
  });
}

function compileAll(
  stance: Stance,
  conditions: readonly Condition[],
  zone: Zone,
  place: Place,
): readonly CompiledCondition[] {
  return conditions
    .map((condition, at) => compileCondition(stance, condition, zone, place.at(at)))
    .filter((it) => it !== undefined);
}

function compileApproval(
  approval: ApprovalRule | undefined,
  ruleReason: string | undefined,
  zone: Zone,
  place: Place,
): readonly Question[] {
  if (!approval) return [];
  const { when, expires, reason } = approval;
  const expiryMs = expires === undefined ? undefined : parseDuration(expires);
  if (expires !== undefined && expiryMs === undefined) {
    place
      .at('expires')
      .report(
        `\`${expires}\` is not a duration; expected a number and s, m, h or d, such as \`30m\`, of at most 30 days`,
      );
  }
  const about = ruleReason;
  if (!when) return [{ rule: place.pointer, conditions: [], expiryMs, reason, about }];
  return when.map(({ conditions }, at) => {
    const here = place.at('when', at);
    return {
      rule: here.pointer,
      conditions: compileAll('ask', conditions, zone, here.at('conditions')),
      expiryMs,
      reason,
      about,
    };
  });
}
