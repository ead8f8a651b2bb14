import type { OAuthClient } from './client-registration.ts';
import type { Tokens } from './tokens.ts';

/** A sign-in as the secret store keeps it. */
export interface StoredSignIn {
  readonly version: 1;
  /** Tokens are for this address alone. */
  readonly url: string;
  readonly resource: string;
  readonly tokenEndpoint: string;
  /** Where tokens are given up (RFC 7009); undefined where there is no such place. */
  readonly revocationEndpoint?: string | undefined;
  readonly client: OAuthClient;
  /** Undefined after signing out: the registration can be used again. */
  readonly tokens?: Tokens | undefined;
}

/** Reads what was kept; undefined when it is of another shape. */
export function readStored(text: string): StoredSignIn | undefined {
  try {
    const value = JSON.parse(text) as StoredSignIn; // written by `oauth-session.ts`
    return value.version === 1 ? value : undefined;
  } catch {
    return undefined;
  }
}
