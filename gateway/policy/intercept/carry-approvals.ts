import type { ApprovalRule, Condition } from '../../../contract/policy-document.ts';
import { carryCondition } from './carry-condition.ts';
import type { InterceptRule } from './document.ts';
import { formatDuration, isExact, parseGoDuration } from './duration.ts';
import type { Notes } from './notes.ts';

/** The approval rules of one tool as one: here a tool has one time to answer and one reason. */
export function carryApprovals(
  rules: readonly InterceptRule[],
  defaultTimeout: string,
  notes: Notes,
): ApprovalRule | undefined {
  if (rules.length === 0) return undefined;
  const when = rules.map((rule) => ({ conditions: carryConditions(rule, notes) }));
  const asksAlways = when.some(({ conditions }) => conditions.length === 0);
  const expires = carryTimeouts(rules, defaultTimeout, notes);
  const reason = carryReasons(rules, notes);
  return {
    ...(!asksAlways && { when }),
    ...(expires !== undefined && { expires }),
    ...(reason !== undefined && { reason }),
  };
}

/** A condition that cannot be carried is left out: a person is then asked more often. */
function carryConditions(rule: InterceptRule, notes: Notes): Condition[] {
  return rule.conditions.flatMap((condition) => {
    const { place, path, op } = condition;
    const carried = path.startsWith('state.')
      ? ({ ok: false, why: 'a counter cannot decide whether a person is asked here' } as const)
      : carryCondition(condition, notes);
    if (!carried.ok) {
      notes.add(place.pointer, `${carried.why}; the rule asks without looking at it`);
      return [];
    }
    if (op !== 'exists' && op !== 'eq') {
      const why = 'a value that cannot be compared is not asked about there and passes; here it is refused';
      notes.addOnce(place.pointer, why);
    }
    return [carried.condition];
  });
}

function carryTimeouts(
  rules: readonly InterceptRule[],
  defaultTimeout: string,
  notes: Notes,
): string | undefined {
  const times = rules.map(({ approvalTimeout }) => parseGoDuration(approvalTimeout || defaultTimeout));
  const known = times.filter((it) => it !== undefined);
  if (known.length === 0) return undefined;
  const shortest = Math.min(...known);
  const expires = formatDuration(shortest);
  for (const [at, { place, approvalTimeout }] of rules.entries()) {
    const { pointer } = approvalTimeout === '' ? place : place.at('approval_timeout');
    if (times[at] !== shortest) {
      notes.add(pointer, `the approvals of one tool wait equally long here: ${expires}, the shortest`);
    } else if (!isExact(shortest)) {
      notes.add(
        pointer,
        `an approval waits whole seconds here, at least one and at most 30 days: ${expires}`,
      );
    }
  }
  return expires;
}

function carryReasons(rules: readonly InterceptRule[], notes: Notes): string | undefined {
  const reasons = new Set(rules.map(({ name, onDeny }) => onDeny || name));
  const [only] = reasons.size === 1 ? reasons : [];
  if (only === undefined) {
    for (const { place } of rules) {
      notes.add(
        place.pointer,
        'the approvals of one tool have one reason here; the card says which values ask instead',
      );
    }
  }
  return only;
}
