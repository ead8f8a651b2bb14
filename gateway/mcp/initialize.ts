import { isJsonObject, type JsonObject } from '../../contract/json.ts';
import type { ClientInfo } from '../../contract/model.ts';

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
export function withListChanged(response: Buffer): Buffer {
  let value: unknown;
  try {
    value = JSON.parse(response.toString('utf8'));
  } catch {
    return response;
  }
  if (!isJsonObject(value) || !isJsonObject(value['result'])) return response;
  const { capabilities } = value['result'];
  if (!isJsonObject(capabilities) || !isJsonObject(capabilities['tools'])) return response;
  if (capabilities['tools']['listChanged'] === true) return response;
  capabilities['tools']['listChanged'] = true;
  return Buffer.from(JSON.stringify(value));
}
