import { mkdirSync, writeFileSync } from 'node:fs';
import { request, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { socketKeyPrefix, socketProtocol, type Push } from '../contract/bridge.ts';
import { settingsSchema } from '../contract/settings.ts';
import { manualClock } from '../test/support/manual-clock.ts';
import { silentLog } from '../test/support/silent-log.ts';
import { tempDir } from '../test/support/temp-dir.ts';
import type { Caller } from './app.ts';
import { createPushes } from './pushes.ts';
import { randomIds } from './random-ids.ts';
import { createSettings } from './settings.ts';
import { startUiServer } from './ui-server.ts';

async function start() {
  const rendererDir = join(tempDir(), 'renderer');
  mkdirSync(join(rendererDir, 'assets'), { recursive: true });
  writeFileSync(join(rendererDir, '..', 'package.json'), '{}');
  writeFileSync(join(rendererDir, 'index.html'), '<!doctype html><title>console</title>');
  writeFileSync(join(rendererDir, 'assets', 'main-abc.js'), 'export {};');

  const log = silentLog();
  const clock = manualClock();
  const pushes = createPushes(log);
  const settings = createSettings({ store: {}, set: () => {} });
  const callers: Caller[] = [];
  let surfaces = 0;
  const app = {
    call: async (frame: unknown, caller: Caller) => {
      callers.push(caller);
      return { ok: true as const, value: frame };
    },
    subscribe: (listener: (push: Push) => void) => pushes.subscribe(listener),
    attachSurface: () => {
      surfaces += 1;
      return () => void (surfaces -= 1);
    },
  };
  const ui = await startUiServer({ app, port: 0, rendererDir, settings, clock, ids: randomIds, log });
  onTestFinished(() => ui.close());
  return { ui, clock, log, settings, callers, pushes, surfaces: () => surfaces };
}

type Started = Awaited<ReturnType<typeof start>>;

async function http(
  url: string,
  options: { method?: string; path?: string; headers?: Record<string, string>; body?: string } = {},
) {
  const sent = request(url, {
    method: options.method ?? 'GET',
    headers: options.headers ?? {},
    agent: false,
    ...(options.path !== undefined && { path: options.path }),
  });
  sent.end(options.body);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  let body = '';
  for await (const chunk of response.setEncoding('utf8')) body += chunk as string;
  return { status: response.statusCode, headers: response.headers, body };
}

function redeem({ ui }: Started, ticket: string, origin = ui.url) {
  return http(`${ui.url}/ticket`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin },
    body: JSON.stringify({ ticket }),
  });
}

async function consoleKey(started: Started): Promise<string> {
  const answer = await redeem(started, ticketIn(started.ui.oneTimeLink()));
  return (JSON.parse(answer.body) as { key: string }).key;
}

const ticketIn = (link: string): string => link.split('#ticket=')[1] ?? '';

