import type { JsonRpcMessage } from '../../contract/mcp.ts';
import { isJsonObject } from '../../contract/json.ts';
import { createEnvelopeScanner, type Envelope } from '../mcp/json-scan.ts';
import type { Frame } from './channel.ts';

/** Up to this size parsing is cheaper than scanning. */
const parseUpTo = 32 * 1024;

/** A message from its bytes. Bytes that are no JSON-RPC message give an empty envelope. */
export function frameOf(json: Buffer): Frame {
  if (json.length > parseUpTo) {
    const scanner = createEnvelopeScanner();
    scanner.push(json);
    return { envelope: scanner.envelope(), json, parse: () => JSON.parse(json.toString('utf8')) as unknown };
  }
  let value: unknown;
  try {
    value = JSON.parse(json.toString('utf8'));
  } catch {
    value = undefined;
  }
  return { envelope: envelopeOf(value), json, parse: () => value };
}

/** A message that was never bytes. */
export function frameOfMessage(message: JsonRpcMessage): Frame {
  return { envelope: envelopeOf(message), json: JSON.stringify(message), parse: () => message };
}

/** The bytes of a message; not a copy. */
export function bytesOf({ json }: Frame): Buffer {
  return typeof json === 'string' ? Buffer.from(json) : json;
}

function envelopeOf(value: unknown): Envelope {
  const message = isJsonObject(value) ? value : {};
  const { id, method, result, error } = message;
  return {
    id: typeof id === 'string' || typeof id === 'number' || id === null ? id : undefined,
    method: typeof method === 'string' ? method : undefined,
    hasResult: result !== undefined,
    hasError: error !== undefined,
    isError: isJsonObject(result) && result['isError'] === true,
  };
}
