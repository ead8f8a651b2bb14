import { expect, test } from 'vitest';
import { clientKinds, clientServers, clientSnippet } from './client-config.ts';

const servers = clientServers('http://127.0.0.1:4747/mcp', ['cart']);
const bridge = {
  grant: 'my desk',
  command: ['/usr/bin/node', '/opt/c/checkstand.js'],
  dataDir: '/home/me/data',
};
const textFor = (client: (typeof clientKinds)[number], token = 'T0k3n') =>
  clientSnippet(client, servers, token, bridge).text;

test('Claude Code gets a typed entry with an hour of patience', () => {
  expect(JSON.parse(textFor('claude-code'))).toEqual({
    mcpServers: {
      'checkstand-cart': {
        type: 'http',
        url: 'http://127.0.0.1:4747/mcp/cart',
        headers: { Authorization: 'Bearer T0k3n' },
        timeout: 3_600_000,
      },
    },
  });
});

test('Codex gets a TOML table with its timeout in seconds', () => {
  expect(textFor('codex')).toBe(
    [
      '[mcp_servers.checkstand-cart]',
      'url = "http://127.0.0.1:4747/mcp/cart"',
      'http_headers = { "Authorization" = "Bearer T0k3n" }',
      'tool_timeout_sec = 3600',
      '',
    ].join('\n'),
  );
});

test('Cursor, VS Code and Gemini CLI get the shapes they read', () => {
  const entry = { url: 'http://127.0.0.1:4747/mcp/cart', headers: { Authorization: 'Bearer T0k3n' } };
  expect(JSON.parse(textFor('cursor'))).toEqual({ mcpServers: { 'checkstand-cart': entry } });
  expect(JSON.parse(textFor('vscode'))).toEqual({
    servers: { 'checkstand-cart': { type: 'http', ...entry } },
    inputs: [],
  });
  expect(JSON.parse(textFor('gemini'))).toEqual({
    mcpServers: { 'checkstand-cart': { type: 'http', timeout: 3_600_000, ...entry } },
  });
});

test('Claude Desktop starts the bridge, and the token is on no command line', () => {
  expect(JSON.parse(textFor('claude-desktop'))).toEqual({
    mcpServers: {
      checkstand: {
        command: '/usr/bin/node',
        args: ['/opt/c/checkstand.js', 'bridge', '--grant', 'my desk', '--data-dir', '/home/me/data'],
        env: { CHECKSTAND_TOKEN: 'T0k3n' },
      },
    },
  });
  const unknown = clientSnippet('claude-desktop', servers, 'T', { ...bridge, command: [] });
  expect(unknown.text).toContain('"command": "checkstand"');
});

test.each(clientKinds)('a hostile token stays one string value in the snippet for %s', (client) => {
  const token = 'a"b\\c\n[mcp_servers.evil]\u007f';
  const text = textFor(client, token);
  if (client === 'codex') {
    expect(text.split('\n').filter((line) => line.startsWith('['))).toEqual([
      '[mcp_servers.checkstand-cart]',
    ]);
    expect(text).toContain('"Bearer a\\"b\\\\c\\n[mcp_servers.evil]\\u007f"');
  } else {
    const value = client === 'claude-desktop' ? token : `Bearer ${token}`;
    expect(JSON.stringify(JSON.parse(text))).toContain(JSON.stringify(value));
  }
});

test('several upstreams become several entries, and odd names are quoted in TOML', () => {
  const two = [...servers, { name: 'a b', url: 'http://127.0.0.1:4747/mcp/x' }];
  expect(clientSnippet('codex', two, 'T', bridge).text).toContain('[mcp_servers."a b"]');
  expect(
    Object.keys(
      (JSON.parse(clientSnippet('cursor', two, 'T', bridge).text) as { mcpServers: object }).mcpServers,
    ),
  ).toEqual(['checkstand-cart', 'a b']);
});