/** Opens a socket as a page does; answers the status when it is turned away. */
async function upgrade(
  { ui }: Started,
  options: { key?: string; bearer?: string; origin?: string | null; host?: string; protocols?: string[] },
): Promise<WebSocket | number> {
  const protocols = options.protocols ?? [
    socketProtocol,
    ...(options.key === undefined ? [] : [socketKeyPrefix + options.key]),
  ];
  const origin = options.origin === undefined ? ui.url : options.origin;
  const socket = new WebSocket(ui.url.replace('http', 'ws'), protocols, {
    headers: {
      ...(options.bearer !== undefined && { authorization: `Bearer ${options.bearer}` }),
      ...(options.host !== undefined && { host: options.host }),
      ...(origin !== null && { origin }),
    },
  });
  onTestFinished(() => socket.terminate());
  return new Promise((resolve, reject) => {
    socket.once('open', () => resolve(socket));
    socket.once('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
    socket.once('error', reject);
  });
}

async function openPage(started: Started): Promise<WebSocket> {
  const socket = await upgrade(started, { key: await consoleKey(started) });
  if (typeof socket === 'number') throw new Error(`turned away with ${socket}`);
  return socket;
}

async function nextMessage(socket: WebSocket): Promise<unknown> {
  const [data] = (await once(socket, 'message')) as [Buffer];
  return JSON.parse(data.toString());
}

test('serves the console under a policy that runs only its own files', async () => {
  const { ui } = await start();
  const page = await http(`${ui.url}/`);
  expect(page).toMatchObject({
    status: 200,
    headers: { 'cache-control': 'no-cache', 'x-content-type-options': 'nosniff' },
  });
  const policy = String(page.headers['content-security-policy']);
  expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self';");
  expect(policy).toContain(`connect-src 'self' ws://${new URL(ui.url).host};`);
  expect(policy).not.toMatch(/unsafe|\*/);
  expect((await http(`${ui.url}/assets/main-abc.js`)).headers['cache-control']).toContain('immutable');
});

test.each([
  '/../',
  '/..%2f',
  '/assets/../../',
  '/%2e%2e/',
  '//',
  '///../',
  '/nothing/',
  'http://evil.example/',
])('finds nothing at %s', async (path) => {
  const { ui } = await start();
  expect((await http(ui.url, { path: `${path}package.json` })).status).toBe(404);
});

test.each(['evil.example', 'evil.example:80', '127.0.0.1', '127.0.0.1:1', '[::1]:80'])(
  'turns away a request for the host `%s`',
  async (host) => {
    const started = await start();
    expect((await http(started.ui.url, { headers: { host } })).status).toBe(403);
    const key = await consoleKey(started);
    // As a page there would send it once its name points here.
    expect(await upgrade(started, { key, host, origin: `http://${host}` })).toBe(403);
  },
);

test('a ticket works once', async () => {
  const started = await start();
  const ticket = ticketIn(started.ui.oneTimeLink());
  const first = await redeem(started, ticket);
  expect(first).toMatchObject({ status: 200, headers: { 'cache-control': 'no-store' } });
  expect((await redeem(started, ticket)).status).toBe(410);
});

test('a ticket of ten minutes ago works no more, one of just before does', async () => {
  const started = await start();
  const [late, inTime] = [ticketIn(started.ui.oneTimeLink()), ticketIn(started.ui.oneTimeLink())];
  started.clock.advance(10 * 60_000 - 1);
  expect((await redeem(started, inTime)).status).toBe(200);
  started.clock.advance(1);
  expect((await redeem(started, late)).status).toBe(410);
});

test('a foreign page cannot trade a ticket, and does not use it up', async () => {
  const started = await start();
  const ticket = ticketIn(started.ui.oneTimeLink());
  expect((await redeem(started, ticket, 'http://evil.example')).status).toBe(403);
  expect((await redeem(started, ticket, 'null')).status).toBe(403);
  const unsaid = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ticket }),
  };
  expect((await http(`${started.ui.url}/ticket`, unsaid)).status).toBe(403);
  const form = {
    method: 'POST',
    headers: { 'content-type': 'text/plain', origin: started.ui.url },
    body: unsaid.body,
  };
  expect((await http(`${started.ui.url}/ticket`, form)).status).toBe(415);
  expect((await redeem(started, ticket)).status).toBe(200);
});

test.each([
  ['junk', 'junk', 400],
  ['nothing', '{}', 400],
  ['a number', '{"ticket":7}', 400],
  ['too much', `{"ticket":"${'x'.repeat(5000)}"}`, 413],
] as const)('answers %s in place of a ticket', async (_what, body, status) => {
  const { ui } = await start();
  const headers = { 'content-type': 'application/json', origin: ui.url };
  expect((await http(`${ui.url}/ticket`, { method: 'POST', headers, body })).status).toBe(status);
});

test('a page with a key calls as the console and counts as somebody who can answer', async () => {
  const started = await start();
  const socket = await openPage(started);
  expect(socket.protocol).toBe(socketProtocol);
  expect(started.surfaces()).toBe(1);
  socket.send(JSON.stringify({ id: 5, name: 'console.snapshot', input: {} }));
  expect(await nextMessage(socket)).toMatchObject({ id: 5, reply: { ok: true } });
  expect(started.callers).toMatchObject([
    { surface: 'console', authorities: new Set(['view', 'manage', 'approve']) },
  ]);
  socket.close();
  await vi.waitFor(() => expect(started.surfaces()).toBe(0));
});

test('opens to no key, a wrong key, a ticket, or a client token only by turning away', async () => {
  const started = await start();
  const ticket = ticketIn(started.ui.oneTimeLink());
  expect(await upgrade(started, {})).toBe(401);
  expect(await upgrade(started, { key: randomIds.token() })).toBe(401);
  expect(await upgrade(started, { key: ticket })).toBe(401);
  expect(await upgrade(started, { key: `checkstand_${randomIds.token()}` })).toBe(401);
  expect(await upgrade(started, { bearer: `checkstand_${randomIds.token()}`, origin: null })).toBe(401);
  expect(started.surfaces()).toBe(0);
});

test('a good key does not help a foreign origin, nor one that is not said', async () => {
  const started = await start();
  const key = await consoleKey(started);
  const port = new URL(started.ui.url).port;
  for (const origin of [
    'http://evil.example',
    'null',
    `https://127.0.0.1:${port}`,
    `http://localhost:${port}`,
    null,
  ])
    expect(await upgrade(started, { key, origin })).toBe(403);
  expect(await upgrade(started, { bearer: started.ui.operatorKey, origin: 'http://evil.example' })).toBe(403);
});

test('the subprotocol must be offered', async () => {
  const started = await start();
  const key = await consoleKey(started);
  expect(await upgrade(started, { protocols: [socketKeyPrefix + key] })).toBe(400);
});

