import { createHash, randomBytes } from 'node:crypto';
import type { UpstreamOAuth, UpstreamSignIn } from '../../../contract/model.ts';
import type { Clock, Ids, SecretStore } from '../../../contract/ports.ts';
import type { Challenge } from './challenge.ts';
import { clientFor, type OAuthClient } from './client-registration.ts';
import { discover, type Discovered } from './discovery.ts';
import { scopeFor, union } from './scope.ts';
import { readStored, type StoredSignIn } from './stored-sign-in.ts';
import { requestTokens, revokeTokens, SignInRefusedError, type Tokens } from './tokens.ts';

export interface OAuthSessionParts {
  readonly name: string;
  readonly url: string;
  readonly given: UpstreamOAuth | undefined;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly secrets: SecretStore;
  /** Where the browser comes back to; undefined while nothing listens. */
  readonly redirectUri: () => string | undefined;
  readonly onChanged: (signIn: UpstreamSignIn | null, issuer?: string) => void;
  /** There are new tokens: what failed without them may be tried again. */
  readonly onSignedIn: () => void;
  /** What came of telling the authorization server that a sign-in is over, in words. */
  readonly onRevoked: (text: string) => void;
}

/** The person's sign-in at an upstream over HTTP (MCP authorization; OAuth 2.1). Tokens live in the secret store. */
export interface OAuthSession {
  readonly signIn: UpstreamSignIn | null;
  /** The token to send, refreshed when it is about to expire. Undefined: none, or the refresh failed. Never rejects. */
  token(): Promise<string | undefined>;
  /** The same without waiting; null: it takes a while, use `token`. */
  freshToken(): string | undefined | null;
  /**
   * The upstream refused a request. Answers another token worth a second try; undefined when the person has to act.
   * Never rejects.
   */
  refused(refusal: Refusal): Promise<string | undefined>;
  /** Begins a sign-in; answers the address to open. Rejects with words. */
  begin(): Promise<string>;
  /** The browser is back, with the `state` of `begin`. Rejects with words, for the person. */
  finish(answer: URLSearchParams): Promise<void>;
  /** Whether `state` is of a sign-in that this session began. */
  isWaitingFor(state: string): boolean;
  /** Forgets the tokens, and tells the authorization server so, which nobody waits for. */
  signOut(): Promise<void>;
  /** The same, and nobody is asked to sign in again: the upstream goes, or is reached in another way. */
  end(): Promise<void>;
  /** Tells nobody anything any more. */
  close(): void;
}

export interface Refusal {
  readonly status: number;
  readonly challenge: Challenge | undefined;
  /** The token that the request carried. */
  readonly used: string | undefined;
  /** It was the second try: a new token did not help. */
  readonly isLast: boolean;
}

interface Waiting {
  readonly state: string;
  readonly verifier: string;
  readonly discovered: Discovered;
  readonly client: OAuthClient;
  readonly scope: string | undefined;
  readonly cancel: () => void;
}

const signInTimeoutMs = 10 * 60_000;
/** So long before it expires a token is not used any more: it has to arrive, too. */
const earlyMs = 30_000;

export const oauthSecretName = (upstream: string) => `upstream.${upstream}.oauth`;

