import type { ApprovalExcept, Condition } from '../../contract/policy-document.ts';
import type { Problem } from '../../contract/errors.ts';
import type { ConditionSet, Exception } from './compiled-policy.ts';
import { compileCondition, judge } from './conditions.ts';
import type { Facts, PolicyCall } from './model.ts';
import { placeIn, type Place } from './place.ts';
import { scopeOf, type EvaluationScope } from './scope.ts';
import { parseIso, utc, type Zone } from './zone.ts';

/** Makes an entry of `approval.unless` ready: what a person settled beforehand. */
export function compileException(except: ApprovalExcept, zone: Zone, place: Place): Exception {
  const { until, grant, definition, name } = except;
  const endsAt = until === undefined ? undefined : parseIso(until, zone);
  if (until !== undefined && endsAt === undefined) {
    place.at('until').report(`\`${until}\` is not a time; expected one such as \`2026-12-24T18:00:00Z\``);
  }
  return {
    rule: place.pointer,
    conditions: compileConditions(except.conditions, zone, place.at('conditions')),
    grant,
    definition,
    endsAt,
    name,
  };
}

/** The first exception that the call fits. */
export function findException(
  exceptions: readonly Exception[],
  scope: EvaluationScope,
): Exception | undefined {
  const { call, facts } = scope;
  return exceptions.find(
    ({ grant, definition, endsAt, ...set }) =>
      (grant === undefined || grant === call.grantId) &&
      (definition === undefined || definition === call.definitionHash) &&
      (endsAt === undefined || facts.now < endsAt) &&
      fits(set, scope),
  );
}

/** Conditions of which every one has to hold, apart from a policy. */
export interface NarrowTest {
  fits(call: PolicyCall, facts: Facts): boolean;
}

/** The problems when a condition cannot be used. */
export function compileNarrow(conditions: readonly Condition[]): NarrowTest | readonly Problem[] {
  const problems: Problem[] = [];
  const set = { rule: '', conditions: compileConditions(conditions, utc, placeIn(problems, '/conditions')) };
  return problems.length > 0 ? problems : { fits: (call, facts) => fits(set, scopeOf(call, facts, utc)) };
}

function compileConditions(
  conditions: readonly Condition[],
  zone: Zone,
  place: Place,
): ConditionSet['conditions'] {
  return conditions
    .map((condition, at) => compileCondition('require', condition, zone, place.at(at)))
    .filter((it) => it !== undefined);
}

/** What is missing, unknown or cannot be compared does not fit: then a person is asked. No conditions fit nothing. */
function fits({ conditions }: ConditionSet, scope: EvaluationScope): boolean {
  return conditions.length > 0 && conditions.every((it) => judge(it, scope, 'all').judgement === 'true');
}
