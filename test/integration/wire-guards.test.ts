import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openInProcess } from '../fixtures/upstreams/in-process.ts';
import { emptySeen, type Seen } from '../fixtures/upstreams/tools.ts';
import { createEndpoint } from '../../gateway/mcp/endpoint.ts';
import { idleLimitMs } from '../../gateway/mcp/sessions.ts';
import { manualClock } from '../support/manual-clock.ts';
import { call, initialize, quietLog, realIds, startWire, waitFor, type Wire } from '../support/wire.ts';

let wire: Wire;
let seen: Seen;
const bodyLimits = { maxBytes: 10_000, timeoutMs: 300, maxConcurrent: 4 };

beforeEach(async () => {
  seen = emptySeen();
  wire = await startWire((upstreams) => upstreams.addInProcess({ name: 'one', open: openInProcess(seen) }), {
    bodyLimits,
    listenOptions: { headersTimeoutMs: 500 },
  });
});
afterEach(() => wire.close());

async function session(): Promise<Record<string, string>> {
  const opened = await wire.send('/mcp/one', { body: initialize() });
  return { 'mcp-session-id': String(opened.headers['mcp-session-id']) };
}
const ping = { jsonrpc: '2.0', id: 9, method: 'ping' };

test('health tells status and version, and nothing else, without a token', async () => {
  const answer = await wire.send('/health', { method: 'GET', headers: { authorization: undefined } });
  expect(answer.status).toBe(200);
  expect(JSON.parse(answer.text)).toEqual({ status: 'ok', version: '0.0.0' });
});

test.each(['evil.example', 'evil.example:4747', '127.0.0.1.evil.example', '0.0.0.0'])(
  'a foreign host is refused: %j',
  async (host) => {
    for (const path of ['/health', '/mcp/one']) {
      expect((await wire.send(path, { method: 'GET', headers: { host } })).status).toBe(403);
    }
  },
);

test.each([
  ['https://evil.example', 403],
  ['null', 403],
  ['http://localhost.evil.example', 403],
  ['http://127.0.0.1@evil.example', 403],
  ['http://localhost:6274', 200],
  ['http://127.0.0.1:1', 200],
])('a page from %s gets %d', async (origin, status) => {
  expect((await wire.send('/mcp/one', { headers: { origin }, body: initialize() })).status).toBe(status);
});

test.each([
  [undefined, /needs a token.*`checkstand grants add NAME`.*Authorization: Bearer/],
  ['Basic dG9rZW4tYTo=', /needs a token/],
  ['Bearer wrong', /does not know this token/],
  ['Bearer token-revoked', /revoked/],
  ['Bearer ', /needs a token/],
  ['Bearer constructor', /does not know/],
])('authorization %j is refused in words', async (authorization, words) => {
  for (const path of ['/mcp', '/mcp/one', '/mcp/unknown']) {
    const answer = await wire.send(path, { headers: { authorization }, body: initialize() });
    expect(answer.status).toBe(401);
    expect(answer.headers['www-authenticate']).toBe('Bearer realm="Checkstand"');
    expect(answer.json().error?.message).toMatch(words);
  }
});

test.each([
  '/.well-known/oauth-protected-resource',
  '/.well-known/oauth-protected-resource/mcp/one',
  '/.well-known/oauth-authorization-server',
  '/.well-known/openid-configuration',
  '/register',
  '/',
  '/mcpx',
  '/MCP/one',
])('%s is not there, with a token and without', async (path) => {
  expect((await wire.send(path, { method: 'GET' })).status).toBe(404);
  expect((await wire.send(path, { headers: { authorization: undefined }, body: {} })).status).toBe(404);
});

test('an upstream of others looks like one that does not exist', async () => {
  const ask = async (name: string) => {
    const answer = await wire.send(`/mcp/${name}`, {
      headers: { authorization: 'Bearer token-c' },
      body: initialize(),
    });
    return { status: answer.status, text: answer.text.replaceAll(name, 'NAME') };
  };
  const [existing, missing] = [await ask('one'), await ask('nothing')];
  expect(existing).toEqual(missing);
  expect(existing.status).toBe(404);
  const unknown = await wire.send('/mcp/nothing', { body: initialize() });
  expect(unknown.status).toBe(404);
  expect(unknown.json().error?.message).toContain('/mcp, /mcp/one, /mcp/two');
});

