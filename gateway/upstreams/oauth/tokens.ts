import type { OAuthClient } from './client-registration.ts';
import { fetchJson } from './fetch-json.ts';

export interface Tokens {
  readonly access: string;
  readonly refresh?: string | undefined;
  /** Epoch milliseconds; undefined when it was not said. */
  readonly expiresAt?: number | undefined;
  readonly scope?: string | undefined;
}

/** The authorization server says no, for good: the person has to sign in again. */
export class SignInRefusedError extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.name = 'SignInRefusedError';
    this.code = code;
  }
}

/** Trades a code or a refresh token for tokens. Rejects with `SignInRefusedError`, or with what went wrong on the way. */
export async function requestTokens(
  endpoint: string,
  client: OAuthClient,
  grant: Readonly<Record<string, string>>,
  now: number,
): Promise<Tokens> {
  const { status, body } = await fetchJson(endpoint, requestBy(client, grant));
  if (status !== 200 || !body) {
    const error = body?.['error'];
    if (status >= 400 && status < 500 && typeof error === 'string') {
      const why = body?.['error_description'];
      throw new SignInRefusedError(error, typeof why === 'string' ? `${error}: ${why.slice(0, 200)}` : error);
    }
    throw new Error(`the token endpoint of \`${client.issuer}\` answered HTTP ${status}`);
  }
  const {
    access_token: access,
    token_type: type,
    refresh_token: refresh,
    expires_in: expiresIn,
    scope,
  } = body;
  // It goes into a header: nothing but the characters of a token (RFC 6750, section 2.1).
  if (typeof access !== 'string' || !/^[\x21-\x7e]{1,16384}$/.test(access)) {
    throw new Error(`\`${client.issuer}\` gave no usable token`);
  }
  if (typeof type !== 'string' || type.toLowerCase() !== 'bearer') {
    throw new Error(`\`${client.issuer}\` gave a token of type \`${JSON.stringify(type)}\`; expected Bearer`);
  }
  const seconds = Number(expiresIn);
  return {
    access,
    ...(typeof refresh === 'string' && { refresh }),
    ...(expiresIn !== undefined && Number.isFinite(seconds) && { expiresAt: now + seconds * 1000 }),
    ...(typeof scope === 'string' && { scope }),
  };
}

/**
 * Tells the authorization server that tokens are not used any more (RFC 7009): the refresh token first, with which many
 * servers end the rest. Both are tried. Rejects with words.
 */
export async function revokeTokens(endpoint: string, client: OAuthClient, tokens: Tokens): Promise<void> {
  const { refresh, access } = tokens;
  try {
    if (refresh !== undefined) await revoke(endpoint, client, refresh, 'refresh_token');
  } finally {
    await revoke(endpoint, client, access, 'access_token');
  }
}

async function revoke(endpoint: string, client: OAuthClient, token: string, hint: string): Promise<void> {
  const { status } = await fetchJson(endpoint, requestBy(client, { token, token_type_hint: hint }));
  // A token that it does not know counts as revoked (section 2.2).
  if (status !== 200) throw new Error(`\`${client.issuer}\` answered HTTP ${status}`);
}

/** A form that is sent as the client, in the way in which it proves itself. */
function requestBy(client: OAuthClient, fields: Readonly<Record<string, string>>) {
  const form = new URLSearchParams(fields);
  const headers: Record<string, string> = { 'content-type': 'application/x-www-form-urlencoded' };
  if (client.authMethod === 'client_secret_basic') {
    // RFC 6749, section 2.3.1: both are form-encoded before they are joined.
    const joined = `${formEncoded(client.id)}:${formEncoded(client.secret ?? '')}`;
    headers['authorization'] = `Basic ${Buffer.from(joined).toString('base64')}`;
  } else {
    form.set('client_id', client.id);
    if (client.authMethod === 'client_secret_post') form.set('client_secret', client.secret ?? '');
  }
  return { method: 'POST' as const, headers, body: form.toString() };
}

function formEncoded(text: string): string {
  return new URLSearchParams([['', text]]).toString().slice(1);
}
