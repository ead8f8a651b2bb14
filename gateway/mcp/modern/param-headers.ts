import { isJsonObject, type JsonObject, type JsonValue } from '../../../contract/json.ts';

/** The annotation in an input schema that asks for an argument to be repeated in a header (2026-07-28, "Custom Headers"). */
const annotation = 'x-mcp-header';

/** The `Mcp-Param-*` headers that a call must carry, in lower case, as plain text. */
export function paramHeaders(
  schema: JsonObject | undefined,
  args: JsonObject,
): Map<string, string | undefined> {
  const headers = new Map<string, string | undefined>();
  collect(schema, args, headers);
  return headers;
}

function collect(
  schema: JsonValue | undefined,
  value: JsonValue | undefined,
  headers: Map<string, string | undefined>,
): void {
  if (!isJsonObject(schema)) return;
  const name = schema[annotation];
  if (typeof name === 'string' && name !== '') {
    const isGiven = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
    headers.set(`mcp-param-${name.toLowerCase()}`, isGiven ? String(value) : undefined);
  }
  const { properties } = schema;
  if (!isJsonObject(properties)) return;
  for (const [key, child] of Object.entries(properties)) {
    const inner = isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
    collect(child, inner, headers);
  }
}

/** A value as it may stand in a header. */
export function encodeHeader(value: string): string {
  const isPlain =
    /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(value) && !/^=\?base64\?.*\?=$/.test(value);
  return isPlain ? value : `=?base64?${Buffer.from(value, 'utf8').toString('base64')}?=`;
}

/** What a header says; undefined when it is not valid Base64. */
export function decodeHeader(value: string): string | undefined {
  const encoded = /^=\?base64\?(.*)\?=$/.exec(value.trim())?.[1];
  if (encoded === undefined) return value.trim();
  const bytes = Buffer.from(encoded, 'base64');
  return bytes.toString('base64') === encoded ? bytes.toString('utf8') : undefined;
}