test.each([
  ['text/plain', 415],
  [undefined, 415],
  ['application/json-patch+json', 415],
  ['application/json; charset=utf-8', 200],
  ['Application/JSON', 200],
])('content type %j gets %d', async (type, status) => {
  expect(
    (await wire.send('/mcp/one', { headers: { 'content-type': type }, body: initialize() })).status,
  ).toBe(status);
});

test.each([
  ['application/json', 406],
  ['text/event-stream', 406],
  ['text/html', 406],
  ['*/*', 200],
  [undefined, 200],
  ['application/*, text/*;q=0.5', 200],
])('accept %j gets %d', async (accept, status) => {
  expect((await wire.send('/mcp/one', { headers: { accept }, body: initialize() })).status).toBe(status);
});

test('a compressed body is refused before it is read', async () => {
  const answer = await wire.send('/mcp/one', { headers: { 'content-encoding': 'gzip' }, body: initialize() });
  expect(answer.status).toBe(415);
});

test.each([
  ['{', -32700],
  ['', -32700],
  ['\ufeff{}', -32700],
  ['[]', -32600],
  ['null', -32600],
  ['"x"', -32600],
  ['{}', -32600],
  ['{"jsonrpc":"1.0","id":1,"method":"ping"}', -32600],
  ['{"jsonrpc":"2.0","id":null,"method":"ping"}', -32600],
  ['{"jsonrpc":"2.0","id":1.5,"method":"ping"}', -32600],
  ['{"jsonrpc":"2.0","id":1,"method":7}', -32600],
  ['{"jsonrpc":"2.0","id":1,"method":"ping","params":[]}', -32600],
  ['{"jsonrpc":"2.0","id":1,"method":"ping","result":{}}', -32600],
  ['{"jsonrpc":"2.0","id":1}', -32600],
  ['{"jsonrpc":"2.0","result":{}}', -32600],
  ['[{"jsonrpc":"2.0","id":1,"method":"ping"},7]', -32600],
  ['{"jsonrpc":"2.0","id":1,"method":"ping","method":"tools/call"}', -32600],
  ['{"jsonrpc":"2.0","id":1,"method":"ping","Method":"tools/call"}', -32600],
  ['{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo","name":"delete_all"}}', -32600],
  [
    '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo","arguments":{"text":1e999}}}',
    -32600,
  ],
  [`{"jsonrpc":"2.0","id":1,"method":"ping","params":{"a":${'['.repeat(300)}${']'.repeat(300)}}}`, -32600],
])('the body %s gets HTTP 400 and %d', async (body, code) => {
  const answer = await wire.send('/mcp/one', { headers: await session(), body });
  expect(answer.status).toBe(400);
  expect(answer.json().error?.code).toBe(code);
  expect(answer.json().error?.message).not.toBe('');
  expect(wire.gate.entered).toEqual([]);
});

test('bytes that are not UTF-8 are refused', async () => {
  const body = Buffer.concat([
    Buffer.from('{"jsonrpc":"2.0","id":1,"method":"'),
    Buffer.from([0xff]),
    Buffer.from('"}'),
  ]);
  expect((await wire.send('/mcp/one', { body })).json().error?.code).toBe(-32700);
});

test.each([
  [{ Name: 'delete_all', name: 'echo' }, /`Name`/],
  [{ name: 'echo', ARGUMENTS: {} }, /`ARGUMENTS`/],
  [{ name: 'echo', arguments: { text: 'a', Text: 'b' } }, /`Text`.*twice/],
  [{ name: 7 }, /`name`/],
  [{}, /`name`/],
  [{ name: 'echo', arguments: [] }, /`arguments`/],
  [{ name: 'echo', arguments: 'x' }, /`arguments`/],
])('a call that could be read in two ways, or not at all, is refused: %j', async (params, words) => {
  const body = { jsonrpc: '2.0', id: 1, method: 'tools/call', params };
  const { error } = (await wire.send('/mcp/one', { headers: await session(), body })).json();
  expect(error?.code).toBe(-32602);
  expect(error?.message).toMatch(words);
  expect(wire.gate.entered).toEqual([]);
});

