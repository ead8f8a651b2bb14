import { expect, test } from 'vitest';
import { backOffMs } from './back-off.ts';
import type { Obtained } from './console-keys.ts';
import { openSocketConnection } from './socket-connection.ts';

/** A socket whose other end is the test. */
class TestSocket {
  onopen: (() => void) | null = null;
  onclose: (() => void) | null = null;
  onmessage: ((message: { data: string }) => void) | null = null;
  readonly sent: { id: number; name: string }[] = [];
  readonly protocols: string[];
  constructor(protocols: string[]) {
    this.protocols = protocols;
  }
  send(text: string): void {
    this.sent.push(JSON.parse(text) as { id: number; name: string });
  }
  say(message: unknown): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
}

async function world(obtained: Obtained = { kind: 'key', key: 'K' }) {
  const sockets: TestSocket[] = [];
  const timers: { delayMs: number; fire: () => void }[] = [];
  const it = { isServerUp: false, isForgotten: false, now: 1000 };
  const connection = openSocketConnection({
    keys: {
      obtain: async () => (it.isForgotten ? { kind: 'locked', why: 'refused_key' } : obtained),
      accept: () => (it.isForgotten = false),
      forget: () => (it.isForgotten = true),
    },
    openSocket: (protocols) => {
      const socket = new TestSocket(protocols);
      sockets.push(socket);
      return socket as unknown as WebSocket; // only what the connection uses
    },
    isServerUp: async () => it.isServerUp,
    after: (delayMs, fire) => {
      timers.push({ delayMs, fire });
      return () => undefined;
    },
    now: () => it.now,
  });
  await settle();
  const socket = (at: number) => {
    const found = sockets.at(at);
    if (!found) throw new Error(`no socket ${at} of ${sockets.length}`);
    return found;
  };
  return { connection, sockets, socket, timers, it };
}

/** Lets everything run that waits for promises alone. */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

test('shows the key as a subprotocol, pairs replies with calls, and hands on pushes', async () => {
  const { connection, socket } = await world();
  expect(socket(0).protocols).toEqual(['checkstand.v1', 'checkstand.key.K']);
  socket(0).onopen?.();
  expect(connection.state()).toEqual({ kind: 'open' });
  const pushes: unknown[] = [];
  connection.bridge.subscribe((push) => pushes.push(push));
  const first = connection.bridge.call({ name: 'a', input: {} });
  const second = connection.bridge.call({ name: 'b', input: {} });
  const [a, b] = socket(0).sent;
  socket(0).say({ id: b?.id, reply: { ok: true, value: 2 } });
  socket(0).say({ push: { kind: 'store' } });
  socket(0).say({ id: a?.id, reply: { ok: true, value: 1 } });
  expect(await first).toEqual({ ok: true, value: 1 });
  expect(await second).toEqual({ ok: true, value: 2 });
  expect(pushes).toEqual([{ kind: 'store' }]);
});

test('a drop answers what waited, says since when, and opens again with back-off', async () => {
  const { connection, socket, sockets, timers, it } = await world();
  socket(0).onopen?.();
  const waiting = connection.bridge.call({ name: 'a', input: {} });
  socket(0).onclose?.();
  expect(await waiting).toMatchObject({
    ok: false,
    error: { code: 'unavailable', message: /connection was lost/ },
  });
  expect(connection.state()).toEqual({ kind: 'down', since: 1000 });
  expect(await connection.bridge.call({ name: 'a', input: {} })).toMatchObject({
    ok: false,
    error: { message: /nothing was sent/ },
  });
  for (let round = 0; round < 3; round++) {
    it.now += 1000;
    timers.at(-1)?.fire();
    await settle();
    socket(-1).onclose?.();
    await settle();
  }
  expect(timers.map((timer) => timer.delayMs)).toEqual([250, 500, 1000, 2000]);
  expect(connection.state()).toEqual({ kind: 'down', since: 1000 });
  timers.at(-1)?.fire();
  await settle();
  socket(-1).onopen?.();
  expect(connection.state()).toEqual({ kind: 'open' });
  expect(sockets).toHaveLength(5);
});

test('a key that a running server refuses twice is forgotten; one refusal may be a server just coming up', async () => {
  const { connection, socket, timers, it } = await world();
  it.isServerUp = true;
  socket(-1).onclose?.();
  await settle();
  expect(connection.state().kind).toBe('down');
  timers.at(-1)?.fire();
  await settle();
  socket(-1).onclose?.();
  await settle();
  expect(connection.state()).toEqual({ kind: 'locked', why: 'refused_key' });
  connection.unlock('new key');
  await settle();
  socket(-1).onopen?.();
  expect(connection.state()).toEqual({ kind: 'open' });
});

test('a page without a key does not try', async () => {
  const { connection, sockets } = await world({ kind: 'locked', why: 'no_key' });
  expect(connection.state()).toEqual({ kind: 'locked', why: 'no_key' });
  expect(sockets).toEqual([]);
});

test('trying again soon never means more than every quarter second, nor less than every five', () => {
  expect([0, 1, 2, 3, 4, 5, 50].map(backOffMs)).toEqual([250, 500, 1000, 2000, 4000, 5000, 5000]);
});
