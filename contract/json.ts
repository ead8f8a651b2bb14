import { z } from 'zod';

export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };
export type JsonObject = { [key: string]: JsonValue };

// Checked and passed on as they are, not rebuilt: z.json() and z.record() silently drop a member named `__proto__`.
export const jsonValue = z.custom<JsonValue>(isJsonValue, 'expected a JSON value');
export const jsonObject = z.custom<JsonObject>(
  (value) => isJsonObject(value) && isJsonValue(value),
  'expected a JSON object',
);

/** An object with any names, `__proto__` and `constructor` among them, whose values have one shape. */
export function plainRecord<T>(values: z.ZodType<T>): z.ZodType<Record<string, T>, Record<string, T>> {
  return z.custom<Record<string, T>>(isJsonObject, 'expected an object').superRefine((record, context) => {
    for (const name of Object.keys(record)) {
      for (const issue of values.safeParse(record[name]).error?.issues ?? []) {
        context.addIssue({ ...issue, path: [name, ...issue.path] });
      }
    }
  });
}

/** Whether a value is what JSON.parse could have made. Without recursion: depth costs no stack. */
function isJsonValue(value: unknown): boolean {
  const open: unknown[] = [value];
  for (let seen = 0; open.length > 0; seen += 1) {
    if (seen > maxValues) return false;
    const next = open.pop();
    switch (typeof next) {
      case 'string':
      case 'boolean':
        break;
      case 'number':
        if (!Number.isFinite(next)) return false;
        break;
      case 'object':
        if (next === null) break;
        for (const member of Object.values(next) as unknown[]) open.push(member);
        break;
      default:
        return false;
    }
  }
  return true;
}

const maxValues = 5_000_000; // a cycle ends here instead of never

/** True for an object that is neither null nor an array. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Serializes with sorted keys and no white space, so that equal values give equal text (RFC 8785 in spirit:
 * keys sort by UTF-16 code units, numbers and strings as JSON.stringify writes them).
 */
export function canonicalJson(value: JsonValue): string {
  // What has its keys in order already is written much faster by the runtime.
  return isInOrder(value) ? JSON.stringify(value) : sortedJson(value);
}

function sortedJson(value: JsonValue): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  let text = '';
  if (Array.isArray(value)) {
    for (const element of value) text += text === '' ? sortedJson(element) : `,${sortedJson(element)}`;
    return `[${text}]`;
  }
  for (const key of Object.keys(value).sort()) {
    const member = `${JSON.stringify(key)}:${sortedJson(value[key] as JsonValue)}`; // the key is its own
    text += text === '' ? member : `,${member}`;
  }
  return `{${text}}`;
}

/** Whether the keys of all objects in a value are sorted. */
function isInOrder(value: JsonValue): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return value.every(isInOrder);
  let before = '';
  // JSON has no inherited members, and a list of the keys would have to be made.
  for (const key in value) {
    if (before > key || !isInOrder(value[key] as JsonValue)) return false; // the key is its own
    before = key;
  }
  return true;
}