test('unknown methods are refused, not relayed', async () => {
  const headers = await session();
  const request = await wire.send('/mcp/one', {
    headers,
    body: { jsonrpc: '2.0', id: 1, method: 'tools/run' },
  });
  expect(request.json().error?.code).toBe(-32601);
  const notification = await wire.send('/mcp/one', {
    headers,
    body: { jsonrpc: '2.0', method: 'notifications/x' },
  });
  expect(notification.status).toBe(400);
  expect(notification.json().error?.code).toBe(-32601);
});

test('an unknown tool and wrong arguments are answered by the upstream', async () => {
  const headers = await session();
  const unknown = await wire.send('/mcp/one', { headers, body: call(1, 'nothing') });
  expect(unknown.text).toContain('not found');
  const wrong = await wire.send('/mcp/one', { headers, body: call(2, 'echo', { text: 7 }) });
  expect(wrong.json().result?.['isError']).toBe(true);
});

test('a session is needed, and must be known', async () => {
  expect((await wire.send('/mcp/one', { body: ping })).status).toBe(400);
  const unknown = { 'mcp-session-id': 'nobody' };
  for (const method of ['POST', 'GET', 'DELETE']) {
    const body = method === 'POST' ? ping : undefined;
    expect((await wire.send('/mcp/one', { method, headers: unknown, body })).status).toBe(404);
  }
  const put = await wire.send('/mcp/one', { method: 'PUT', body: ping });
  expect(put.status).toBe(405);
  expect(put.headers.allow).toBe('GET, POST, DELETE');
  const twice = await wire.send('/mcp/one', { headers: await session(), body: initialize(2) });
  expect(twice.status).toBe(400);
  const batched = await wire.send('/mcp/one', { body: [initialize()] });
  expect(batched.json().error?.code).toBe(-32600);
});

test('a session of one grant is unknown to another', async () => {
  const headers = { ...(await session()), authorization: 'Bearer token-b' };
  expect((await wire.send('/mcp/one', { headers, body: ping })).status).toBe(404);
});

test('a version that the gateway does not speak is refused in either era', async () => {
  const header = await wire.send('/mcp/one', {
    headers: { ...(await session()), 'mcp-protocol-version': '1999-01-01' },
    body: ping,
  });
  expect(header.status).toBe(400);
  expect(header.json().error?.code).toBe(-32022);
});

test('a client that speaks both eras works', async () => {
  const { Client, StreamableHTTPClientTransport } = await import('@modelcontextprotocol/client');
  const client = new Client({ name: 'both', version: '1' }, { versionNegotiation: { mode: 'auto' } });
  const requestInit = { headers: { authorization: 'Bearer token-a' } };
  await client.connect(new StreamableHTTPClientTransport(new URL(`${wire.url}/one`), { requestInit }));
  expect((await client.callTool({ name: 'echo', arguments: { text: 'x' } })).content).toEqual([
    { type: 'text', text: 'x' },
  ]);
  await client.close();
});

test('a body over the limit is refused, announced or not, and the connection goes on', async () => {
  const headers = await session();
  const body = JSON.stringify(call(1, 'echo', { text: 'x'.repeat(20_000) }));
  const announced = await wire.send('/mcp/one', { headers, body });
  expect(announced.status).toBe(413);
  expect(announced.json().error?.message).toContain('10000 bytes');
  const chunked = await wire.send('/mcp/one', {
    headers: { ...headers, 'transfer-encoding': 'chunked' },
    body,
  });
  expect(chunked.status).toBe(413);
  expect(wire.gate.entered).toEqual([]);
});

