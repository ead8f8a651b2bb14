import { ApiError, type Problem } from '../../contract/errors.ts';
import type { JsonObject } from '../../contract/json.ts';
import { example, type AssumedFacts } from '../../contract/policy-document.ts';
import { shapeProblems } from '../policy/shape-problems.ts';
import { parseIso, utc } from '../policy/zone.ts';

/** Reads what a question assumes ("what if it were night?"). Throws `invalid_input` with the place. */
export function readAssumedFacts(facts: JsonObject | undefined): AssumedFacts {
  // As part of an example, which is where else they stand: so they are explained alike.
  const value = { tool: '', args: {}, expect: 'allow', facts: facts ?? {} };
  const parsed = example.safeParse(value);
  if (!parsed.success) throw unusable(shapeProblems(parsed.error, value));
  const { now } = parsed.data.facts ?? {};
  if (typeof now === 'string' && parseIso(now, utc) === undefined) {
    const message = 'expected an ISO time, such as `2026-12-24T18:00:00Z`, or epoch milliseconds';
    throw unusable([{ pointer: '/facts/now', message }]);
  }
  return parsed.data.facts ?? {};
}

function unusable(problems: readonly Problem[]): ApiError {
  const [first] = problems;
  return new ApiError('invalid_input', `unusable facts: ${first?.pointer ?? ''}: ${first?.message ?? ''}`, {
    problems,
  });
}
