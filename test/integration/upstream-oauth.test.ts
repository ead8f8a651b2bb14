import { expect, onTestFinished, test } from 'vitest';
import { startProtectedUpstream, type ProtectedUpstream } from '../fixtures/upstreams/protected-upstream.ts';
import { startHttpUpstream } from '../fixtures/upstreams/http.ts';
import { startAddedUpstreams, type AddedUpstreams } from '../support/added-upstreams.ts';
import { waitFor } from '../support/wire.ts';

/** An upstream that wants a sign-in, added to a gateway. */
interface Protected extends ProtectedUpstream {
  readonly gateway: AddedUpstreams;
  /** Sends the browser back with what the authorization server answers; the page it then shows. */
  comeBack(change?: (address: URL) => void): Promise<{ status: number; text: string }>;
  signIn(): Promise<void>;
}

async function startProtected(
  options: { secrets?: Map<string, string>; spec?: object } = {},
): Promise<Protected> {
  const fixture = await startProtectedUpstream();
  onTestFinished(() => fixture.close());
  const { upstream, server } = fixture;
  const gateway = await startAddedUpstreams(options);
  await gateway.add({ kind: 'http', name: 'shop', url: upstream.url, ...options.spec });

  const comeBack: Protected['comeBack'] = async (change) => {
    const address = server.approve(gateway.opened.at(-1) ?? '');
    change?.(address);
    const answer = await fetch(address);
    return { status: answer.status, text: await answer.text() };
  };
  return {
    ...fixture,
    gateway,
    comeBack,
    async signIn() {
      await gateway.until('shop', (it) => it.signIn === 'required');
      await gateway.gateway.upstreams.signIn('shop');
      expect((await comeBack()).status).toBe(200);
      await gateway.ready('shop');
    },
  };
}

test('the person signs in once; calls carry the token, and nothing shows it', async () => {
  const { upstream, server, gateway, signIn, tokensSeen } = await startProtected();
  const failed = await gateway.until('shop', (it) => it.state === 'failed' && it.signIn === 'required');
  expect(failed.error).toContain('it wants you to sign in');
  await signIn();

  const asked = new URL(gateway.opened[0] ?? '').searchParams;
  expect(Object.fromEntries(asked)).toMatchObject({
    response_type: 'code',
    code_challenge_method: 'S256',
    resource: upstream.url,
    scope: 'read offline_access',
    redirect_uri: `${new URL(gateway.url).origin}/oauth/callback`,
  });
  expect(server.registrations).toMatchObject([
    { client_name: 'Checkstand', token_endpoint_auth_method: 'none' },
  ]);
  expect(server.tokenRequests[0]?.get('resource')).toBe(upstream.url);

  const client = await gateway.client('shop');
  expect(await gateway.call(client, 'echo', { text: 'hi' })).toBe('hi');
  const token = tokensSeen.at(-1) ?? 'none';
  expect([...gateway.secrets.values()].join()).toContain(token);
  const shown = JSON.stringify([
    gateway.events,
    gateway.view('shop'),
    gateway.gateway.upstreams.logs('shop'),
    await gateway.gateway.upstreams.config('shop'),
  ]);
  for (const secret of [token, asked.get('state'), server.tokenRequests[0]?.get('code_verifier')]) {
    expect(shown).not.toContain(secret);
  }
  expect(gateway.events.filter((it) => it.type === 'upstream.sign_in_changed').map((it) => it.data)).toEqual([
    { name: 'shop', signIn: 'required' },
    { name: 'shop', signIn: 'waiting' },
    { name: 'shop', signIn: 'signed_in', issuer: server.url },
  ]);
});

