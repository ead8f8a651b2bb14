import { z } from 'zod';

export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };
export type JsonObject = { [key: string]: JsonValue };

export const jsonValue = z.json() as z.ZodType<JsonValue>; // z.json() infers the same shape under another name
export const jsonObject = z.record(z.string(), jsonValue);

/** True for an object that is neither null nor an array. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Serializes with sorted keys and no white space, so that equal values give equal text (RFC 8785 in spirit:
 * keys sort by UTF-16 code units, numbers and strings as JSON.stringify writes them).
 */
export function canonicalJson(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const members = Object.keys(value)
      .sort()
      .map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key] as JsonValue)}`); // the key is its own
    return `{${members.join(',')}}`;
  }
  return JSON.stringify(value);
}
