import type { ConditionGroup, EveryCall, Limit } from '../../../contract/policy-document.ts';
import { carryApprovals } from './carry-approvals.ts';
import { carryCondition } from './carry-condition.ts';
import { carryCounter, carryRateLimit } from './carry-limit.ts';
import type { Ledger } from './counters.ts';
import { scopeOf, type InterceptRule, type InterceptTool } from './document.ts';
import type { Notes } from './notes.ts';

/** What the rules of a tool become. A denial stays a rule of `deny_if`, so that it works for every tool too. */
export function carryRules(
  tool: InterceptTool,
  ledger: Ledger,
  approvalTimeout: string,
  notes: Notes,
): EveryCall {
  const scope = scopeOf(tool);
  const parts = tool.rules.map((rule) => carryRule(rule, scope, ledger, notes));
  const require = parts.flatMap((part) => part.require ?? []);
  const denials = parts.flatMap((part) => part.denial ?? []);
  const limits = parts.flatMap((part) => part.limits ?? []);
  const approval = carryApprovals(
    tool.rules.filter(({ action }) => action === 'require_approval'),
    approvalTimeout,
    notes,
  );
  return {
    ...(require.length > 0 && { require }),
    ...(denials.length > 0 && { deny_if: denials }),
    ...(approval && { approval }),
    ...(limits.length > 0 && { limits }),
  };
}

interface Part {
  readonly require?: ConditionGroup;
  readonly denial?: ConditionGroup;
  readonly limits?: readonly Limit[];
}

function carryRule(rule: InterceptRule, scope: string, ledger: Ledger, notes: Notes): Part {
  const { action, state, place } = rule;
  if (action === 'deny') {
    if (state) notes.add(place.at('state').pointer, 'a rule that refuses every call counts nothing');
    return { denial: denialOf(rule) };
  }
  if (action === 'require_approval') return {};
  const rate = rule.rateLimit === '' ? undefined : carryRateLimit(rule, scope);
  return rate ? { limits: [rate] } : carryEvaluation(rule, scope, ledger, notes);
}

/** Every condition must hold: those on arguments as one requirement, those on counters as limits. */
function carryEvaluation(rule: InterceptRule, scope: string, ledger: Ledger, notes: Notes): Part {
  const conditions: ConditionGroup['conditions'] = [];
  const limits: Limit[] = [];
  for (const condition of rule.conditions) {
    if (!condition.path.startsWith('state.')) {
      const carried = carryCondition(condition, notes);
      if (!carried.ok) return refused(rule, condition.place.pointer, carried.why, notes);
      conditions.push(carried.condition);
      continue;
    }
    const carried = carryCounter(condition, rule, scope, ledger, notes);
    switch (carried.kind) {
      case 'limit':
        limits.push(carried.limit);
        break;
      case 'nothing':
        break;
      case 'never':
        return { denial: denialOf(rule) };
      case 'uncarried':
        return refused(rule, condition.place.pointer, carried.why, notes);
    }
  }
  if (rule.state && limits.length === 0 && !ledger.compared.has(`state.${scope}.${rule.state.counter}`)) {
    notes.add(
      rule.place.at('state').pointer,
      'this counts and no condition looks at it, so no call is decided by it',
    );
  }
  return {
    ...(conditions.length > 0 && { require: groupOf(rule, conditions) }),
    limits,
  };
}

/** What cannot be said must not be let through. */
function refused(rule: InterceptRule, pointer: string, why: string, notes: Notes): Part {
  notes.add(pointer, `${why}; until you write it anew, the rule refuses every call`);
  return { denial: denialOf(rule) };
}

function denialOf(rule: InterceptRule): ConditionGroup {
  return groupOf(rule, []);
}

function groupOf({ name, onDeny }: InterceptRule, conditions: ConditionGroup['conditions']): ConditionGroup {
  return { name, conditions, ...(onDeny !== '' && { on_deny: onDeny }) };
}
