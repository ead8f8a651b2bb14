import type { IncomingHttpHeaders } from 'node:http';
import type { ForwardedHeaders } from './session.ts';

/** Besides `mcp-*`. A list of what may pass, so that no credential of the client ever goes upstream. */
const requestHeaders: ReadonlySet<string> = new Set([
  'user-agent',
  'accept-language',
  'traceparent',
  'tracestate',
  'baggage',
]);

const responseHeaders = [
  'content-type',
  'mcp-session-id',
  'mcp-protocol-version',
  'cache-control',
  'x-accel-buffering',
  'retry-after',
  'allow',
];

/** What of a client's headers goes on to an upstream over HTTP. */
export function forwardedHeaders(headers: IncomingHttpHeaders): ForwardedHeaders {
  const forwarded: string[] = [];
  for (const name in headers) {
    const value = headers[name];
    if (typeof value === 'string' && (name.startsWith('mcp-') || requestHeaders.has(name))) {
      forwarded.push(name, value);
    }
  }
  return forwarded;
}

/** What of an upstream's headers goes back to the client. */
export function returnedHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const returned: Record<string, string> = {};
  for (const name of responseHeaders) {
    const value = headers[name];
    if (typeof value === 'string') returned[name] = value;
  }
  return returned;
}

/** The gateway's own part of a POST. Both kinds of answer are accepted, and only uncompressed: they are looked into. */
export const postHeaders: ForwardedHeaders = [
  'accept',
  'application/json, text/event-stream',
  'accept-encoding',
  'identity',
  'content-type',
  'application/json',
];

export const getHeaders: ForwardedHeaders = ['accept', 'text/event-stream', 'accept-encoding', 'identity'];
