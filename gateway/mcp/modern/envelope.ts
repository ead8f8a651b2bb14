import type { IncomingHttpHeaders } from 'node:http';
import { isJsonObject, type JsonObject } from '../../../contract/json.ts';
import type { ClientInfo, ToolDefinition } from '../../../contract/model.ts';
import { metaKey, modernVersions, tasksExtension } from '../era.ts';
import { rpcCode, type ClientRequest } from '../json-rpc.ts';
import { errorReply } from '../results.ts';
import { decodeHeader, paramHeaders } from './param-headers.ts';

/** What each request of the modern era says about its client. */
export interface Envelope {
  readonly client: ClientInfo | null;
  readonly capabilities: JsonObject;
  readonly logLevel: string | undefined;
  /** The client can be given a task instead of being kept waiting. */
  readonly takesTasks: boolean;
}

export type ReadEnvelope =
  { readonly ok: true; readonly envelope: Envelope } | { readonly ok: false; readonly json: string };

/** Which parameter `Mcp-Name` repeats. */
const namedBy: Readonly<Record<string, string>> = {
  'tools/call': 'name',
  'prompts/get': 'name',
  'resources/read': 'uri',
  'tasks/get': 'taskId',
  'tasks/update': 'taskId',
  'tasks/cancel': 'taskId',
};

/**
 * Reads the envelope of a request and holds the headers against the body: an upstream, or anything on the way to it,
 * may go by either, so they must say the same. What is refused here is HTTP 400.
 */
export function readEnvelope(request: ClientRequest, headers: IncomingHttpHeaders): ReadEnvelope {
  const { id, method, params = {} } = request;
  const refuse = (code: number, text: string, data?: JsonObject): ReadEnvelope => ({
    ok: false,
    json: errorReply(id, code, text, data),
  });
  const meta = params['_meta'];
  if (!isJsonObject(meta))
    return refuse(rpcCode.invalidParams, '`_meta` is missing: every request carries it');
  const version = meta[metaKey.version];
  if (typeof version !== 'string') return refuse(rpcCode.invalidParams, `\`${metaKey.version}\` is missing`);
  const capabilities = meta[metaKey.clientCapabilities];
  if (!isJsonObject(capabilities)) {
    return refuse(rpcCode.invalidParams, `\`${metaKey.clientCapabilities}\` is missing`);
  }
  const header = headers['mcp-protocol-version']?.toString().trim();
  if (header !== version) {
    return refuse(rpcCode.headerMismatch, mismatch('MCP-Protocol-Version', header, version));
  }
  if (!modernVersions.includes(version)) {
    const data = { supported: [...modernVersions], requested: version };
    return refuse(rpcCode.unsupportedVersion, `unsupported protocol version \`${version}\``, data);
  }
  const methodHeader = headers['mcp-method']?.toString().trim();
  if (methodHeader !== method)
    return refuse(rpcCode.headerMismatch, mismatch('Mcp-Method', methodHeader, method));
  const name = params[namedBy[method] ?? ''];
  if (typeof name === 'string') {
    const named = headers['mcp-name']?.toString();
    if (named === undefined || decodeHeader(named) !== name) {
      return refuse(rpcCode.headerMismatch, mismatch('Mcp-Name', named, name));
    }
  }
  const info = meta[metaKey.clientInfo];
  const logLevel = meta[metaKey.logLevel];
  const { extensions } = capabilities;
  return {
    ok: true,
    envelope: {
      client: clientOf(info),
      capabilities,
      logLevel: typeof logLevel === 'string' ? logLevel : undefined,
      takesTasks: isJsonObject(extensions) && Object.hasOwn(extensions, tasksExtension),
    },
  };
}

/** Holds `Mcp-Param-*` against the arguments; undefined when they agree. */
export function unfitParamHeaders(
  request: ClientRequest,
  headers: IncomingHttpHeaders,
  definition: ToolDefinition | undefined,
): string | undefined {
  const args = request.params?.['arguments'];
  for (const [name, expected] of paramHeaders(definition?.inputSchema, isJsonObject(args) ? args : {})) {
    const given = headers[name]?.toString();
    const said = given === undefined ? undefined : decodeHeader(given);
    if (said !== expected || (given !== undefined && said === undefined)) {
      return errorReply(request.id, rpcCode.headerMismatch, mismatch(name, given, expected ?? 'nothing'));
    }
  }
  return undefined;
}

function mismatch(name: string, header: string | undefined, body: string): string {
  const said = header === undefined ? 'is missing' : `says \`${header.slice(0, 200)}\``;
  return `the header \`${name}\` ${said}, but the body says \`${body.slice(0, 200)}\``;
}

function clientOf(info: unknown): ClientInfo | null {
  if (!isJsonObject(info)) return null;
  const { name, version } = info;
  if (typeof name !== 'string' || name === '') return null;
  return { name: name.slice(0, 100), version: typeof version === 'string' ? version.slice(0, 50) : '' };
}