test('slow headers, slow bodies and too many of them end by themselves', async () => {
  const { port } = new URL(wire.url);
  const ended = (socket: Socket) =>
    new Promise<string>((resolve) => {
      let text = '';
      socket.on('data', (it: Buffer) => (text += it.toString()));
      socket.on('error', () => {});
      socket.on('close', () => resolve(text));
    });
  const slowHeaders = connect(Number(port), '127.0.0.1');
  slowHeaders.write('POST /mcp/one HTTP/1.1\r\nHost: 127.0.0.1\r\n');
  const head = [
    'POST /mcp/one HTTP/1.1',
    'Host: 127.0.0.1',
    'Authorization: Bearer token-a',
    'Content-Type: application/json',
    'Content-Length: 100',
    '',
    '{',
  ].join('\r\n');
  const slowBodies = Array.from({ length: 5 }, () => {
    const socket = connect(Number(port), '127.0.0.1');
    socket.write(head);
    return socket;
  });
  const answers = await Promise.all(slowBodies.map(ended));
  const statuses = answers.map((text) => /HTTP\/1.1 (\d+)/.exec(text)?.[1]).sort();
  expect(statuses).toEqual(['408', '408', '408', '408', '503']);
  expect(await ended(slowHeaders)).toContain('408');
  expect((await wire.send('/mcp/one', { body: initialize() })).status).toBe(200);
});

test('a taken port is an error that names the setting', async () => {
  const { port } = new URL(wire.url);
  const second = createEndpoint({
    version: '0',
    gate: wire.gate,
    authenticate: () => ({ ok: false, why: 'unknown' }),
    upstreams: wire.upstreams,
    clock: manualClock(),
    ids: realIds,
    log: quietLog,
    onClientConnected: () => {},
    subscribe: () => () => {},
  });
  await expect(second.listen(Number(port))).rejects.toThrow(/port `\d+` of 127.0.0.1 is taken: .*`--port`/);
});

test('closing takes back what is held and ends what is in flight', async () => {
  const headers = await session();
  wire.gate.effects.set('delete_all', 'hold');
  const held = await wire.open('/mcp/one', { headers, body: call(1, 'delete_all') });
  const inFlight = wire.send('/mcp/one', { headers, body: call(2, 'never') });
  await waitFor(() => seen.calls.length === 1);
  await wire.endpoint.close(0);
  expect(await held.until((text) => text.includes('stopping'))).toContain('"code":1003');
  expect((await inFlight).text).toContain('"code":1003');
  expect(wire.gate.outcomes).toMatchObject([
    { tool: 'delete_all', how: 'left', why: 'shutdown' },
    { tool: 'never', how: 'failed', code: 'shutdown' },
  ]);
  await expect(wire.send('/health', { method: 'GET' })).rejects.toThrow();
});

test('idle sessions expire; those with an open stream or a call do not', async () => {
  const clock = manualClock();
  const timed = await startWire(
    (upstreams) => upstreams.addInProcess({ name: 'one', open: openInProcess(seen) }),
    { clock },
  );
  const open = async () => {
    const opened = await timed.send('/mcp/one', { body: initialize() });
    return { 'mcp-session-id': String(opened.headers['mcp-session-id']) };
  };
  const statusOf = async (headers: Record<string, string>) =>
    (await timed.send('/mcp/one', { headers, body: { jsonrpc: '2.0', id: 77, method: 'ping' } })).status;
  const [idle, streaming, calling] = [await open(), await open(), await open()];
  const stream = await timed.open('/mcp/one', { method: 'GET', headers: streaming });
  const call_ = timed.send('/mcp/one', { headers: calling, body: call(2, 'never') }).catch(() => {});
  await waitFor(() => seen.calls.length === 1);
  clock.advance(idleLimitMs + 120_000);
  expect(await statusOf(idle)).toBe(404);
  expect(await statusOf(streaming)).toBe(200);
  expect(await statusOf(calling)).toBe(200);
  expect(await stream.until((text) => text.includes(':'))).toContain(': waiting');
  stream.req.destroy();
  const closed = timed.close();
  clock.advance(60_000);
  await closed;
  await call_;
});
