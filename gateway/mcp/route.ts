import type { IncomingMessage, ServerResponse } from 'node:http';
import { isLoopbackHost, isOwnOrigin } from '../http/guards.ts';
import { errorReply } from './results.ts';

export type Route =
  | { readonly kind: 'refused'; readonly status: number; readonly message: string }
  | { readonly kind: 'health' }
  /** The browser is back from a sign-in at an upstream. */
  | { readonly kind: 'signed-in'; readonly query: string }
  /** Null: `/mcp` itself, which leads to all of them. */
  | { readonly kind: 'mcp'; readonly upstream: string | null };

/** Where authorization servers of upstreams send the browser back to. */
export const signInPath = '/oauth/callback';

/** Guards, then paths. Everything unknown is 404, OAuth discovery with it: a client that finds any starts a login. */
export function routeOf(req: IncomingMessage): Route {
  const { host, origin } = req.headers;
  if (!isLoopbackHost(host)) {
    return refused(403, `host \`${host ?? ''}\` is not this machine: use 127.0.0.1 or localhost in the URL`);
  }
  if (!isOwnOrigin(origin))
    return refused(403, `requests of pages from \`${origin ?? ''}\` are not accepted`);
  const target = req.url ?? '';
  const query = target.indexOf('?');
  const path = query < 0 ? target : target.slice(0, query);
  if (path === '/mcp') return { kind: 'mcp', upstream: null };
  if (path.startsWith('/mcp/')) return { kind: 'mcp', upstream: path.slice('/mcp/'.length) };
  if (path === '/health') {
    return req.method === 'GET' ? { kind: 'health' } : refused(405, '`/health` answers GET only');
  }
  if (path === signInPath) {
    const isGet = req.method === 'GET';
    return isGet ? { kind: 'signed-in', query: target.slice(path.length) } : refused(405, 'expected GET');
  }
  return refused(404, 'not found: the MCP endpoint is `/mcp`, or `/mcp/UPSTREAM` for one of its servers');
}

/** A refusal of the transport, in a form that MCP clients show. Its code is the HTTP status. */
export function refuseHttp(
  res: ServerResponse,
  status: number,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  if (res.destroyed || res.headersSent) return;
  const body = errorReply(null, status, message);
  res.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    ...headers,
  });
  res.end(body);
}

function refused(status: number, message: string): Route {
  return { kind: 'refused', status, message };
}
