import { expect, test } from 'vitest';
import type { JsonObject } from '../../contract/json.ts';
import type { JsonRpcMessage } from '../../contract/mcp.ts';
import { outgoing, type ChannelListener, type Frame, type OpenChannel } from './channel.ts';
import { frameOf } from './frame.ts';
import { openSharedChannel } from './shared-channel.ts';

const clock = { now: () => 0, after: () => () => {} };
const init = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-06-18' },
} as const;

/** A server whose side the test plays: what it was sent, and how to say something. */
function server() {
  const sent: JsonRpcMessage[] = [];
  const state = { opened: 0, closed: 0 };
  let listener: ChannelListener | undefined;
  const open: OpenChannel = async (it) => {
    state.opened += 1;
    listener = it;
    return {
      send: ({ message }) => void sent.push(message),
      async close() {
        state.closed += 1;
      },
    };
  };
  return {
    sent,
    state,
    open,
    say: (text: string | object) =>
      listener?.onFrame(frameOf(Buffer.from(typeof text === 'string' ? text : JSON.stringify(text)))),
    end: (what: string) => listener?.onClose(what),
    /** What it was sent last with that method. */
    last: (method: string) =>
      sent.findLast((it) => 'method' in it && it.method === method) as
        { id: number; params: JsonObject & { _meta: JsonObject } } | undefined,
  };
}

async function user(open: OpenChannel) {
  const frames: Frame[] = [];
  const ends: string[] = [];
  const channel = await open({ onFrame: (it) => void frames.push(it), onClose: (it) => void ends.push(it) });
  return {
    frames,
    ends,
    send: (message: object) => channel.send(outgoing(message as JsonRpcMessage)), // as a client sends it
    messages: () => frames.map((it) => it.parse()),
    close: () => channel.close(),
  };
}

async function setUp() {
  const upstream = server();
  const open = openSharedChannel(upstream.open, { clock, version: '1' });
  const [one, two] = [await user(open), await user(open)];
  return { upstream, one, two };
}

test('one connection and one initialize for all, each answered under its own id and version', async () => {
  const { upstream, one, two } = await setUp();
  one.send(init);
  two.send({ ...init, id: 'b', params: { protocolVersion: '2024-11-05' } });
  expect(upstream.state.opened).toBe(1);
  expect(upstream.sent.map((it) => 'method' in it && it.method)).toEqual(['initialize']);
  expect(upstream.last('initialize')?.params).toMatchObject({ capabilities: {} });
  upstream.say({
    jsonrpc: '2.0',
    id: 0,
    result: { protocolVersion: '2025-11-25', capabilities: { tools: {} } },
  });
  await Promise.resolve();
  await Promise.resolve();
  expect(one.messages()).toMatchObject([{ id: 1, result: { protocolVersion: '2025-06-18' } }]);
  expect(two.messages()).toMatchObject([{ id: 'b', result: { protocolVersion: '2024-11-05' } }]);
  expect(upstream.sent).toHaveLength(2);
  one.send({ jsonrpc: '2.0', method: 'notifications/initialized' });
  expect(upstream.sent).toHaveLength(2);
});

test('equal ids and equal progress tokens of two sessions never meet', async () => {
  const { upstream, one, two } = await setUp();
  const call = (text: string) => ({
    jsonrpc: '2.0',
    id: 5,
    method: 'tools/call',
    params: { name: text, _meta: { progressToken: 'p', other: 1 } },
  });
  one.send(call('one'));
  const ofOne = upstream.last('tools/call');
  two.send(call('two'));
  const ofTwo = upstream.last('tools/call');
  expect(ofOne?.id).not.toBe(ofTwo?.id);
  expect(ofTwo?.params._meta).toEqual({ progressToken: ofTwo?.id, other: 1 });

  upstream.say({
    jsonrpc: '2.0',
    method: 'notifications/progress',
    params: { progressToken: ofTwo?.id ?? 0, progress: 1 },
  });
  expect(two.messages()).toMatchObject([{ params: { progressToken: 'p' } }]);
  upstream.say(`{"jsonrpc":"2.0","id":${ofTwo?.id},"result":{"of":"two"}}`);
  upstream.say(`{"result":{"of":"one","id":9},"jsonrpc":"2.0","id":${ofOne?.id}}`);
  expect(one.messages()).toEqual([{ jsonrpc: '2.0', id: 5, result: { of: 'one', id: 9 } }]);
  expect(two.messages()[1]).toEqual({ jsonrpc: '2.0', id: 5, result: { of: 'two' } });
  // A second answer to the same question belongs to nobody.
  upstream.say(`{"jsonrpc":"2.0","id":${ofTwo?.id},"result":{"of":"again"}}`);
  expect(two.frames).toHaveLength(2);
});

