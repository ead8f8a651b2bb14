import { ApiError } from '../contract/errors.ts';
import type { JsonObject } from '../contract/json.ts';
import type { PolicyBook } from './admission/policy-book.ts';
import { alwaysRules, withoutException } from './approvals/always-rules.ts';
import type { Remembered } from './approvals/remembered.ts';
import type { Gateway } from './gateway.ts';

/** What a person can see of remembered answers and take back: those for a session, and the policies' exceptions. */
export function createRememberedCommands(
  remembered: Remembered,
  policies: PolicyBook,
): Gateway['remembered'] {
  return {
    list: () => [...remembered.list(), ...policies.list().flatMap(alwaysRules)],
    revoke(id, by) {
      if (remembered.end(({ view }) => view.id === id, 'revoked') > 0) return;
      for (const { upstream, grantId, document } of policies.list()) {
        const without = withoutException(document, id);
        if (!without) continue;
        policies.save(upstream, grantId, without as JsonObject, `${by}, took back an answer for always`); // a policy document is JSON
        return;
      }
      throw new ApiError('not_found', `nothing is remembered under \`${id}\``);
    },
  };
}
