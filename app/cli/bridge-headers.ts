import { isJsonObject, type JsonObject } from '../../contract/json.ts';
import type { JsonRpcRequest } from '../../contract/mcp.ts';
import { isModernVersion, metaKey } from '../../gateway/mcp/era.ts';
import { encodeHeader, paramHeaders } from '../../gateway/mcp/modern/param-headers.ts';

/** The headers that repeat a message of the modern era (2026-07-28, "Streamable HTTP"). */
export interface ModernHeaders {
  /** Undefined for a message of the legacy era. */
  of(message: { readonly method: string; readonly params?: JsonObject }): Record<string, string> | undefined;
  /** Looks at an answer on its way to the client: which arguments are to be repeated is in the list of tools. */
  learn(request: JsonRpcRequest, answer: JsonObject): void;
}

export function createModernHeaders(): ModernHeaders {
  const schemas = new Map<string, JsonObject>();
  return {
    of({ method, params = {} }) {
      const meta = params['_meta'];
      const version = isJsonObject(meta) ? meta[metaKey.version] : undefined;
      if (!isModernVersion(version)) return undefined;
      const headers: Record<string, string> = { 'mcp-protocol-version': version, 'mcp-method': method };
      const { name, uri, taskId, arguments: args } = params;
      const named = name ?? uri ?? taskId;
      if (typeof named === 'string') headers['mcp-name'] = encodeHeader(named);
      if (method !== 'tools/call' || typeof name !== 'string') return headers;
      for (const [header, value] of paramHeaders(schemas.get(name), isJsonObject(args) ? args : {})) {
        if (value !== undefined) headers[header] = encodeHeader(value);
      }
      return headers;
    },
    learn({ method }, { result }) {
      if (method !== 'tools/list' || !isJsonObject(result) || !Array.isArray(result['tools'])) return;
      for (const tool of result['tools']) {
        if (!isJsonObject(tool) || typeof tool['name'] !== 'string') continue;
        if (isJsonObject(tool['inputSchema'])) schemas.set(tool['name'], tool['inputSchema']);
      }
    },
  };
}
