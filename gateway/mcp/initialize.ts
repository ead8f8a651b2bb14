import { isJsonObject, type JsonObject } from '../../contract/json.ts';
import type { ClientInfo } from '../../contract/model.ts';
import type { Frame } from '../upstreams/channel.ts';

/** What the client says of itself in `initialize`; null when it says nothing usable. */
export function clientInfoOf(params: JsonObject | undefined): ClientInfo | null {
  const info = params?.['clientInfo'];
  if (!isJsonObject(info)) return null;
  const { name, version } = info;
  if (typeof name !== 'string' || name === '') return null;
  return { name: name.slice(0, 100), version: typeof version === 'string' ? version.slice(0, 50) : '' };
}

/**
 * Sets `capabilities.tools.listChanged` in the result of `initialize`: the gateway announces changed lists even where
 * the upstream does not. The only thing ever rewritten in it; anything unusual is left as it is.
 */
export function withListChanged(frame: Frame): string | Buffer {
  let value: unknown;
  try {
    value = frame.parse();
  } catch {
    return frame.json;
  }
  if (!isJsonObject(value)) return frame.json;
  const { result } = value;
  const capabilities = isJsonObject(result) ? result['capabilities'] : undefined;
  const tools = isJsonObject(capabilities) ? capabilities['tools'] : undefined;
  if (!isJsonObject(result) || !isJsonObject(capabilities) || !isJsonObject(tools)) return frame.json;
  if (tools['listChanged'] === true) return frame.json;
  // Copies: an upstream in this process goes on with what it gave us.
  const told = { ...capabilities, tools: { ...tools, listChanged: true } };
  return JSON.stringify({ ...value, result: { ...result, capabilities: told } });
}
