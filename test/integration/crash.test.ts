import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { expect, onTestFinished, test } from 'vitest';
import type { WebSocket } from 'ws';
import { connectSocket } from '../../app/cli/socket-client.ts';
import type { Ready } from '../../app/ready-text.ts';
import { throwingCall, type ThrowingCall } from '../../app/typed-call.ts';
import type { Push } from '../../contract/bridge.ts';
import type { StoredEvent } from '../../contract/events.ts';
import { closeCode, consoleKey, openConsole } from '../support/console-socket.ts';
import { runCommand } from '../support/run-command.ts';
import { tempDir } from '../support/temp-dir.ts';

const fixture = fileURLToPath(new URL('../fixtures/upstreams/stdio.ts', import.meta.url));

interface Running {
  readonly ready: Ready;
  readonly call: ThrowingCall;
  kill(): Promise<void>;
}

async function start(dataDir: string): Promise<Running> {
  const ports = ['--port', '0', '--ui-port', '0'];
  const running = runCommand([
    'start',
    '--headless',
    '--json',
    '--data-dir',
    dataDir,
    '--store',
    'demo',
    ...ports,
  ]);
  const kill = async () => {
    running.child.kill('SIGKILL');
    await running.ended;
  };
  onTestFinished(kill);
  const ready = JSON.parse(await running.firstLine) as Ready; // the ready line
  const socket = await connectSocket(new URL(ready.ui).origin, ready.operatorKey);
  onTestFinished(() => socket.close());
  return { ready, call: throwingCall((frame) => socket.call(frame)), kill };
}

/** A console that is open, as a surface that could answer; tells of events. */
async function console_(ready: Ready): Promise<WebSocket> {
  const socket = await openConsole(new URL(ready.ui).origin, await consoleKey(ready.ui));
  onTestFinished(() => socket.close());
  return socket;
}

function event<T extends StoredEvent['type']>(
  socket: WebSocket,
  type: T,
  matches: (event: Extract<StoredEvent, { type: T }>) => boolean = () => true,
): Promise<void> {
  return new Promise((resolve) => {
    socket.on('message', (data: Buffer) => {
      const { push } = JSON.parse(data.toString()) as { push?: Push }; // the app's own frames
      if (push?.kind !== 'event' || push.event.type !== type) return;
      if (matches(push.event as Extract<StoredEvent, { type: T }>)) resolve(); // its type was just compared
    });
  });
}

async function connect(url: string, token: string): Promise<Client> {
  const client = new Client({ name: 'agent', version: '1.0.0' });
  const requestInit = { headers: { authorization: `Bearer ${token}` } };
  const transport = new StreamableHTTPClientTransport(new URL(url), { requestInit });
  await client.connect(transport);
  onTestFinished(() => client.close());
  return client;
}

test('killed while a call is held and another in flight: the record tells the truth, and the person stays signed in', async () => {
  const dataDir = tempDir();
  const first = await start(dataDir);
  const surface = await console_(first.ready);
  const ready = event(
    surface,
    'upstream.state_changed',
    (it) => it.data.name === 'slow' && it.data.state === 'ready',
  );
  await first.call('upstreams.add', {
    kind: 'stdio',
    name: 'slow',
    command: process.execPath,
    args: [fixture],
  });
  await ready;
  await first.call('policy.save', {
    upstream: 'slow',
    grantId: null,
    document: { version: '1', default: 'allow' },
  });
  expect((await first.call('store.signIn', {})).session).toBe('signed_in');
  const { token } = await first.call('grants.create', { name: 'agent', upstreams: ['cart', 'slow'] });

  const inFlight = event(surface, 'tool_call.decided', (it) => it.data.tool === 'never');
  const held = event(surface, 'approval.requested');
  // Its outcome is written a moment after the reply.
  const recorded = event(surface, 'tool_call.completed');
  const slow = await connect(`${first.ready.mcp}/slow`, token);
  const cart = await connect(`${first.ready.mcp}/cart`, token);
  expect((await slow.callTool({ name: 'echo', arguments: { text: 'done before' } })).isError).not.toBe(true);
  slow.callTool({ name: 'never', arguments: {} }).catch(() => {});
  cart.callTool({ name: 'add_to_cart', arguments: { query: 'paper towels' } }).catch(() => {});
  await Promise.all([recorded, inFlight, held]);
  const goodbye = closeCode(surface);
  await first.kill();
  await goodbye;

  const second = await start(dataDir);
  const { calls, approvals } = await second.call('console.snapshot', {});
  const stateOf = (tool: string) => calls.find((it) => it.tool === tool)?.state;
  expect(stateOf('never')).toBe('unknown');
  expect(stateOf('add_to_cart')).toBe('withdrawn');
  expect(stateOf('echo')).toBe('completed');
  expect(approvals[0]).toMatchObject({ tool: 'add_to_cart', state: 'pending', isClientWaiting: false });
  expect(calls.every((it) => it.decision.reasons.length > 0)).toBe(true);
  expect(await second.call('audit.verify', {})).toMatchObject({ firstBroken: null });
  const store = await second.call('store.refresh', {});
  expect(store).toMatchObject({ session: 'signed_in', cart: { count: 0 } });
});
