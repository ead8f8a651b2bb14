import type { IncomingMessage } from 'node:http';
import { bearerToken } from './guards.ts';

/** Finds the grant of a token, in constant time. */
export type Authenticate = (
  token: string,
) =>
  | { readonly ok: true; readonly grant: AuthenticatedGrant }
  | { readonly ok: false; readonly why: 'unknown' | 'revoked' | 'expired' };

export interface AuthenticatedGrant {
  readonly id: string;
  readonly name: string;
  readonly upstreams: readonly string[];
}

/** The grant behind a request, or in words what to do about its token. */
export function authenticated(
  authenticate: Authenticate,
  req: IncomingMessage,
): { ok: true; grant: AuthenticatedGrant } | { ok: false; message: string } {
  const token = bearerToken(req.headers.authorization);
  if (token === undefined) return { ok: false, message: tokenWords.missing };
  const answer = authenticate(token);
  return answer.ok ? answer : { ok: false, message: tokenWords[answer.why] };
}

const howToGet =
  'open Clients in Checkstand, or run `checkstand grants add NAME`, and put the token into the header `Authorization: Bearer TOKEN` of this server in your MCP configuration';

const tokenWords = {
  missing: `Checkstand needs a token: ${howToGet}`,
  unknown: `Checkstand does not know this token: ${howToGet}`,
  revoked: `this token was revoked or replaced in Checkstand: ${howToGet}`,
  expired: `this token has expired: ${howToGet}`,
} as const;
