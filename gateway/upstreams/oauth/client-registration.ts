import type { UpstreamOAuth } from '../../../contract/model.ts';
import type { AuthorizationServer } from './discovery.ts';
import { fetchJson } from './fetch-json.ts';

/** Who the gateway is at an authorization server. */
export interface OAuthClient {
  readonly id: string;
  readonly secret?: string | undefined;
  readonly authMethod: 'none' | 'client_secret_basic' | 'client_secret_post';
  /** The one that it was registered with. */
  readonly redirectUri: string;
  readonly issuer: string;
}

/**
 * As registered by the user, by a metadata document where both sides can, else by dynamic registration (RFC 7591); in
 * that order (MCP authorization, "Client Registration Approaches"). `known` is used again where it still fits.
 */
export async function clientFor(
  server: AuthorizationServer,
  redirectUri: string,
  given: UpstreamOAuth | undefined,
  known: OAuthClient | undefined,
): Promise<OAuthClient> {
  const { issuer } = server;
  const isDocument = given?.clientId?.startsWith('https://') === true;
  if (given?.clientId !== undefined && (!isDocument || server.takesMetadataDocuments)) {
    const { clientId: id, clientSecret: secret } = given;
    return { id, secret, authMethod: methodFor(server, secret), redirectUri, issuer };
  }
  // Another port is another redirect address; what was registered for the old one is refused there.
  if (known && known.issuer === issuer && known.redirectUri === redirectUri) return known;
  if (server.registrationEndpoint === undefined) {
    throw new Error(
      `\`${issuer}\` does not register clients by itself: register one there, with the redirect address ` +
        `\`${redirectUri}\`, and give its client id`,
    );
  }
  return register(server, server.registrationEndpoint, redirectUri);
}

async function register(
  server: AuthorizationServer,
  endpoint: string,
  redirectUri: string,
): Promise<OAuthClient> {
  const isPublic = server.tokenAuthMethods.length === 0 || server.tokenAuthMethods.includes('none');
  const { status, body } = await fetchJson(endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      client_name: 'Checkstand',
      redirect_uris: [redirectUri],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      application_type: 'native',
      token_endpoint_auth_method: isPublic ? 'none' : (server.tokenAuthMethods[0] ?? 'none'),
    }),
  });
  const id = body?.['client_id'];
  if (status >= 300 || typeof id !== 'string') {
    const why = body?.['error_description'] ?? body?.['error'];
    const said = typeof why === 'string' ? `: ${why.slice(0, 200)}` : '';
    throw new Error(`\`${server.issuer}\` did not register a client (HTTP ${status})${said}`);
  }
  const secret = body?.['client_secret'];
  const hasSecret = typeof secret === 'string';
  const wanted = body?.['token_endpoint_auth_method'];
  return {
    id,
    ...(hasSecret && { secret }),
    authMethod:
      wanted === 'client_secret_post' || wanted === 'client_secret_basic'
        ? wanted
        : methodFor(server, hasSecret ? secret : undefined),
    redirectUri,
    issuer: server.issuer,
  };
}

function methodFor(server: AuthorizationServer, secret: string | undefined): OAuthClient['authMethod'] {
  if (secret === undefined) return 'none';
  const { tokenAuthMethods: methods } = server;
  // RFC 8414, section 2: without a list it is `client_secret_basic`.
  return methods.length === 0 || methods.includes('client_secret_basic')
    ? 'client_secret_basic'
    : 'client_secret_post';
}
