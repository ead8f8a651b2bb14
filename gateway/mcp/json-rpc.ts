import { isUtf8 } from 'node:buffer';
import { isJsonObject, type JsonObject, type JsonValue } from '../../contract/json.ts';
import type { JsonRpcId, JsonRpcMessage } from '../../contract/mcp.ts';
import { measureJson } from './json-scan.ts';

/** One message of a client: what was evaluated (`message`) and the bytes it came in. They say the same. */
export type ClientMessage = ClientRequest | ClientNotification | ClientResponse;
export interface ClientRequest extends Wire {
  readonly kind: 'request';
  readonly id: JsonRpcId;
  readonly method: string;
  readonly params: JsonObject | undefined;
}
export interface ClientNotification extends Wire {
  readonly kind: 'notification';
  readonly method: string;
  readonly params: JsonObject | undefined;
}
export interface ClientResponse extends Wire {
  readonly kind: 'response';
}
interface Wire {
  readonly message: JsonRpcMessage;
  readonly bytes: Buffer;
}

export type ParsedBody =
  | { readonly ok: true; readonly messages: readonly ClientMessage[]; readonly isBatch: boolean }
  | { readonly ok: false; readonly code: number; readonly message: string; readonly id: JsonRpcId | null };

export const rpcCode = {
  parseError: -32700,
  invalidRequest: -32600,
  methodNotFound: -32601,
  invalidParams: -32602,
  internalError: -32603,
  /** The specification's `HeaderMismatch` and `UnsupportedProtocolVersionError` (2026-07-28). */
  headerMismatch: -32020,
  unsupportedVersion: -32022,
} as const;

export const maxDepth = 200;
export const maxBatch = 100;
const known = ['jsonrpc', 'id', 'method', 'params', 'result', 'error'];

/**
 * Parses the body of a POST. The bytes are forwarded as they are, so anything that another parser could read
 * differently is refused here: invalid UTF-8, a member given twice, an envelope key in other letter case.
 */
export function parseBody(body: Buffer): ParsedBody {
  const text = body.toString('utf8');
  // What is not UTF-8 was read as this.
  if (text.includes('\ufffd') && !isUtf8(body))
    return fault(rpcCode.parseError, 'the body is not valid UTF-8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return fault(rpcCode.parseError, `the body is not valid JSON: ${messageOf(error)}`);
  }
  const ambiguity = isPlain(text, value) ? undefined : ambiguityOf(body, value as JsonValue); // JSON.parse gives nothing else
  if (ambiguity !== undefined) return fault(rpcCode.invalidRequest, ambiguity, idOf(value));
  if (!Array.isArray(value)) {
    const read = readMessage(value, body);
    return 'code' in read ? { ok: false, ...read } : { ok: true, messages: [read], isBatch: false };
  }
  if (value.length === 0) return fault(rpcCode.invalidRequest, 'the batch is empty');
  if (value.length > maxBatch)
    return fault(rpcCode.invalidRequest, `a batch has at most ${maxBatch} messages`);
  const messages: ClientMessage[] = [];
  for (const element of value as unknown[]) {
    const read = readMessage(element, Buffer.from(JSON.stringify(element)));
    if ('code' in read) return { ok: false, ...read };
    messages.push(read);
  }
  return { ok: true, messages, isBatch: true };
}

/** Written as the runtime itself would write it, with nothing left out, and too short to be deep: the usual message. */
function isPlain(text: string, value: unknown): boolean {
  return text.length <= 2 * maxDepth && JSON.stringify(value) === text;
}

/** Why another parser could read it differently, or not at all. */
function ambiguityOf(body: Buffer, value: JsonValue): string | undefined {
  const measure = measureJson(body);
  if (measure.depth > maxDepth) return `nested deeper than ${maxDepth} levels`;
  const members = countMembers(value);
  if (Number.isNaN(members)) return 'a number is out of range';
  return members === measure.members ? undefined : 'an object has the same member twice';
}

function readMessage(
  value: unknown,
  bytes: Buffer,
): ClientMessage | { code: number; message: string; id: JsonRpcId | null } {
  const invalid = (message: string) => ({ code: rpcCode.invalidRequest, message, id: idOf(value) });
  if (!isJsonObject(value) || value['jsonrpc'] !== '2.0') {
    return invalid('not a JSON-RPC 2.0 message: expected an object with `"jsonrpc": "2.0"`');
  }
  const stray = strayKey(value, known);
  if (stray !== undefined) return invalid(`unknown member \`${stray}\`: names are case-sensitive`);
  const { id, method, params } = value;
  const message = value as unknown as JsonRpcMessage; // the checks below are those of the type
  if (method === undefined) {
    if (!isId(id)) return invalid('neither a request nor a response: `method` or `id` is missing');
    if (Object.hasOwn(value, 'result') === Object.hasOwn(value, 'error')) {
      return invalid('a response has either `result` or `error`');
    }
    return { kind: 'response', message, bytes };
  }
  if (typeof method !== 'string') return invalid('`method` is not a string');
  if (Object.hasOwn(value, 'result') || Object.hasOwn(value, 'error')) {
    return invalid('a message with `method` has neither `result` nor `error`');
  }
  if (params !== undefined && !isJsonObject(params)) return invalid('`params` is not an object');
  if (!Object.hasOwn(value, 'id')) return { kind: 'notification', method, params, message, bytes };
  if (!isId(id)) return invalid('`id` is neither a string nor an integer');
  return { kind: 'request', id, method, params, message, bytes };
}

/** A key that equals an expected one but for letter case: some JSON readers take it for that one. */
export function strayKey(object: JsonObject, expected: readonly string[]): string | undefined {
  return Object.keys(object).find((key) => {
    return !expected.includes(key) && expected.includes(key.toLowerCase());
  });
}

/** Members of all objects in a value; NaN when a number is not finite (`1e999`). */
function countMembers(value: JsonValue): number {
  if (typeof value === 'number') return Number.isFinite(value) ? 0 : NaN;
  if (typeof value !== 'object' || value === null) return 0;
  let count = 0;
  if (Array.isArray(value)) {
    for (const element of value) count += countMembers(element);
    return count;
  }
  for (const key of Object.keys(value)) count += 1 + countMembers(value[key] as JsonValue); // the key is its own
  return count;
}

function isId(value: unknown): value is JsonRpcId {
  return typeof value === 'string' || Number.isSafeInteger(value);
}

function idOf(value: unknown): JsonRpcId | null {
  return isJsonObject(value) && isId(value['id']) ? value['id'] : null;
}

function fault(code: number, message: string, id: JsonRpcId | null = null): ParsedBody {
  return { ok: false, code, message, id };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