export function createOAuthSession(parts: OAuthSessionParts): OAuthSession {
  const { clock, ids, secrets, url } = parts;
  const secretName = oauthSecretName(parts.name);
  let stored: StoredSignIn | undefined;
  let signIn: UpstreamSignIn | null = null;
  let waiting: Waiting | undefined;
  let lastChallenge: Challenge | undefined;
  let wantedScope: string | undefined;
  let refreshing: Promise<string | undefined> | undefined;
  let isLoaded = false;
  let hasNoSignIn = false;
  let isClosed = false;
  const loading = load();

  function change(next: UpstreamSignIn | null, issuer?: string): void {
    if (signIn === next || isClosed) return;
    signIn = next;
    parts.onChanged(next, issuer);
  }

  async function load(): Promise<void> {
    const text = await secrets.get(secretName).catch(() => undefined);
    isLoaded = true;
    if (text === undefined) return;
    const value = readStored(text);
    if (value?.url !== url) return;
    stored = value;
    // Not told: it is as it was when the app stopped.
    if (value.tokens) signIn = 'signed_in';
  }

  async function keep(next: StoredSignIn): Promise<void> {
    stored = next;
    await secrets.set(secretName, JSON.stringify(next));
  }

  const isFresh = ({ expiresAt }: Tokens) => expiresAt === undefined || expiresAt - earlyMs > clock.now();

  /** One at a time: a refresh token is good for one use, and a second use may end the whole sign-in. */
  function refresh(): Promise<string | undefined> {
    return (refreshing ??= refreshNow().finally(() => (refreshing = undefined)));
  }

  async function refreshNow(): Promise<string | undefined> {
    const before = stored;
    if (!before?.tokens) return undefined;
    const { refresh: refreshToken } = before.tokens;
    if (refreshToken === undefined) {
      await lose(before);
      return undefined;
    }
    try {
      const grant = { grant_type: 'refresh_token', refresh_token: refreshToken, resource: before.resource };
      const fresh = await requestTokens(before.tokenEndpoint, before.client, grant, clock.now());
      if (stored !== before) return stored?.tokens?.access;
      await keep({ ...before, tokens: { refresh: refreshToken, scope: before.tokens.scope, ...fresh } });
      return fresh.access;
    } catch (error) {
      // A server that does not answer now may answer the next time.
      if (error instanceof SignInRefusedError) await lose(before);
      return undefined;
    }
  }

  async function lose(before: StoredSignIn): Promise<void> {
    if (stored !== before) return;
    await keep({ ...before, tokens: undefined });
    needPerson();
  }

  function needPerson(): void {
    if (signIn !== 'waiting') change('required');
  }

  async function token(): Promise<string | undefined> {
    await loading;
    const tokens = stored?.tokens;
    if (!tokens) return undefined;
    return isFresh(tokens) ? tokens.access : refresh();
  }

  function giveUp(): void {
    waiting?.cancel();
    waiting = undefined;
  }

  return {
    get signIn() {
      return signIn;
    },
    token,
    freshToken() {
      if (!isLoaded) return null;
      const tokens = stored?.tokens;
      if (!tokens) return undefined;
      return isFresh(tokens) ? tokens.access : null;
    },
    async refused({ status, challenge, used, isLast }) {
      lastChallenge = challenge ?? lastChallenge;
      if (status === 403) {
        wantedScope = union(stored?.tokens?.scope, wantedScope, challenge?.scope);
        needPerson();
        return undefined;
      }
      const tokens = stored?.tokens;
      if (tokens) {
        // Refreshed by another request meanwhile.
        if (tokens.access !== used && isFresh(tokens)) return tokens.access;
        if (!isLast) return refresh();
        needPerson();
      } else if (signIn === null && !hasNoSignIn) {
        const found = await discover(url, challenge).catch(() => undefined);
        hasNoSignIn = found === undefined && challenge?.resourceMetadata === undefined;
        if (!hasNoSignIn) needPerson();
      }
      return undefined;
    },
    async begin() {
      await loading;
      const redirectUri = parts.redirectUri();
      if (redirectUri === undefined) throw new Error('Checkstand is not listening yet: try again');
      const discovered = await discover(url, lastChallenge);
      if (!discovered)
        throw new Error(`\`${new URL(url).origin}\` offers no sign-in: add its key as a header`);
      const { server, resource } = discovered;
      // One that was begun and not finished may have failed at a registration that is not known there any more.
      const known = waiting ? undefined : stored?.client;
      const client = await clientFor(server, redirectUri, parts.given, known);
      giveUp();
      const state = ids.token();
      const verifier = randomBytes(48).toString('base64url');
      const scope = scopeFor(parts.given, union(wantedScope, lastChallenge?.scope), discovered);
      const address = new URL(server.authorizationEndpoint);
      const parameters = {
        response_type: 'code',
        client_id: client.id,
        redirect_uri: redirectUri,
        state,
        code_challenge: createHash('sha256').update(verifier).digest('base64url'),
        code_challenge_method: 'S256',
        resource,
        ...(scope !== undefined && { scope }),
      };
      for (const [name, value] of Object.entries(parameters)) address.searchParams.set(name, value);
      const before = stored?.tokens ? 'signed_in' : 'required';
      const cancel = clock.after(signInTimeoutMs, () => {
        waiting = undefined;
        change(before);
      });
      waiting = { state, verifier, discovered, client, scope, cancel };
      change('waiting');
      return address.href;
    },
    isWaitingFor: (state) => waiting?.state === state,
    async finish(answer) {
      const current = waiting;
      if (!current || answer.get('state') !== current.state)
        throw new Error('this sign-in is not known, or over');
      giveUp(); // a state is good for one answer
      try {
        await trade(current, answer);
      } catch (error) {
        change(stored?.tokens ? 'signed_in' : 'required');
        throw error;
      }
      wantedScope = undefined;
      change('signed_in', current.discovered.server.issuer);
      parts.onSignedIn();
    },
    signOut: () => giveTokensUp('required'),
    end: () => giveTokensUp(null),
    close() {
      isClosed = true;
      giveUp();
    },
  };

  async function giveTokensUp(next: UpstreamSignIn | null): Promise<void> {
    giveUp();
    await loading;
    const before = stored;
    if (before) await keep({ ...before, tokens: undefined });
    change(next);
    // Not waited for: a server that is down must not keep anybody signed in here. Never rejects.
    if (before?.tokens) void revoke(before, before.tokens);
  }

  async function revoke({ client, revocationEndpoint }: StoredSignIn, tokens: Tokens): Promise<void> {
    const { issuer } = client;
    const rest = 'what it gave is forgotten here, and valid there until it expires';
    if (revocationEndpoint === undefined) {
      return parts.onRevoked(`\`${issuer}\` offers no way to end a sign-in: ${rest}`);
    }
    try {
      await revokeTokens(revocationEndpoint, client, tokens);
      parts.onRevoked(`\`${issuer}\` was told that the sign-in is over`);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      parts.onRevoked(`\`${issuer}\` could not be told that the sign-in is over (${why}): ${rest}`);
    }
  }

  async function trade(
    { discovered, client, verifier, scope }: Waiting,
    answer: URLSearchParams,
  ): Promise<void> {
    const { server, resource } = discovered;
    const issuer = answer.get('iss');
    // RFC 9207: an answer of one server must not be taken to another one.
    if (issuer === null ? server.namesItself : issuer !== server.issuer) {
      throw new Error(`the answer comes from \`${issuer ?? 'nobody'}\`; expected \`${server.issuer}\``);
    }
    const error = answer.get('error');
    if (error !== null) {
      const why = answer.get('error_description');
      throw new Error(why === null ? error : `${error}: ${why}`);
    }
    const code = answer.get('code');
    if (code === null) throw new Error('the answer carries no code');
    const grant = {
      grant_type: 'authorization_code',
      code,
      redirect_uri: client.redirectUri,
      code_verifier: verifier,
      resource,
    };
    const tokens = await requestTokens(server.tokenEndpoint, client, grant, clock.now());
    await keep({
      version: 1,
      url,
      resource,
      tokenEndpoint: server.tokenEndpoint,
      revocationEndpoint: server.revocationEndpoint,
      client,
      // Without a word on it, what was asked for was given (RFC 6749, section 5.1).
      tokens: { scope, ...tokens },
    });
  }
}
