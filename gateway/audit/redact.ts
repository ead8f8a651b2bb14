import type { JsonObject, JsonValue } from '../../contract/json.ts';

const longest = 2_000;
const secretName =
  /pass(?:word|phrase|wd|code)|secret|token|api[-_]?key|auth|cookie|credential|private[-_]?key|^(?:otp|pin|cvv|cvc|ssn)$|card[-_]?number/i;
/** Shapes that give themselves away whatever they are called. */
const secretValue =
  /^(?:Bearer\s+\S|Basic\s+\S{8}|sk-[\w-]{16}|gh[pousr]_\w{16}|xox[abprs]-|AKIA[A-Z0-9]{12}|eyJ[\w-]{10,}\.eyJ|-----BEGIN )/;

/**
 * The arguments as they may be recorded: secrets by name or shape are replaced, long texts are cut. What has nothing of
 * that is not copied.
 */
export function redactArguments(args: JsonObject): JsonObject {
  return redactObject(args, 0);
}

/** Whether a recorded value stands for another one that was not recorded. */
export function isRedacted(value: JsonValue): boolean {
  if (typeof value !== 'string') return false;
  return value === '[redacted]' || value === '[too deep to record]' || /… \(\d+ characters\)$/.test(value);
}

/** Whether a value that a rule compared ("args.login.password") must stay out of the record. */
export function isSecret(path: string, value: JsonValue): boolean {
  const [root, ...names] = path.split('.');
  if (root !== 'args') return false;
  return (
    names.some((name) => secretName.test(name)) || (typeof value === 'string' && secretValue.test(value))
  );
}

function redactObject(value: JsonObject, depth: number): JsonObject {
  let isChanged = false;
  const entries = Object.entries(value).map(([name, member]) => {
    const kept = secretName.test(name) ? '[redacted]' : redactValue(member, depth + 1);
    isChanged ||= kept !== member;
    return [name, kept] as const;
  });
  // Entries, not assignment: a member called `__proto__` must stay a member.
  return isChanged ? Object.fromEntries(entries) : value;
}

function redactValue(value: JsonValue, depth: number): JsonValue {
  if (depth > 20) return '[too deep to record]';
  if (typeof value === 'string') {
    if (secretValue.test(value)) return '[redacted]';
    return value.length > longest ? `${value.slice(0, longest)}… (${value.length} characters)` : value;
  }
  if (Array.isArray(value)) {
    const items = value.map((item) => redactValue(item, depth + 1));
    return items.some((item, at) => item !== value[at]) ? items : value;
  }
  if (typeof value === 'object' && value !== null) return redactObject(value, depth);
  return value;
}
