import type { Condition, ConditionOp } from '../../contract/policy-document.ts';
import type { JsonValue } from '../../contract/json.ts';
import { kept } from './kept.ts';
import { compileTest, type Outcome } from './operators.ts';
import { missing, parsePath, read, readEvery, unknownFact, type Found, type Path } from './paths.ts';
import type { Place } from './place.ts';
import type { EvaluationScope } from './scope.ts';
import { weekdayNames, weekdayNumbers } from './weekdays.ts';
import { rulePhrase, type Stance } from './words.ts';
import type { Zone } from './zone.ts';

/** `unknown`: the fact should be there and is not, because the gateway could not find it out. */
export type Judgement = Outcome | 'unknown';

export interface CompiledCondition {
  readonly path: Path;
  readonly op: ConditionOp;
  readonly expected: JsonValue;
  /** `expected` as decisions carry it: never a list of thousands. */
  readonly shown: JsonValue;
  /** What the rule says, in words. */
  readonly phrase: string;
  readonly test: (found: Found) => Judgement;
}

/** One condition with the value that decided it. */
export interface Finding {
  readonly condition: CompiledCondition;
  readonly judgement: Judgement;
  /** Concrete: with an index in place of `*`. */
  readonly path: string;
  readonly found: Found;
}

/** Over the values of a path with `*`: `require` wants all of them, `deny_if` and `approval.when` any. */
export type Quantifier = 'all' | 'any';

/** Undefined when something was wrong with it, which has then been reported at its place. */
export function compileCondition(
  stance: Stance,
  { path: text, op, value }: Condition,
  zone: Zone,
  place: Place,
): CompiledCondition | undefined {
  const path = parsePath(text);
  if (typeof path === 'string') {
    place.at('path').report(path);
    return undefined;
  }
  const isWeekday = text === 'time.weekday' && op !== 'exists';
  const expected = isWeekday ? weekdayNumbers(value) : value;
  if (expected === undefined) {
    place
      .at('value')
      .report('expected a weekday, such as `monday`, or its number from 1 (monday) to 7 (sunday)');
    return undefined;
  }
  const test = op === 'exists' ? existence(expected) : presence(compileTest(op, expected, zone));
  if (typeof test === 'string') {
    place.at('value').report(test);
    return undefined;
  }
  const phrase = rulePhrase(stance, op, isWeekday ? weekdayNames(expected) : expected);
  return { path, op, expected, shown: kept(expected) ?? null, phrase, test };
}

/** Judges one condition on a call, and says by which value. */
export function judge(condition: CompiledCondition, scope: EvaluationScope, quantifier: Quantifier): Finding {
  const { path, test } = condition;
  if (!path.isEvery) {
    const found = read(path, scope);
    return { condition, judgement: test(found), path: path.text, found };
  }
  const findings = readEvery(path, scope).map(({ path: concrete, value }) => {
    return { condition, judgement: test(value), path: concrete, found: value };
  });
  for (const judgement of decisive[quantifier]) {
    const finding = findings.find((it) => it.judgement === judgement);
    if (finding) return finding;
  }
  return { condition, judgement: 'false', path: path.text, found: missing };
}

/** Which judgement of several values counts: the first of these that one of them has. */
const decisive: Readonly<Record<Quantifier, readonly Judgement[]>> = {
  all: ['false', 'incomparable', 'unknown', 'true'],
  any: ['true', 'incomparable', 'unknown', 'false'],
};

function existence(expected: JsonValue): CompiledCondition['test'] | string {
  if (typeof expected !== 'boolean') return '`exists` needs true or false';
  return (found) => {
    const isThere = found !== missing && found !== unknownFact && found !== null;
    return isThere === expected ? 'true' : 'false';
  };
}

/** A missing value makes every other condition false. */
function presence(test: ReturnType<typeof compileTest>): CompiledCondition['test'] | string {
  if (typeof test === 'string') return test;
  return (found) => {
    if (found === missing) return 'false';
    return found === unknownFact ? 'unknown' : test(found);
  };
}