test('the operator key manages from the shell, and approves only when the person said so', async () => {
  const started = await start();
  const socket = await upgrade(started, { bearer: started.ui.operatorKey, origin: null });
  if (typeof socket === 'number') throw new Error(`turned away with ${socket}`);
  expect(started.surfaces()).toBe(0);
  const callerOfNext = async () => {
    socket.send('{"id":1,"name":"x","input":{}}');
    await nextMessage(socket);
    return started.callers.at(-1);
  };
  expect(await callerOfNext()).toEqual({ surface: 'shell', authorities: new Set(['view', 'manage']) });
  started.settings.set({ isShellApproving: true });
  expect(started.surfaces()).toBe(1);
  expect(await callerOfNext()).toMatchObject({ authorities: new Set(['view', 'manage', 'approve']) });
  started.settings.set({ isShellApproving: false });
  expect(started.surfaces()).toBe(0);
  expect(settingsSchema.parse({}).isShellApproving).toBe(false);
});

test.each([
  '',
  'junk',
  '[]',
  'null',
  '7',
  '{"id":"1","name":"x"}',
  '{"name":"x","input":{}}',
  '{"id":1.5,"name":"x"}',
])('answers the frame %j and lives', async (frame) => {
  const socket = await openPage(await start());
  socket.send(frame);
  expect(await nextMessage(socket)).toMatchObject({
    reply: { error: { code: 'invalid_input' } },
  });
  socket.send('{"id":2,"name":"x","input":{}}');
  expect(await nextMessage(socket)).toMatchObject({ id: 2, reply: { ok: true } });
});

test('keeps the id of a frame that is otherwise unreadable, and reads no binary ones', async () => {
  const socket = await openPage(await start());
  socket.send('{"id":9,"name":7}');
  expect(await nextMessage(socket)).toMatchObject({ id: 9, reply: { ok: false } });
  socket.send(Buffer.from('{"id":9,"name":"x","input":{}}'));
  expect(await nextMessage(socket)).toMatchObject({ id: -1, reply: { ok: false } });
});

test('a frame beyond the limit ends that connection only', async () => {
  const started = await start();
  const [rude, other] = [await openPage(started), await openPage(started)];
  rude.on('error', () => {});
  rude.send(JSON.stringify({ id: 1, name: 'x'.repeat(2_000_000), input: {} }));
  const [code] = (await once(rude, 'close')) as [number];
  expect(code).toBe(1009);
  other.send('{"id":2,"name":"x","input":{}}');
  expect(await nextMessage(other)).toMatchObject({ id: 2 });
});

test('hands on what happens, in order', async () => {
  const started = await start();
  const socket = await openPage(started);
  const seen: unknown[] = [];
  socket.on('message', (data: Buffer) => seen.push(JSON.parse(data.toString())));
  const push = (theme: 'light' | 'dark'): Push => ({
    kind: 'settings',
    settings: settingsSchema.parse({ theme }),
  });
  started.pushes.push(push('light'));
  started.pushes.push(push('dark'));
  await vi.waitFor(() => expect(seen).toHaveLength(2));
  expect(seen).toMatchObject([
    { push: { settings: { theme: 'light' } } },
    { push: { settings: { theme: 'dark' } } },
  ]);
});

test('lets a page go that reads nothing, and keeps serving the others', async () => {
  const started = await start();
  const [deaf, other] = [await openPage(started), await openPage(started)];
  let heard = 0;
  other.on('message', () => (heard += 1));
  deaf.pause();
  const big = {
    kind: 'settings',
    settings: settingsSchema.parse({ browserPath: 'x'.repeat(5_000_000) }),
  } as const;
  const rounds = 12;
  for (let sent = 1; sent <= rounds; sent += 1) {
    started.pushes.push(big);
    await vi.waitFor(() => expect(heard).toBe(sent));
  }
  await vi.waitFor(() => expect(started.surfaces()).toBe(1));
});

test('a connection that does not answer pings is ended', async () => {
  const started = await start();
  const [silent, alive] = [await openPage(started), await openPage(started)];
  silent.pause();
  const pinged = once(alive, 'ping');
  started.clock.advance(30_000);
  await pinged;
  // The answer to the ping must have arrived before the next round.
  alive.send('{"id":1,"name":"x","input":{}}');
  await nextMessage(alive);
  started.clock.advance(30_000);
  await vi.waitFor(() => expect(started.surfaces()).toBe(1));
  expect(alive.readyState).toBe(WebSocket.OPEN);
});

test('a taken port is an error', async () => {
  const started = await start();
  const port = Number(new URL(started.ui.url).port);
  const { clock, log, settings } = started;
  const app = {
    call: async () => ({ ok: true as const, value: 1 }),
    subscribe: () => () => {},
    attachSurface: () => () => {},
  };
  const second = startUiServer({ app, port, rendererDir: '/nowhere', settings, clock, ids: randomIds, log });
  await expect(second).rejects.toMatchObject({ code: 'EADDRINUSE' });
});
