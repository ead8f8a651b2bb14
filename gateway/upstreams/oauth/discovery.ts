import type { JsonObject } from '../../../contract/json.ts';
import type { Challenge } from './challenge.ts';
import { fetchJson, isAllowedAddress } from './fetch-json.ts';

/** Where to sign in for an upstream, and how. Everything in it was checked. */
export interface Discovered {
  /** What tokens are for (RFC 8707). */
  readonly resource: string;
  readonly scopes: readonly string[];
  readonly server: AuthorizationServer;
}
export interface AuthorizationServer {
  readonly issuer: string;
  readonly authorizationEndpoint: string;
  readonly tokenEndpoint: string;
  readonly registrationEndpoint: string | undefined;
  /** Undefined as well when its address may not be used: signing in does without. */
  readonly revocationEndpoint: string | undefined;
  /** Its answers name it (RFC 9207): one that does not is refused. */
  readonly namesItself: boolean;
  readonly takesMetadataDocuments: boolean;
  readonly tokenAuthMethods: readonly string[];
  readonly scopes: readonly string[];
}

/** Finds out where an upstream wants the person to sign in; undefined when it names no place. Rejects with words. */
export async function discover(
  upstreamUrl: string,
  challenge: Challenge | undefined,
): Promise<Discovered | undefined> {
  const metadata = await protectedResource(upstreamUrl, challenge);
  // Servers of revision 2025-03-26 have no such document: they are their own authorization server.
  const issuer = metadata ? metadata.issuer : new URL(upstreamUrl).origin;
  const server = await authorizationServer(issuer, upstreamUrl);
  if (!server) {
    if (!metadata) return undefined;
    throw new Error(`its authorization server \`${issuer}\` publishes no metadata`);
  }
  return {
    resource: metadata?.resource ?? canonical(upstreamUrl),
    scopes: metadata?.scopes ?? [],
    server,
  };
}

/** RFC 9728: the address from the challenge, else the well-known ones. */
async function protectedResource(
  upstreamUrl: string,
  challenge: Challenge | undefined,
): Promise<{ resource: string; issuer: string; scopes: string[] } | undefined> {
  const { origin, pathname } = new URL(upstreamUrl);
  const wellKnown = '/.well-known/oauth-protected-resource';
  const named = challenge?.resourceMetadata;
  if (named !== undefined && !isAllowedAddress(named, upstreamUrl)) {
    throw new Error(`it names \`${named}\` for its metadata, which is not used: expected https`);
  }
  const places =
    named === undefined
      ? [
          ...(pathname === '/' ? [] : [`${origin}${wellKnown}${withoutSlash(pathname)}`]),
          `${origin}${wellKnown}`,
        ]
      : [named];
  const document = await firstOf(places);
  if (!document) {
    if (named === undefined) return undefined;
    throw new Error(`its metadata at \`${named}\` cannot be read`);
  }
  const { resource } = document;
  // A token for somebody else's resource, given to this upstream, would let it act there (RFC 9728, section 3.3).
  if (typeof resource !== 'string' || !covers(resource, upstreamUrl)) {
    throw new Error(
      `it names \`${asText(resource)}\` as what tokens are for, which is not this server: refused`,
    );
  }
  const [issuer] = strings(document['authorization_servers']);
  if (issuer === undefined) throw new Error('its metadata names no authorization server');
  return { resource, issuer, scopes: strings(document['scopes_supported']) };
}

/** RFC 8414 and OpenID Connect Discovery, in the order that MCP prescribes. */
async function authorizationServer(
  issuer: string,
  upstreamUrl: string,
): Promise<AuthorizationServer | undefined> {
  if (!isAllowedAddress(issuer, upstreamUrl)) {
    throw new Error(`its authorization server \`${issuer}\` is not used: expected https`);
  }
  const { origin, pathname } = new URL(issuer);
  const path = withoutSlash(pathname);
  const places = [
    `${origin}/.well-known/oauth-authorization-server${path}`,
    `${origin}/.well-known/openid-configuration${path}`,
    ...(path === '' ? [] : [`${origin}${path}/.well-known/openid-configuration`]),
  ];
  const document = await firstOf(places);
  if (!document) return undefined;
  const said = document['issuer'];
  // RFC 8414, section 3.3: else one server could pass for another.
  if (typeof said !== 'string' || withoutSlash(said) !== withoutSlash(issuer)) {
    throw new Error(`the metadata of \`${issuer}\` is that of \`${asText(said)}\`: refused`);
  }
  const endpoint = (name: string): string | undefined => {
    const value = document[name];
    if (value === undefined || value === null) return undefined;
    if (typeof value !== 'string' || !isAllowedAddress(value, upstreamUrl)) {
      throw new Error(
        `\`${name}\` of \`${issuer}\` is \`${JSON.stringify(value)}\`: refused, expected https`,
      );
    }
    return value;
  };
  const authorizationEndpoint = endpoint('authorization_endpoint');
  const tokenEndpoint = endpoint('token_endpoint');
  if (authorizationEndpoint === undefined || tokenEndpoint === undefined) {
    throw new Error(`the metadata of \`${issuer}\` lacks its authorization or token endpoint`);
  }
  // Without PKCE whoever sees the code on its way can use it (MCP authorization, "Authorization Code Protection").
  if (!strings(document['code_challenge_methods_supported']).includes('S256')) {
    throw new Error(
      `\`${issuer}\` does not offer PKCE with S256, without which a sign-in is not safe: refused`,
    );
  }
  return {
    issuer: said,
    authorizationEndpoint,
    tokenEndpoint,
    registrationEndpoint: endpoint('registration_endpoint'),
    revocationEndpoint: strings([document['revocation_endpoint']]).find((it) =>
      isAllowedAddress(it, upstreamUrl),
    ),
    namesItself: document['authorization_response_iss_parameter_supported'] === true,
    takesMetadataDocuments: document['client_id_metadata_document_supported'] === true,
    tokenAuthMethods: strings(document['token_endpoint_auth_methods_supported']),
    scopes: strings(document['scopes_supported']),
  };
}

/** The first document that is there. Places that do not answer at all end the search. */
async function firstOf(places: readonly string[]): Promise<JsonObject | undefined> {
  for (const place of places) {
    const { status, body } = await fetchJson(place, {
      method: 'GET',
      headers: { 'mcp-protocol-version': '2025-11-25' },
    });
    if (status === 200 && body) return body;
  }
  return undefined;
}

/** The upstream lies within the resource: the same origin, and the path or one below it. */
function covers(resource: string, upstreamUrl: string): boolean {
  const outer = URL.parse(resource);
  const inner = new URL(upstreamUrl);
  if (!outer || outer.origin !== inner.origin || outer.hash !== '') return false;
  const path = withoutSlash(outer.pathname);
  return inner.pathname === path || inner.pathname.startsWith(`${path}/`);
}

/** RFC 8707, section 2: no fragment, no query, no slash at the end. */
function canonical(upstreamUrl: string): string {
  const { origin, pathname } = new URL(upstreamUrl);
  return `${origin}${withoutSlash(pathname)}`;
}

const withoutSlash = (text: string) => (text.endsWith('/') ? text.slice(0, -1) : text);

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((it) => typeof it === 'string') : [];
}
