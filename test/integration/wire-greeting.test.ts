import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { call, initialize, quietLog, startWire, waitFor } from '../support/wire.ts';

interface Asked {
  readonly id?: number;
  readonly method?: string;
}

/** An upstream that answers `notifications/initialized` of the client `slow` only when it is told to. */
async function startSlow() {
  const arrived: string[] = [];
  const held: ServerResponse[] = [];
  const slow = new Set<string>();
  let sessions = 0;
  const answer = async (req: IncomingMessage, res: ServerResponse) => {
    const session = req.headers['mcp-session-id']?.toString() ?? `session-${(sessions += 1)}`;
    if (req.method !== 'POST') {
      if (slow.has(session)) arrived.push(String(req.method));
      return res.writeHead(405, { 'content-length': 0 }).end();
    }
    const body = await text(req);
    if (body.includes('"slow"')) slow.add(session);
    const { id, method } = JSON.parse(body) as Asked; // the tests and the gateway send objects
    if (slow.has(session)) arrived.push(String(method));
    if (id === undefined) {
      if (slow.has(session)) held.push(res);
      else res.writeHead(202, { 'content-length': 0 }).end();
      return undefined;
    }
    const results: Record<string, object> = {
      initialize: {
        protocolVersion: '2025-11-25',
        capabilities: { tools: {} },
        serverInfo: { name: 'slow', version: '1' },
      },
      'tools/list': { tools: [] },
    };
    const json = JSON.stringify({ jsonrpc: '2.0', id, result: results[String(method)] ?? { content: [] } });
    res.writeHead(200, { 'content-type': 'application/json', 'mcp-session-id': session });
    return res.end(json);
  };
  const server = createServer((req, res) => void answer(req, res));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`; // a TCP server
  return { url, arrived, held };
}

async function start() {
  const upstream = await startSlow();
  const warnings: unknown[] = [];
  const wire = await startWire(
    (upstreams) => upstreams.add({ kind: 'http', name: 'one', url: upstream.url }),
    { log: { ...quietLog, warn: (said, data) => void warnings.push({ said, ...data }) } },
  );
  onTestFinished(() => wire.close());
  const opening = initialize();
  const opened = await wire.send('/mcp/one', {
    body: { ...opening, params: { ...opening.params, clientInfo: { name: 'slow', version: '1' } } },
  });
  const headers = { 'mcp-session-id': String(opened.headers['mcp-session-id']) };
  const greeted = await wire.send('/mcp/one', {
    headers,
    body: { jsonrpc: '2.0', method: 'notifications/initialized' },
  });
  expect(greeted.status).toBe(202);
  await waitFor(() => upstream.held.length === 1);
  return { wire, headers, warnings, ...upstream };
}

test('a client does not wait for the answer to its greeting; what comes after it reaches the upstream after it', async () => {
  const { wire, headers, arrived, held } = await start();
  const answered = wire.send('/mcp/one', { headers, body: call(2, 'echo') });
  // Another session is not held up, and goes all the way while the first one waits.
  const other = await wire.send('/mcp/one', { body: initialize() });
  expect(other.status).toBe(200);
  expect(arrived).toEqual(['initialize', 'notifications/initialized']);
  held[0]?.writeHead(202, { 'content-length': 0 }).end();
  expect((await answered).json()).toMatchObject({ id: 2, result: {} });
  expect(arrived).toEqual(['initialize', 'notifications/initialized', 'tools/call']);
});

test('a greeting that is never answered holds nothing up for long', async () => {
  const { wire, headers, arrived } = await start();
  expect((await wire.send('/mcp/one', { headers, body: call(2, 'echo') })).status).toBe(200);
  expect(arrived.at(-1)).toBe('tools/call');
});

test('a greeting that is refused is in the log, and the session goes on as the upstream lets it', async () => {
  const { wire, headers, warnings, held } = await start();
  held[0]?.writeHead(400, { 'content-length': 0 }).end();
  expect((await wire.send('/mcp/one', { headers, body: call(2, 'echo') })).status).toBe(200);
  expect(warnings).toContainEqual({
    said: 'an upstream refused `notifications/initialized`',
    upstream: 'one',
    status: 400,
  });
});

test('a session that ends while its greeting is under way answers what waits', async () => {
  const { wire, headers } = await start();
  const answered = wire.send('/mcp/one', { headers, body: call(2, 'echo') });
  await wire.send('/mcp/one', { headers, body: { jsonrpc: '2.0', id: 3, method: 'ping' }, method: 'DELETE' });
  expect((await answered).json().error?.message).toContain('the session ended');
});
