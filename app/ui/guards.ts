import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

/** A request that is turned away: the status and what to tell whoever reads it. */
export interface Turned {
  readonly status: 400 | 401 | 403 | 404 | 405 | 410 | 413 | 415;
  readonly message: string;
}

/**
 * The host name a request was made for must be this machine's own: another name means that a foreign page was
 * pointed here (DNS rebinding).
 */
export function checkHost(headers: IncomingHttpHeaders, port: number): Turned | undefined {
  const isOurs = headers.host === `127.0.0.1:${port}` || headers.host === `localhost:${port}`;
  return isOurs ? undefined : { status: 403, message: 'this console answers on 127.0.0.1 only' };
}

/** A browser says where a request comes from: it must be the very origin that it goes to. */
export function checkOrigin(headers: IncomingHttpHeaders, absent: 'allowed' | 'refused'): Turned | undefined {
  const { origin, host } = headers;
  if (origin === undefined && absent === 'allowed') return undefined;
  if (origin !== undefined && origin === `http://${host}`) return undefined;
  return { status: 403, message: 'this origin may not use the console' };
}

/** The bearer key of an Authorization header; undefined when there is none. */
export function bearerOf(request: IncomingMessage): string | undefined {
  return /^Bearer ([A-Za-z0-9_-]{20,200})$/i.exec(request.headers.authorization ?? '')?.[1];
}

/** Headers of every answer. `host` has been checked: it cannot smuggle anything into the policy. */
export function securityHeaders(host: string): Record<string, string> {
  return {
    'content-security-policy': [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "font-src 'self'",
      "img-src 'self' data:",
      // Older engines do not count a WebSocket to the own origin as 'self'.
      `connect-src 'self' ws://${host}`,
      "frame-ancestors 'none'",
      "base-uri 'none'",
      "form-action 'none'",
    ].join('; '),
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  };
}
