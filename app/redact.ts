const secretName = /token|secret|passw|authorization|cookie|credential|apikey/i;
// `operatorKey`, `x-api-key` and `key`, but not `monkey`.
const keyName = /(^|[^a-z])key$|Key$/;
const clientToken = /\bcheckstand_[A-Za-z0-9_-]{8,}/g;
const bearer = /\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{8,}/gi;
const ticket = /\b(ticket|token|key)=[A-Za-z0-9._~-]{8,}/gi;
const longestText = 2_000;

/** A copy that may be written to a log: no secrets by name or by look, errors spelled out, nothing endless. */
export function redacted(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return redactedText(value);
  if (typeof value === 'bigint' || typeof value === 'symbol' || typeof value === 'function')
    return redactedText(String(value));
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= 5) return '[deeper]';
  if (value instanceof Error) return redactedError(value, depth);
  if (Array.isArray(value)) return value.slice(0, 50).map((item) => redacted(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, 50)
      .map(([key, item]) => [key, isSecretName(key) ? '[redacted]' : redacted(item, depth + 1)]),
  );
}

/** The same for a text. */
export function redactedText(text: string): string {
  const safe = text
    .replace(bearer, '$1 [redacted]')
    .replace(ticket, '$1=[redacted]')
    .replace(clientToken, '[redacted]');
  return safe.length > longestText ? `${safe.slice(0, longestText)}… (${safe.length} characters)` : safe;
}

function redactedError(error: Error, depth: number): unknown {
  const code = (error as { code?: unknown }).code;
  return {
    message: redactedText(error.stack ?? `${error.name}: ${error.message}`),
    ...(typeof code === 'string' && { code }),
    ...(error.cause !== undefined && { cause: redacted(error.cause, depth + 1) }),
  };
}

function isSecretName(name: string): boolean {
  return secretName.test(name) || keyName.test(name);
}
