import { ApiError, type Problem } from '../../contract/errors.ts';
import type { JsonObject } from '../../contract/json.ts';
import { assumedFacts, type AssumedFacts } from '../../contract/policy-document.ts';
import { parseIso, utc } from '../policy/zone.ts';

/** Reads what a question assumes ("what if it were night?"). Throws `invalid_input` with the place. */
export function readAssumedFacts(facts: JsonObject | undefined): AssumedFacts {
  const parsed = assumedFacts.safeParse(facts ?? {});
  if (!parsed.success) {
    throw unusable(
      parsed.error.issues.map(({ path, message }) => ({
        pointer: ['/facts', ...path.map(String)].join('/'),
        message: message.toLowerCase(),
      })),
    );
  }
  const { now } = parsed.data;
  if (typeof now === 'string' && parseIso(now, utc) === undefined) {
    const message = 'expected an ISO time, such as `2026-12-24T18:00:00Z`, or epoch milliseconds';
    throw unusable([{ pointer: '/facts/now', message }]);
  }
  return parsed.data;
}

function unusable(problems: readonly Problem[]): ApiError {
  const [first] = problems;
  return new ApiError('invalid_input', `unusable facts: ${first?.pointer ?? ''} ${first?.message ?? ''}`, {
    problems,
  });
}
