import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import type { JsonObject } from '../../contract/json.ts';
import { systemClock } from '../system-clock.ts';
import { createBridgeRelay, type BridgeRelay } from './bridge-relay.ts';

interface Seen {
  readonly method: string;
  readonly headers: IncomingMessage['headers'];
  readonly message: JsonObject;
}
type Answer = (it: Seen, res: ServerResponse) => void;

/** An app in the other end's place, which does what a test says. */
async function stand(answer: Answer) {
  const seen: Seen[] = [];
  const server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      const text = Buffer.concat(chunks).toString();
      const message = text === '' ? {} : (JSON.parse(text) as JsonObject);
      const it: Seen = { method: req.method ?? '', headers: req.headers, message };
      seen.push(it);
      if (req.method === 'GET') res.writeHead(405).end();
      else answer(it, res);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`;
  return {
    url,
    seen,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

function startRelay(locate: () => string | undefined, patienceMs = 5_000) {
  const written: JsonObject[] = [];
  const told: string[] = [];
  const watchers = new Set<() => void>();
  const relay: BridgeRelay = createBridgeRelay({
    locate,
    token: 'T',
    tell: (text) => told.push(text),
    clock: systemClock,
    patienceMs,
    write(json) {
      written.push(JSON.parse(json.toString()) as JsonObject);
      for (const look of watchers) look();
    },
  });
  closers.push(() => relay.close());
  return {
    written,
    told,
    say: (message: JsonObject) => relay.receive(Buffer.from(JSON.stringify({ jsonrpc: '2.0', ...message }))),
    /** The response under that id, as soon as it is there. */
    answerTo: (id: number) =>
      new Promise<JsonObject>((resolve) => {
        const look = () => {
          const found = written.find((it) => it['id'] === id && it['method'] === undefined);
          if (found) resolve(found);
        };
        watchers.add(look);
        look();
      }),
  };
}

const json = (res: ServerResponse, message: JsonObject, headers = {}) =>
  res.writeHead(200, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(message));
const ok = (id: unknown, result: JsonObject = {}) => ({ jsonrpc: '2.0', id, result }) as JsonObject;

/** Sessions as the app has them: `forget` is what a restart does. */
function sessions(onCall: Answer = ({ message }, res) => void json(res, ok(message['id']))) {
  let current = 0;
  const answer: Answer = (it, res) => {
    const { id, method } = it.message;
    if (method === 'initialize') {
      current += 1;
      const result = { protocolVersion: '2025-11-25', capabilities: { tools: {} } };
      json(res, ok(id, result), { 'mcp-session-id': `s${current}` });
    } else if (it.headers['mcp-session-id'] !== `s${current}`) res.writeHead(404).end();
    else if (id === undefined) res.writeHead(202).end();
    else onCall(it, res);
  };
  return { answer, forget: () => void (current += 100) };
}

const hello = {
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', clientInfo: { name: 'c' } },
};

test('the token goes as a header, and the session with every message', async () => {
  const app = await stand(sessions().answer);
  closers.push(app.close);
  const { say, answerTo } = startRelay(() => app.url);
  say(hello);
  await answerTo(1);
  say({ method: 'notifications/initialized' });
  say({ id: 2, method: 'tools/list' });
  await answerTo(2);
  const posts = app.seen.filter((it) => it.method === 'POST');
  expect(posts.map((it) => it.message['method'])).toEqual([
    'initialize',
    'notifications/initialized',
    'tools/list',
  ]);
  expect(posts.every((it) => it.headers.authorization === 'Bearer T')).toBe(true);
  expect(posts[2]?.headers).toMatchObject({ 'mcp-session-id': 's1', 'mcp-protocol-version': '2025-11-25' });
});

test('a forgotten session is opened again as the client opened it, and the request goes on', async () => {
  const { answer, forget } = sessions();
  const app = await stand(answer);
  closers.push(app.close);
  const { say, answerTo, written } = startRelay(() => app.url);
  say(hello);
  await answerTo(1);
  say({ id: 2, method: 'resources/subscribe', params: { uri: 'a://b' } });
  await answerTo(2);
  forget();
  app.seen.length = 0;
  say({ id: 3, method: 'tools/list' });
  expect(await answerTo(3)).toEqual(ok(3));
  const said = app.seen.filter((it) => it.method === 'POST').map((it) => it.message);
  expect(said.map((it) => it['method'])).toEqual([
    'tools/list',
    'initialize',
    'notifications/initialized',
    'resources/subscribe',
    'tools/list',
  ]);
  expect(said[1]).toMatchObject({ params: hello.params });
  // What may be different now is looked at again.
  expect(written).toContainEqual({ jsonrpc: '2.0', method: 'notifications/tools/list_changed' });
  // Nothing of it is an answer that the client did not ask for.
  expect(written.filter((it) => 'id' in it).map((it) => it['id'])).toEqual([1, 2, 3]);
});

test('a call that was under way when the app ended is answered, and never sent twice', async () => {
  const { answer } = sessions((_it, res) => void res.destroy());
  const app = await stand(answer);
  closers.push(app.close);
  const { say, answerTo } = startRelay(() => app.url);
  say(hello);
  await answerTo(1);
  say({ id: 2, method: 'tools/call', params: { name: 'buy' } });
  expect(await answerTo(2)).toMatchObject({
    error: { code: 1001, message: expect.stringMatching(/record/) as string },
  });
  expect(app.seen.filter((it) => it.message['method'] === 'tools/call')).toHaveLength(1);
});

test('a request waits for the app to come back, wherever it is then', async () => {
  const first = await stand(sessions().answer);
  const { answer } = sessions();
  let url: string | undefined = first.url;
  const { say, answerTo, told } = startRelay(() => url, 60_000);
  say(hello);
  await answerTo(1);
  await first.close();
  say({ id: 2, method: 'tools/list' });
  const second = await stand(answer);
  closers.push(second.close);
  url = second.url;
  expect(await answerTo(2)).toEqual(ok(2));
  expect(told).toContain('connected again');
});

test('without an app the request is refused in words, and stderr says the same once', async () => {
  const { say, answerTo, told } = startRelay(() => undefined, 0);
  say(hello);
  expect(await answerTo(1)).toMatchObject({
    error: { code: 1001, message: expect.stringMatching(/not running: start the app/) as string },
  });
  say({ id: 2, method: 'ping' });
  await answerTo(2);
  expect(told).toHaveLength(1);
});

test('a token that is not accepted is told with the words of the app', async () => {
  const words = { jsonrpc: '2.0', id: null, error: { code: 401, message: 'this token was revoked' } };
  const app = await stand((_it, res) => res.writeHead(401).end(JSON.stringify(words)));
  closers.push(app.close);
  const { say, answerTo } = startRelay(() => app.url);
  say(hello);
  expect(await answerTo(1)).toEqual({ ...words, id: 1 });
});

test('what is no message is answered as such', async () => {
  const { written, say } = startRelay(() => undefined, 0);
  say({ jsonrpc: '1.0' });
  expect(written).toMatchObject([{ id: null, error: { code: -32700 } }]);
});

test('a modern message carries its headers, arguments that want one among them; closing is cancelling', async () => {
  const meta = { 'io.modelcontextprotocol/protocolVersion': '2026-07-28' };
  const inputSchema = {
    type: 'object',
    properties: { region: { type: 'string', 'x-mcp-header': 'Region' } },
  };
  let closed: () => void = () => {};
  const isClosed = new Promise<void>((resolve) => (closed = resolve));
  const app = await stand(({ message }, res) => {
    if (message['method'] === 'tools/list')
      json(res, ok(message['id'], { tools: [{ name: 'go', inputSchema }] }));
    else res.once('close', closed);
  });
  closers.push(app.close);
  const { say, answerTo } = startRelay(() => app.url);
  say({ id: 1, method: 'tools/list', params: { _meta: meta } });
  await answerTo(1);
  const params = { name: 'go', arguments: { region: 'Köln' }, _meta: meta };
  say({ id: 2, method: 'tools/call', params });
  await expect.poll(() => app.seen.length).toBe(2);
  expect(app.seen[1]?.headers).toMatchObject({
    'mcp-protocol-version': '2026-07-28',
    'mcp-method': 'tools/call',
    'mcp-name': 'go',
    'mcp-param-region': '=?base64?S8O2bG4=?=',
  });
  say({ method: 'notifications/cancelled', params: { requestId: 2 } });
  await isClosed;
  expect(app.seen).toHaveLength(2);
});