test('an id in the middle of the message is replaced too, and only that one', async () => {
  const { upstream, one } = await setUp();
  one.send({ jsonrpc: '2.0', id: 'mine', method: 'ping' });
  const own = upstream.last('ping')?.id ?? 0;
  upstream.say(`{"jsonrpc": "2.0", "id": ${own}, "result": {"id":${own}}}`);
  expect(one.messages()).toEqual([{ jsonrpc: '2.0', id: 'mine', result: { id: own } }]);
});

test('a cancelled request is cancelled under its own id; nobody can cancel the request of another', async () => {
  const { upstream, one, two } = await setUp();
  one.send({ jsonrpc: '2.0', id: 5, method: 'tools/call', params: { name: 'x' } });
  const own = upstream.last('tools/call')?.id;
  two.send({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 5 } });
  expect(upstream.last('notifications/cancelled')).toBeUndefined();
  one.send({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 5 } });
  expect(upstream.last('notifications/cancelled')?.params).toMatchObject({ requestId: own });
});

test('changes reach all; an updated resource only those who subscribed to it', async () => {
  const { upstream, one, two } = await setUp();
  one.send({ jsonrpc: '2.0', id: 1, method: 'resources/subscribe', params: { uri: 'a:b' } });
  upstream.say({ jsonrpc: '2.0', method: 'notifications/tools/list_changed' });
  upstream.say({ jsonrpc: '2.0', method: 'notifications/resources/updated', params: { uri: 'a:b' } });
  expect([one.frames.length, two.frames.length]).toEqual([2, 1]);
  // The last one who wants it ends it; another one does not.
  two.send({ jsonrpc: '2.0', id: 2, method: 'resources/unsubscribe', params: { uri: 'a:b' } });
  expect(upstream.last('resources/unsubscribe')).toBeUndefined();
  one.send({ jsonrpc: '2.0', id: 2, method: 'resources/unsubscribe', params: { uri: 'a:b' } });
  expect(upstream.last('resources/unsubscribe')).toBeDefined();
});

test('the upstream cannot ask a client anything', async () => {
  const { upstream, one, two } = await setUp();
  upstream.say({ jsonrpc: '2.0', id: 'q', method: 'sampling/createMessage', params: {} });
  upstream.say({ jsonrpc: '2.0', id: 'r', method: 'ping' });
  expect(upstream.sent.slice(-2)).toMatchObject([
    { id: 'q', error: { code: -32601 } },
    { id: 'r', result: {} },
  ]);
  expect([...one.frames, ...two.frames]).toEqual([]);
});

test('who leaves takes the own requests back; the last one ends the connection; its end reaches all', async () => {
  const { upstream, one, two } = await setUp();
  one.send({ jsonrpc: '2.0', id: 5, method: 'tools/call', params: { name: 'x' } });
  await one.close();
  expect(upstream.last('notifications/cancelled')).toBeDefined();
  expect(upstream.state.closed).toBe(0);
  upstream.end('it crashed');
  expect([one.ends, two.ends]).toEqual([[], ['it crashed']]);
  await two.close();
  expect(upstream.state.closed).toBe(1);
});
