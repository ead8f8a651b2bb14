import type { JsonValue } from '../../contract/json.ts';
import type { Decision, Reason } from '../../contract/model.ts';
import { display } from './words.ts';

const hidden = '[redacted]';

/**
 * The decision as it may be recorded: compared values that are secret are replaced, in the words too. `isSecret` is
 * told the concrete path ("args.login.password") and the value.
 */
export function redactDecision(
  decision: Decision,
  isSecret: (path: string, value: JsonValue) => boolean,
): Decision {
  if (decision.reasons.every(({ values }) => values === undefined)) return decision;
  const secrets = decision.reasons.flatMap(({ values = [] }) =>
    values.flatMap(({ path, actual }) => (actual !== undefined && isSecret(path, actual) ? [actual] : [])),
  );
  if (secrets.length === 0) return decision;
  const texts = secrets.map(display);
  const without = (text: string) => texts.reduce((left, it) => left.replaceAll(it, hidden), text);
  const redacted = (reason: Reason): Reason => ({
    ...reason,
    text: without(reason.text),
    ...(reason.values && {
      values: reason.values.map((it) =>
        it.actual !== undefined && isSecret(it.path, it.actual) ? { ...it, actual: hidden } : it,
      ),
    }),
  });
  return { ...decision, text: without(decision.text), reasons: decision.reasons.map(redacted) };
}
