import type { JsonValue } from '../../contract/json.ts';

/** JSON for reading. */
export function jsonText(value: JsonValue): string {
  return JSON.stringify(value, null, 2);
}
