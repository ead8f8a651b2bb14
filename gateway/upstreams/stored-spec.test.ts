import { expect, test } from 'vitest';
import type { UpstreamSpec } from '../../contract/model.ts';
import { changedSpec, configOf, joinSpec, readSecrets, secretTexts, splitSpec } from './stored-spec.ts';

const stdio: UpstreamSpec = {
  kind: 'stdio',
  name: 'x',
  command: 'npx',
  args: ['server', '--token=tok-123456', '--port', '1', '--api-key', 'key-123456'],
  env: { PLAIN: 'production', MY_SECRET: 'env-123456' },
};
const http: UpstreamSpec = {
  kind: 'http',
  name: 'x',
  url: 'https://me:password-1@example.com/mcp?key=query-123456',
  headers: { Authorization: 'Bearer header-123456' },
  oauth: { clientId: 'me', clientSecret: 'client-123456' },
};

test.each([['stdio', stdio] as const, ['http', http] as const])(
  'nothing secret is left in what is stored in the open, and all comes back: %s',
  (kind, spec) => {
    const { bare, secrets } = splitSpec(spec);
    for (const secret of ['123456', 'password-1', 'production']) {
      expect(JSON.stringify(bare)).not.toContain(secret);
      expect(JSON.stringify(configOf(spec))).not.toContain(secret);
    }
    expect(joinSpec(bare, readSecrets(kind, JSON.stringify(secrets)))).toEqual(spec);
  },
);

test('secrets that an earlier version stored are read', () => {
  const bare: UpstreamSpec = { kind: 'http', name: 'x', url: 'https://example.com/' };
  const secrets = readSecrets('http', '{"version":"1.0","Authorization":"a"}');
  expect(joinSpec(bare, secrets)).toEqual({ ...bare, headers: { version: '1.0', Authorization: 'a' } });
});

test('secrets of another spec are not put into this one', () => {
  const { secrets } = splitSpec(stdio);
  const other = { ...stdio, args: ['other', '--verbose', '--port', '1'], env: undefined };
  expect(joinSpec(other as never, secrets)).toMatchObject({ args: other.args });
});

test('a change keeps what was shown as hidden and what is null', () => {
  const { args = [] } = configOf(stdio);
  expect(
    changedSpec(stdio, {
      kind: 'stdio',
      name: 'x',
      command: 'npx',
      args: [...args.slice(1), '--new'],
      env: { MY_SECRET: null, PLAIN: 'test' },
    }),
  ).toEqual({
    ...stdio,
    args: ['--token=tok-123456', '--port', '1', '--api-key', 'key-123456', '--new'],
    env: { MY_SECRET: 'env-123456', PLAIN: 'test' },
  });
  const change = {
    kind: 'http',
    name: 'x',
    url: configOf(http).url ?? '',
    headers: { Authorization: null },
  } as const;
  expect(changedSpec(http, change)).toMatchObject({ url: http.url, headers: http.headers });
});

test('what is hidden and was never there has to be given', () => {
  const change = { kind: 'stdio', name: 'x', command: 'npx', args: ['--secret=…'] } as const;
  expect(() => changedSpec(stdio, { ...change, args: [...change.args] })).toThrow('give its value');
  expect(() => changedSpec(stdio, { ...change, args: [], env: { OTHER: null } })).toThrow('give its value');
});

test('what nobody can read any more does not go to another server', () => {
  const change = {
    kind: 'http',
    name: 'x',
    url: 'https://evil.example/',
    headers: { Authorization: null },
  } as const;
  expect(() => changedSpec(http, change)).toThrow('nothing is kept for `Authorization`');
  const secret = { ...change, headers: {}, oauth: { clientId: 'me', clientSecret: null } };
  expect(() => changedSpec(http, secret)).toThrow('nothing is kept as the client secret');
  const without = changedSpec(http, { ...change, headers: {}, oauth: { clientId: 'me' } });
  expect(JSON.stringify(without)).not.toContain('client-123456');
});

test('that there is a client secret is shown, and nothing of it', () => {
  expect(configOf(http)).toMatchObject({ oauth: { clientId: 'me' }, hasClientSecret: true });
  expect(JSON.stringify(configOf(http))).not.toContain('client-123456');
  expect(configOf({ ...http, oauth: { clientId: 'me' } }).hasClientSecret).toBeUndefined();
});

test('the texts to blank out are the secrets, not every word', () => {
  expect(secretTexts(stdio)).toEqual(expect.arrayContaining(['tok-123456', 'key-123456', 'env-123456']));
  expect(secretTexts(stdio)).not.toContain('production');
  expect(secretTexts(http)).toEqual(
    expect.arrayContaining(['header-123456', 'password-1', 'query-123456', 'client-123456']),
  );
});
