import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { UpstreamSpec, UpstreamView } from '../../contract/model.ts';
import { createImporter } from './import-servers.ts';

function setUp(files: Readonly<Record<string, string>> = {}, known: UpstreamSpec[] = []) {
  const home = mkdtempSync(join(tmpdir(), 'checkstand-home-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(home, file)), { recursive: true });
    writeFileSync(join(home, file), text);
  }
  const added: UpstreamSpec[] = [];
  const importer = createImporter({
    upstreams: {
      async add(spec) {
        if (spec.name === 'taken') throw new Error('an upstream named `taken` exists already');
        added.push(spec);
        return { name: spec.name } as UpstreamView; // all that is looked at
      },
      specs: async () => known,
    },
    names: () => ['cart', ...known.map((it) => it.name)],
    mcpUrl: () => 'http://127.0.0.1:4747/mcp',
    platform: 'linux',
    home,
    env: { GITHUB_TOKEN: 'gh-from-env' },
  });
  return { home, importer, added };
}

const secret = 'sk-do-not-show-0123456789';

const configurations = {
  '.claude.json': JSON.stringify({
    mcpServers: { files: { command: 'npx', args: ['-y', 'server-files', '/tmp'] } },
    projects: {
      '/my/project': { mcpServers: { api: { type: 'http', url: 'https://api.example/mcp' } } },
      '/none': {},
    },
  }),
  '.config/Claude/claude_desktop_config.json': JSON.stringify({
    mcpServers: { 'My Server!': { command: 'uvx', args: ['x'], env: { API_KEY: secret } } },
  }),
  '.cursor/mcp.json': `{ // comment
    "mcpServers": { "remote": { "url": "https://r.example/mcp?key=${secret}", "headers": { "X-Key": "${secret}" } }, },
  }`,
  '.config/Code/User/mcp.json': JSON.stringify({
    inputs: [{ id: 'token' }],
    servers: {
      gh: { type: 'http', url: 'https://gh.example/', headers: { Authorization: 'Bearer ${input:token}' } },
    },
  }),
  '.codeium/windsurf/mcp_config.json': JSON.stringify({
    mcpServers: { w: { serverUrl: 'https://w.example/sse' } },
  }),
  '.codex/config.toml': `model = "x"
[mcp_servers.docs]
url = "https://docs.example/mcp"
bearer_token_env_var = "GITHUB_TOKEN"
[mcp_servers.local]
command = "node"
args = ["server.js"]
env = { TOKEN = "${secret}" }`,
  '.gemini/settings.json': JSON.stringify({ mcpServers: { g: { httpUrl: 'https://g.example/mcp' } } }),
  '.config/opencode/opencode.json': JSON.stringify({
    mcp: {
      local: { type: 'local', command: ['bun', 'x', 'thing'], environment: { A: 'b' } },
      far: { type: 'remote', url: 'https://far.example/mcp' },
    },
  }),
  '.config/goose/config.yaml': `GOOSE_PROVIDER: x
extensions:
  notes: { enabled: true, type: stdio, cmd: npx, args: ["-y", notes], envs: { KEY: ${secret} }, env_keys: [NOTES_TOKEN] }
  developer: { enabled: true, type: builtin, name: developer }
  distant: { type: streamable_http, uri: "https://goose.example/mcp", headers: { X-Key: ${secret} }, timeout: 300 }
`,
  '.config/zed/settings.json': `{ "theme": "x", /* c */ "context_servers": { "z": { "command": { "path": "zz", "args": ["1"] } } } }`,
};

test('finds the servers of every installed client, and shows no secret', async () => {
  const { importer } = setUp(configurations);
  const sources = await importer.importable();
  expect(
    sources.map((it) => [it.client, it.problem, it.entries.map(({ key, name, kind }) => [key, name, kind])]),
  ).toEqual([
    [
      'claude-code',
      null,
      [
        ['files', 'files', 'stdio'],
        ['/my/project: api', 'api', 'http'],
      ],
    ],
    ['claude-desktop', null, [['My Server!', 'my-server', 'stdio']]],
    ['cursor', null, [['remote', 'remote', 'http']]],
    ['vscode', null, [['gh', 'gh', 'http']]],
    ['windsurf', null, [['w', 'w', 'http']]],
    [
      'codex',
      null,
      [
        ['docs', 'docs', 'http'],
        ['local', 'local', 'stdio'],
      ],
    ],
    ['gemini', null, [['g', 'g', 'http']]],
    [
      'opencode',
      null,
      [
        ['local', 'local', 'stdio'],
        ['far', 'far', 'http'],
      ],
    ],
    ['zed', null, [['z', 'z', 'stdio']]],
    [
      'goose',
      null,
      [
        ['notes', 'notes', 'stdio'],
        ['distant', 'distant', 'http'],
      ],
    ],
  ]);
  expect(JSON.stringify(sources)).not.toContain(secret);
  expect(sources[1]?.entries[0]).toMatchObject({ envNames: ['API_KEY'], address: 'uvx x' });
  expect(sources[2]?.entries[0]).toMatchObject({
    headerNames: ['X-Key'],
    address: 'https://r.example/mcp?key=…',
  });
});

test('imports the chosen ones as they stand in the file, with their secrets; one that fails stops no other', async () => {
  const { importer, added, home } = setUp(configurations);
  const from = (client: string, file: string) =>
    ({ kind: 'client', client, file: join(home, file) }) as const;
  const results = await importer.import(from('codex', '.codex/config.toml'), [
    { key: 'local', name: 'taken' },
    { key: 'docs', name: 'docs' },
    { key: 'local', name: 'mine' },
    { key: 'nope', name: 'nope' },
  ]);
  expect(results.map((it) => it.error)).toEqual([
    'an upstream named `taken` exists already',
    null,
    null,
    'there is no server `nope` in it',
  ]);
  expect(added).toEqual([
    {
      kind: 'http',
      name: 'docs',
      url: 'https://docs.example/mcp',
      headers: { Authorization: 'Bearer gh-from-env' },
    },
    { kind: 'stdio', name: 'mine', command: 'node', args: ['server.js'], env: { TOKEN: secret } },
  ]);
});

test('what Goose keeps in its keyring is asked for; the rest is taken over', async () => {
  const { importer, added, home } = setUp(configurations);
  const from = { kind: 'client', client: 'goose', file: join(home, '.config/goose/config.yaml') } as const;
  const [source] = (await importer.importable()).filter((it) => it.client === 'goose');
  expect(source?.entries[0]).toMatchObject({ needs: ['${NOTES_TOKEN}'], envNames: ['NOTES_TOKEN', 'KEY'] });
  await importer.import(from, [
    { key: 'notes', name: 'notes', values: { '${NOTES_TOKEN}': 'mine' } },
    { key: 'distant', name: 'distant' },
  ]);
  expect(added).toEqual([
    {
      kind: 'stdio',
      name: 'notes',
      command: 'npx',
      args: ['-y', 'notes'],
      env: { NOTES_TOKEN: 'mine', KEY: secret },
    },
    { kind: 'http', name: 'distant', url: 'https://goose.example/mcp', headers: { 'X-Key': secret } },
  ]);
});

test('a value that the configuration leaves open is asked for, and put in', async () => {
  const { importer, added, home } = setUp(configurations);
  const file = join(home, '.config/Code/User/mcp.json');
  const [source] = (await importer.importable()).filter((it) => it.client === 'vscode');
  expect(source?.entries[0]?.needs).toEqual(['${input:token}']);
  const from = { kind: 'client', client: 'vscode', file } as const;
  expect(await importer.import(from, [{ key: 'gh', name: 'gh' }])).toMatchObject([
    { error: '`gh` needs a value for ${input:token}' },
  ]);
  await importer.import(from, [{ key: 'gh', name: 'gh', values: { '${input:token}': 'mine' } }]);
  expect(added).toMatchObject([{ headers: { Authorization: 'Bearer mine' } }]);
});

test('no other file of this machine can be read by the way of an import', async () => {
  const { importer, home } = setUp({ '.ssh/id': '{"mcpServers":{"x":{"command":"y"}}}' });
  const file = join(home, '.ssh/id');
  const chosen = [{ key: 'x', name: 'x' }];
  await expect(importer.import({ kind: 'client', client: 'cursor', file }, chosen)).rejects.toThrow(
    'no configuration',
  );
});

test('what leads to Checkstand itself is not imported; what is there already is named', async () => {
  const known: UpstreamSpec = {
    kind: 'stdio',
    name: 'mine',
    command: 'npx',
    args: ['-y', 'server-files', '/tmp'],
  };
  const { importer } = setUp(configurations, [known]);
  const [source] = await importer.importable();
  expect(source?.entries[0]).toMatchObject({ knownAs: 'mine' });
  const text = JSON.stringify({
    mcpServers: {
      'checkstand-cart': { url: 'http://localhost:4747/mcp/cart' },
      bridge: { command: '/usr/bin/checkstand', args: ['bridge', '--grant', 'x'] },
    },
  });
  const { entries } = await importer.readText(text);
  expect(entries.map((it) => it.problem)).toEqual([
    'it leads to Checkstand itself',
    'it leads to Checkstand itself',
  ]);
  const chosen = [{ key: 'bridge', name: 'x' }];
  expect(await importer.import({ kind: 'text', text }, chosen)).toMatchObject([{ upstream: null }]);
});

test.each<[string, Partial<UpstreamSpec>]>([
  [
    'npx -y @scope/server-thing@1.2 /tmp',
    { name: 'server-thing', command: 'npx', args: ['-y', '@scope/server-thing@1.2', '/tmp'] },
  ],
  ["API_KEY='a b' uvx mcp-thing --x", { name: 'mcp-thing', command: 'uvx', env: { API_KEY: 'a b' } }],
  ['https://mcp.example.com/sse', { name: 'mcp-example-com', url: 'https://mcp.example.com/sse' }],
  [
    'claude mcp add --transport http linear https://l.example/mcp --header "Authorization: Bearer x"',
    { name: 'linear', url: 'https://l.example/mcp', headers: { Authorization: 'Bearer x' } },
  ],
  [
    '$ claude mcp add db -e URL=postgres://x -- npx -y db --flag',
    { name: 'db', command: 'npx', args: ['-y', 'db', '--flag'], env: { URL: 'postgres://x' } },
  ],
  ['"files": { "command": "npx", "args": ["files"] }', { name: 'files', command: 'npx', args: ['files'] }],
  ['{"command":"npx","args":["x"]}', { name: 'server', command: 'npx' }],
  ['```json\n{"mcpServers":{"f":{"command":"npx"}}}\n```\n', { name: 'f', command: 'npx' }],
  ['```\n[mcp_servers.t]\ncommand = "x"\n```', { name: 't', command: 'x' }],
  ['~~~sh\nnpx -y fenced-server\n~~~', { name: 'fenced-server', args: ['-y', 'fenced-server'] }],
  ['{"name":"n","type":"sse","url":"https://s.example/"}', { name: 'n', transport: 'sse' }],
  ['[mcp_servers.t]\ncommand = "x"', { name: 't', command: 'x' }],
  [
    '# Goose\nextensions:\n  y:\n    type: stdio\n    cmd: uvx\n    args: [z]\n',
    { name: 'y', command: 'uvx', args: ['z'] },
  ],
  [
    'docker run -i --rm -e TOKEN=x image/mcp',
    { command: 'docker', args: ['run', '-i', '--rm', '-e', 'TOKEN=x', 'image/mcp'] },
  ],
])('a pasted piece of a README: %s', async (text, spec) => {
  const { importer, added } = setUp();
  const { entries, problem } = await importer.readText(text);
  expect(problem).toBeNull();
  const [entry] = entries;
  const chosen = entries.map(({ key, name }) => ({ key, name }));
  const [result] = await importer.import({ kind: 'text', text }, chosen);
  expect([entry?.problem, result?.error]).toEqual([null, null]);
  expect(added).toMatchObject([spec]);
});

test.each([
  ['claude mcp add --transport http linear https://l.example/mcp', 'linear'],
  ['npx -y @scope/server-thing', 'server-thing'],
  ['{"name":"n","url":"https://s.example/"}', 'n'],
])('what has a name is shown by it: %s', async (text, key) => {
  const { importer } = setUp();
  expect((await importer.readText(text)).entries.map((it) => it.key)).toEqual([key]);
});

test.each([
  ['', 'no server found'],
  ['{"mcpServers":{}}', 'no server found'],
  ['{"a":', 'cannot be read'],
  ['a = = 1', 'neither a command'],
  ['please install the server; it is great', 'neither a command'],
  ['[a]\nb = "', 'cannot be read: line 2'],
  ['extensions:\n  x: "', 'cannot be read: line 2'],
  ['extensions:', 'no server found'],
])('what is no server says so: %j', async (text, problem) => {
  const { importer } = setUp();
  expect((await importer.readText(text)).problem).toContain(problem);
});

test('a broken file is told and hides no other; its text is not quoted', async () => {
  const { importer } = setUp({
    '.cursor/mcp.json': `{"a": "${secret}" "b"}`,
    '.gemini/settings.json': '{"mcpServers":{"g":{"url":"https://g/"}}}',
  });
  const sources = await importer.importable();
  expect(sources.map((it) => it.client)).toEqual(['cursor', 'gemini']);
  expect(sources[0]?.problem).toContain('cannot be read');
  expect(JSON.stringify(sources)).not.toContain(secret);
});

test('placeholders of a README are needs, not values', async () => {
  const { importer } = setUp();
  const { entries } = await importer.readText(
    '{"mcpServers":{"x":{"command":"npx","args":["--key","<YOUR_KEY>"],"env":{"A":"YOUR_API_KEY","B":"${C:-d}"}}}}',
  );
  expect(entries[0]?.needs).toEqual(['<YOUR_KEY>', 'YOUR_API_KEY']);
});
