import { isJsonObject, type JsonObject } from '../../../contract/json.ts';
import type { JsonRpcId } from '../../../contract/mcp.ts';
import { isModernVersion, metaKey, tasksExtension } from '../era.ts';

/** How long a client may believe a list that depends on the policy: a change is announced only to those who listen. */
export const listTtlMs = 5_000;

export function resultReply(id: JsonRpcId, result: JsonObject): string {
  return JSON.stringify({ jsonrpc: '2.0', id, result: { resultType: 'complete', ...result } });
}

/** Marks a list as this grant's own and short-lived: another grant, or a changed rule, shows another one. */
export function asPrivateList(result: JsonObject): void {
  const { ttlMs } = result;
  result['ttlMs'] = typeof ttlMs === 'number' ? Math.min(ttlMs, listTtlMs) : listTtlMs;
  result['cacheScope'] = 'private';
}

/** Adds to what a server says of itself what the gateway does beside it. */
export function asDiscovered(result: JsonObject): void {
  const { supportedVersions, capabilities } = result;
  if (Array.isArray(supportedVersions)) {
    result['supportedVersions'] = supportedVersions.filter(isModernVersion);
  }
  if (!isJsonObject(capabilities)) return;
  if (!isJsonObject(capabilities['tools'])) return;
  capabilities['tools']['listChanged'] = true;
  const extensions = isJsonObject(capabilities['extensions']) ? capabilities['extensions'] : {};
  capabilities['extensions'] = { ...extensions, [tasksExtension]: extensions[tasksExtension] ?? {} };
}

/** A notification as it goes out on a `subscriptions/listen` stream. */
export function taggedNotification(method: string, subscription: JsonRpcId, params: JsonObject = {}): string {
  const meta = isJsonObject(params['_meta']) ? params['_meta'] : {};
  const tagged = { ...params, _meta: { ...meta, [metaKey.subscriptionId]: subscription } };
  return JSON.stringify({ jsonrpc: '2.0', method, params: tagged });
}

/** A response with its result changed; the bytes as they are when it has none. */
export function withResult(response: Buffer, change: (result: JsonObject) => void): Buffer | undefined {
  let value: unknown;
  try {
    value = JSON.parse(response.toString('utf8'));
  } catch {
    return undefined;
  }
  if (!isJsonObject(value)) return undefined;
  if (!isJsonObject(value['result'])) return response;
  change(value['result']);
  return Buffer.from(JSON.stringify(value));
}
