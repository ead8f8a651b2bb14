import { Client, StreamableHTTPClientTransport, type ClientOptions } from '@modelcontextprotocol/client';
import type { RawOptions, Wire } from './wire.ts';

const version = '2026-07-28';

/** A request of the modern era as a well-behaved client sends it; headers overridden or left out where given. */
export function modernRequest(
  method: string,
  params: Record<string, unknown> = {},
  options: {
    readonly id?: number | string;
    readonly capabilities?: Record<string, unknown>;
    readonly meta?: Record<string, unknown>;
    readonly headers?: RawOptions['headers'];
  } = {},
): RawOptions {
  const name = params['name'] ?? params['uri'] ?? params['taskId'];
  return {
    headers: {
      'mcp-protocol-version': version,
      'mcp-method': method,
      ...(typeof name === 'string' && { 'mcp-name': name }),
      ...options.headers,
    },
    body: {
      jsonrpc: '2.0',
      id: options.id ?? 1,
      method,
      params: {
        ...params,
        _meta: {
          'io.modelcontextprotocol/protocolVersion': version,
          'io.modelcontextprotocol/clientInfo': { name: 'modern', version: '2.0.0' },
          'io.modelcontextprotocol/clientCapabilities': options.capabilities ?? {},
          ...options.meta,
        },
      },
    },
  };
}

/** The official client, which speaks nothing but the modern era here. */
export async function modernClient(
  wire: Wire,
  upstream: string,
  options: ClientOptions = {},
): Promise<Client> {
  const client = new Client(
    { name: 'modern-sdk', version: '2.3.1' },
    { versionNegotiation: { mode: { pin: version } }, ...options },
  );
  const requestInit = { headers: { authorization: 'Bearer token-a' } };
  await client.connect(
    new StreamableHTTPClientTransport(new URL(upstream === '' ? wire.url : `${wire.url}/${upstream}`), {
      requestInit,
    }),
  );
  return client;
}