test.each<[string, (address: URL) => void, RegExp]>([
  ['another state', (it) => it.searchParams.set('state', 'x'.repeat(43)), /not known here/],
  ['no state', (it) => it.searchParams.delete('state'), /not known here/],
  [
    'another issuer',
    (it) => it.searchParams.set('iss', 'https://evil.example'),
    /comes from `https:\/\/evil/,
  ],
  ['no issuer, where one was promised', (it) => it.searchParams.delete('iss'), /comes from `nobody`/],
  ['a refusal', (it) => it.searchParams.set('error', 'access_denied'), /access_denied/],
  ['another code', (it) => it.searchParams.set('code', 'stolen'), /invalid_grant/],
])('an answer with %s signs nobody in', async (_what, change, text) => {
  const { gateway, comeBack, tokensSeen } = await startProtected();
  await gateway.until('shop', (it) => it.signIn === 'required');
  await gateway.gateway.upstreams.signIn('shop');
  const page = await comeBack(change);
  expect(page.status).toBe(400);
  expect(page.text.replaceAll('&#39;', "'")).toMatch(text);
  expect(gateway.view('shop')?.signIn).not.toBe('signed_in');
  expect(tokensSeen).toEqual([]);
});

test('an answer is good once, and what it says is not taken for markup', async () => {
  const { gateway, comeBack, server, signIn } = await startProtected();
  await signIn();
  const again = await comeBack();
  expect([again.status, server.tokenRequests.length]).toEqual([400, 1]);

  await gateway.gateway.upstreams.signIn('shop');
  const page = await comeBack((it) => it.searchParams.set('error', '<script>alert(1)</script>'));
  expect(page.text).not.toContain('<script>');
  // Signed in before, signed in still.
  expect(gateway.view('shop')?.signIn).toBe('signed_in');
});

test.each<[string, (it: Protected) => void, RegExp]>([
  [
    'a resource that is not it',
    ({ metadata }) => (metadata['resource'] = 'https://bank.example/mcp'),
    /is not this server/,
  ],
  [
    'a resource beside it',
    ({ metadata, upstream }) => (metadata['resource'] = `${upstream.url}2`),
    /is not this server/,
  ],
  [
    'a server over plain http elsewhere',
    ({ metadata }) => (metadata['authorization_servers'] = ['http://auth.example']),
    /expected https/,
  ],
  [
    'metadata of another issuer',
    ({ server }) => (server.switches.issuer = 'https://evil.example'),
    /is that of/,
  ],
  [
    'a token endpoint over plain http elsewhere',
    ({ server }) => (server.switches.endpoints = { token_endpoint: 'http://collect.example/token' }),
    /token_endpoint/,
  ],
  [
    'an authorization endpoint that is a script',
    ({ server }) => (server.switches.endpoints = { authorization_endpoint: 'javascript:alert(1)' }),
    /authorization_endpoint/,
  ],
  [
    'no PKCE',
    ({ server }) => (server.switches.endpoints = { code_challenge_methods_supported: ['plain'] }),
    /PKCE/,
  ],
  [
    'no registration',
    ({ server }) => (server.switches.endpoints = { registration_endpoint: undefined }),
    /does not register clients/,
  ],
])('no browser opens for %s', async (_what, spoil, message) => {
  const it = await startProtected();
  await it.gateway.until('shop', ({ signIn }) => signIn === 'required');
  spoil(it);
  await expect(it.gateway.gateway.upstreams.signIn('shop')).rejects.toThrow(message);
  expect(it.gateway.opened).toEqual([]);
});

test('an expired token is refreshed once for many calls, and the new one is kept', async () => {
  const { gateway, server, signIn } = await startProtected();
  server.switches.rotatesRefresh = true;
  await signIn();
  const client = await gateway.client('shop');
  server.expireAll();
  const before = server.tokenRequests.length;
  const texts = await Promise.all(['a', 'b', 'c', 'd'].map((text) => gateway.call(client, 'echo', { text })));
  expect(texts).toEqual(['a', 'b', 'c', 'd']);
  // A second use of a rotating refresh token would have ended the sign-in.
  expect(server.tokenRequests.slice(before).map((it) => it.get('grant_type'))).toEqual(['refresh_token']);
  server.expireAll();
  expect(await gateway.call(client, 'echo', { text: 'e' })).toBe('e');
});

test('a token that is about to expire is refreshed before it is used', async () => {
  const { gateway, server, signIn, tokensSeen } = await startProtected();
  server.switches.expiresIn = 5;
  await signIn();
  const before = server.tokenRequests.length;
  server.switches.expiresIn = 3600;
  const client = await gateway.client('shop');
  await gateway.call(client, 'echo', { text: 'x' });
  expect(
    server.tokenRequests.slice(before).filter((it) => it.get('grant_type') === 'refresh_token'),
  ).toHaveLength(1);
  expect(server.tokenInfo(tokensSeen.at(-1) ?? '')).toBeDefined();
});

test('a refresh that is refused asks for the person; one that fails on the way does not', async () => {
  const { gateway, server, signIn, upstream } = await startProtected();
  await signIn();
  const client = await gateway.client('shop');
  server.expireAll();
  server.switches.tokenStatus = 503;
  await expect(gateway.call(client, 'echo', { text: 'x' })).rejects.toThrow('HTTP 401');
  expect(gateway.view('shop')?.signIn).toBe('signed_in');
  delete server.switches.tokenStatus;
  expect(await gateway.call(client, 'echo', { text: 'y' })).toBe('y');

  server.expireAll();
  server.switches.refreshError = 'invalid_grant';
  await expect(gateway.call(client, 'echo', { text: 'x' })).rejects.toThrow('it wants you to sign in');
  expect(gateway.view('shop')?.signIn).toBe('required');
  expect(upstream.seen.calls.map(({ args }) => args)).toEqual([{ text: 'y' }]);
});

test('a token for something else is refused there: it says so and does not try for ever', async () => {
  const { gateway, server, comeBack, tokensSeen } = await startProtected();
  server.switches.audience = 'https://other.example';
  await gateway.until('shop', (it) => it.signIn === 'required');
  await gateway.gateway.upstreams.signIn('shop');
  await comeBack();
  await gateway.until('shop', (it) => it.state === 'failed' && it.signIn === 'required');
  expect(gateway.view('shop')?.error).toContain('sign in');
  expect(tokensSeen.length).toBeLessThan(12);
});

test('what needs more rights asks the person for them, beside those there are', async () => {
  const { gateway, needs, signIn, comeBack, upstream } = await startProtected();
  await signIn();
  const client = await gateway.client('shop');
  needs.scope = 'write';
  await expect(gateway.call(client, 'echo', { text: 'x' })).rejects.toThrow('more rights');
  expect(gateway.view('shop')).toMatchObject({ state: 'ready', signIn: 'required' });
  await gateway.gateway.upstreams.signIn('shop');
  expect(new URL(gateway.opened.at(-1) ?? '').searchParams.get('scope')?.split(' ').sort()).toEqual([
    'offline_access',
    'read',
    'write',
  ]);
  expect((await comeBack()).status).toBe(200);
  await waitFor(() => gateway.view('shop')?.signIn === 'signed_in');
  await gateway.ready('shop');
  const next = await gateway.client('shop');
  expect(await gateway.call(next, 'echo', { text: 'now' })).toBe('now');
  expect(upstream.seen.calls).toHaveLength(1);
});

test('a sign-in outlives the app, and ends where the address changes or the person says so', async () => {
  const secrets = new Map<string, string>();
  const first = await startProtected({ secrets });
  await first.signIn();
  const { folder } = first.gateway;
  await first.gateway.close();

  const second = await startAddedUpstreams({ folder, secrets });
  expect((await second.ready('shop')).signIn).toBe('signed_in');
  expect(first.server.registrations).toHaveLength(1);

  await second.gateway.upstreams.signOut('shop');
  expect([...secrets.values()].join()).not.toContain('"access"');
  await second.gateway.upstreams.signIn('shop');
  await fetch(first.server.approve(second.opened.at(-1) ?? ''));
  await second.until('shop', (it) => it.signIn === 'signed_in');

  const url = first.upstream.url.replace('/mcp', '/other');
  await second.gateway.upstreams.update({ kind: 'http', name: 'shop', url });
  expect([...secrets.values()].join()).not.toContain('"access"');
});

const logOf = (it: Protected) =>
  it.gateway.gateway.upstreams
    .logs('shop')
    .map(({ text }) => text)
    .join('\n');

test('signing out tells the authorization server, and the tokens are worth nothing any more', async () => {
  const it = await startProtected();
  await it.signIn();
  const token = it.tokensSeen.at(-1) ?? '';
  expect(it.server.tokenInfo(token)).toBeDefined();
  await it.gateway.gateway.upstreams.signOut('shop');
  expect(it.gateway.view('shop')?.signIn).toBe('required');
  await waitFor(() => logOf(it).includes('was told that the sign-in is over'));
  expect(it.server.revocations.map((form) => form.get('token_type_hint'))).toEqual([
    'refresh_token',
    'access_token',
  ]);
  expect(it.server.revocations.at(-1)?.get('client_id')).toBe('client-1');
  expect(it.server.tokenInfo(token)).toBeUndefined();
  expect(logOf(it)).not.toContain(token);
});

test.each<[string, (it: Protected) => void, RegExp]>([
  [
    'offers no revocation',
    ({ server }) => (server.switches.endpoints = { revocation_endpoint: undefined }),
    /no way to end/,
  ],
  [
    'has it over plain http elsewhere',
    ({ server }) => (server.switches.endpoints = { revocation_endpoint: 'http://collect.example/revoke' }),
    /no way to end/,
  ],
  [
    'refuses it',
    ({ server }) => (server.switches.revocation = 503),
    /HTTP 503.*valid there until it expires/,
  ],
  ['does not answer', ({ server }) => (server.switches.revocation = 'never'), /signed in/],
])('a server that %s holds up no signing out', async (_what, spoil, said) => {
  const secrets = new Map<string, string>();
  const it = await startProtected({ secrets });
  spoil(it);
  await it.signIn();
  await it.gateway.gateway.upstreams.signOut('shop');
  expect(it.gateway.view('shop')?.signIn).toBe('required');
  expect([...secrets.values()].join()).not.toContain('"access"');
  await waitFor(() => said.test(logOf(it)));
});

test('what is removed, or leads elsewhere, is signed out there as well', async () => {
  const first = await startProtected();
  await first.signIn();
  await first.gateway.gateway.upstreams.remove('shop');
  await waitFor(() => first.server.revocations.length === 2);

  const second = await startProtected();
  await second.signIn();
  const { url } = second.upstream;
  // The same place with other settings: nobody has to sign in again.
  await second.gateway.gateway.upstreams.update({ kind: 'http', name: 'shop', url, transport: 'streamable' });
  expect((await second.gateway.ready('shop')).signIn).toBe('signed_in');
  expect(second.server.revocations).toEqual([]);
  await second.gateway.gateway.upstreams.update({ kind: 'http', name: 'shop', url: `${url}/other` });
  await waitFor(() => second.server.revocations.length === 2);
});

test('one that gets a key, or another address, does not seem to want a sign-in any more', async () => {
  const it = await startProtected();
  await it.signIn();
  const lastSaid = () =>
    it.gateway.events.findLast((event) => event.type === 'upstream.sign_in_changed')?.data;
  const { url } = it.upstream;
  const keyed = { kind: 'http', name: 'shop', url, headers: { authorization: 'Bearer wrong' } } as const;
  await it.gateway.gateway.upstreams.update(keyed);
  expect(lastSaid()).toEqual({ name: 'shop', signIn: null });
  await waitFor(() => it.server.revocations.length === 2);

  await it.gateway.gateway.upstreams.update({ kind: 'http', name: 'shop', url });
  await it.gateway.until('shop', ({ signIn }) => signIn === 'required');
  const other = await startHttpUpstream();
  onTestFinished(() => other.close());
  await it.gateway.gateway.upstreams.update({ kind: 'http', name: 'shop', url: other.url });
  await it.gateway.ready('shop');
  expect(lastSaid()).toEqual({ name: 'shop', signIn: null });
});

test('a client that the user registered is used, with its secret', async () => {
  const { gateway, server } = await startProtected({
    spec: { oauth: { clientId: 'mine', clientSecret: 'hush-hush' } },
  });
  await gateway.until('shop', (it) => it.signIn === 'required');
  await gateway.gateway.upstreams.signIn('shop');
  expect(new URL(gateway.opened[0] ?? '').searchParams.get('client_id')).toBe('mine');
  expect(server.registrations).toEqual([]);
  expect(JSON.stringify([gateway.events, await gateway.gateway.upstreams.config('shop')])).not.toContain(
    'hush-hush',
  );
});

test('a metadata document stands for a registration where the server takes one', async () => {
  const clientId = 'https://checkstand.example/client.json';
  const it = await startProtected({ spec: { oauth: { clientId } } });
  await it.gateway.until('shop', ({ signIn }) => signIn === 'required');
  await it.gateway.gateway.upstreams.signIn('shop');
  expect(it.server.registrations).toHaveLength(1);
  it.server.switches.endpoints = { client_id_metadata_document_supported: true };
  await it.gateway.gateway.upstreams.signIn('shop');
  expect(new URL(it.gateway.opened.at(-1) ?? '').searchParams.get('client_id')).toBe(clientId);
});

test('a key of the user\u2019s own stands where a sign-in would', async () => {
  const { gateway, upstream } = await startProtected();
  await gateway.add({
    kind: 'http',
    name: 'keyed',
    url: upstream.url,
    headers: { authorization: 'Bearer wrong-key' },
  });
  const view = await gateway.until('keyed', (it) => it.state === 'failed');
  expect(view.signIn).toBeUndefined();
  expect(view.error).toContain('check the headers');
  await expect(gateway.gateway.upstreams.signIn('keyed')).rejects.toThrow(
    'without an `Authorization` header',
  );
});

test('the way back takes no other host, origin or method', async () => {
  const { gateway } = await startProtected();
  const url = `${new URL(gateway.url).origin}/oauth/callback?state=x`;
  expect((await fetch(url, { method: 'POST' })).status).toBe(405);
  expect((await fetch(url, { headers: { origin: 'https://evil.example' } })).status).toBe(403);
  const page = await fetch(url);
  expect([page.status, page.headers.get('content-security-policy')]).toEqual([
    400,
    expect.stringContaining("default-src 'none'"),
  ]);
});
