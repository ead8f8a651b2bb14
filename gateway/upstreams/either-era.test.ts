import { expect, test } from 'vitest';
import type { JsonRpcMessage } from '../../contract/mcp.ts';
import type { Clock } from '../../contract/ports.ts';
import { outgoing, type ChannelListener } from './channel.ts';
import { openEitherEra } from './either-era.ts';
import { frameOfMessage } from './frame.ts';

const stoppedClock: Clock = { now: () => 0, after: () => () => {} };

/** A server whose answers a test gives by hand, behind the channel. */
async function connect() {
  const sent: JsonRpcMessage[] = [];
  const heard: unknown[] = [];
  let server: ChannelListener | undefined;
  const open = openEitherEra(async (listener) => {
    server = listener;
    return { send: ({ message }) => void sent.push(message), close: async () => {} };
  }, stoppedClock);
  const channel = await open({ onFrame: (frame) => void heard.push(frame.parse()), onClose: () => {} });
  return {
    sent,
    heard,
    say: (message: JsonRpcMessage) => server?.onFrame(frameOfMessage(message)),
    send: (message: JsonRpcMessage) => channel.send(outgoing(message)),
  };
}

const greeting = (id: number): JsonRpcMessage => ({ jsonrpc: '2.0', id, method: 'initialize', params: {} });
const refusal = (id: number, code: number): JsonRpcMessage => ({
  jsonrpc: '2.0',
  id,
  error: { code, message: 'no' },
});

test('a legacy server hears and says what it would without it', async () => {
  const { sent, heard, say, send } = await connect();
  const hello: JsonRpcMessage = { jsonrpc: '2.0', id: 1, result: { protocolVersion: '2025-11-25' } };
  send(greeting(1));
  say(hello);
  send({ jsonrpc: '2.0', id: 2, method: 'tools/list' });
  say(refusal(2, -32601));
  expect(sent).toEqual([greeting(1), { jsonrpc: '2.0', id: 2, method: 'tools/list' }]);
  expect(heard).toEqual([hello, refusal(2, -32601)]);
});

test('any other refusal of the greeting is passed on, and nothing else is tried', async () => {
  const { sent, heard, say, send } = await connect();
  send(greeting(1));
  say(refusal(1, -32000));
  expect(heard).toEqual([refusal(1, -32000)]);
  expect(sent).toEqual([greeting(1)]);
});

test('a modern server is discovered; a cancelled call is cancelled under the id that it knows', async () => {
  const { sent, heard, say, send } = await connect();
  send(greeting(7));
  say(refusal(7, -32022));
  expect(sent.at(-1)).toMatchObject({ id: 1, method: 'server/discover' });
  say({ jsonrpc: '2.0', id: 1, result: { capabilities: { tools: {} }, supportedVersions: ['2026-07-28'] } });
  expect(heard).toMatchObject([{ id: 7, result: { capabilities: { tools: {} } } }]);
  send({ jsonrpc: '2.0', id: 8, method: 'tools/call', params: { name: 'x' } });
  expect(sent.at(-1)).toMatchObject({ id: 2, method: 'tools/call', params: { name: 'x' } });
  send({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 8 } });
  expect(sent.at(-1)).toMatchObject({ method: 'notifications/cancelled', params: { requestId: 2 } });
  say({ jsonrpc: '2.0', id: 2, result: { content: [] } });
  expect(heard).toHaveLength(1);
});
