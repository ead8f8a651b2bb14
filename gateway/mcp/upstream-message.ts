import { isJsonObject, type JsonObject } from '../../contract/json.ts';
import type { JsonRpcId } from '../../contract/mcp.ts';
import type { Frame } from '../upstreams/channel.ts';

/** The token of a `notifications/progress`; undefined when there is none. */
export function progressTokenOf(frame: Frame): JsonRpcId | undefined {
  const token = paramsOf(frame)?.['progressToken'];
  return typeof token === 'string' || typeof token === 'number' ? token : undefined;
}

/** A progress notification moved behind what the gateway itself reported, so that progress keeps increasing. */
export function shiftedProgress(frame: Frame, offset: number): string | Buffer {
  const params = paramsOf(frame);
  if (offset === 0 || !params) return frame.json;
  const moved = { ...params };
  for (const key of ['progress', 'total']) {
    const value = params[key];
    if (typeof value === 'number') moved[key] = value + offset;
  }
  return JSON.stringify({ jsonrpc: '2.0', method: 'notifications/progress', params: moved });
}

/** The message of a JSON-RPC error, for the record. */
export function errorTextOf(frame: Frame): string {
  const text = errorOf(frame)?.['message'];
  return typeof text === 'string' ? text.slice(0, 500) : 'the upstream answered with an error';
}

/** The `structuredContent` of a tool result, when there is one. */
export function structuredContentOf(frame: Frame): JsonObject | undefined {
  const message = parsed(frame);
  const result = isJsonObject(message) ? message['result'] : undefined;
  const content = isJsonObject(result) ? result['structuredContent'] : undefined;
  return isJsonObject(content) ? content : undefined;
}

function errorOf(frame: Frame): JsonObject | undefined {
  const message = parsed(frame);
  const error = isJsonObject(message) ? message['error'] : undefined;
  return isJsonObject(error) ? error : undefined;
}

function paramsOf(frame: Frame): JsonObject | undefined {
  const message = parsed(frame);
  const params = isJsonObject(message) ? message['params'] : undefined;
  return isJsonObject(params) ? params : undefined;
}

function parsed(frame: Frame): unknown {
  try {
    return frame.parse();
  } catch {
    return undefined;
  }
}
