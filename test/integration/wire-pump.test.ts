import { execFileSync } from 'node:child_process';
import { CreateMessageRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import type { UpstreamSpec } from '../../contract/model.ts';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { openInProcess } from '../fixtures/upstreams/in-process.ts';
import { emptySeen, type Seen } from '../fixtures/upstreams/tools.ts';
import { call, initialize, messagesIn, startWire, waitFor, type Wire } from '../support/wire.ts';

const stdio = (name: string, ...args: string[]): UpstreamSpec => ({
  kind: 'stdio',
  name,
  command: process.execPath,
  args: ['--disable-warning=ExperimentalWarning', 'test/fixtures/upstreams/stdio.ts', ...args],
});

describe.each(['stdio', 'in-process'] as const)('an upstream that is pumped: %s', (kind) => {
  let wire: Wire;
  let seen: Seen;

  beforeEach(async () => {
    seen = emptySeen();
    wire = await startWire((upstreams) => {
      if (kind === 'stdio') upstreams.add(stdio('one', '--noisy'));
      else upstreams.addInProcess({ name: 'one', open: openInProcess(seen) });
    });
  });
  afterEach(() => wire.close());

  test('a real client lists, calls, reads', async () => {
    const client = await wire.client('one');
    expect(client.getServerCapabilities()?.tools?.listChanged).toBe(true);
    expect((await client.listTools()).tools.map(({ name }) => name)).toContain('echo');
    const result = await client.callTool({ name: 'echo', arguments: { text: 'hé\n' } });
    expect(result.content).toEqual([{ type: 'text', text: 'hé\n' }]);
    expect((await client.readResource({ uri: 'note://one' })).contents).toMatchObject([{ text: 'a note' }]);
    expect((await client.callTool({ name: 'fail' })).isError).toBe(true);
    expect(wire.gate.outcomes).toMatchObject([
      { tool: 'echo', how: 'completed', isError: false },
      { tool: 'fail', how: 'completed', isError: true },
    ]);
    expect(wire.gate.entered[0]).toMatchObject({
      client: { name: 'tester', version: '1.2.3' },
      upstream: 'one',
    });
    expect(wire.connected).toHaveLength(1);
  });

  test('hidden tools are neither listed nor callable, and a change is announced', async () => {
    wire.gate.effects.set('delete_all', 'hide');
    const client = await wire.client('one');
    expect((await client.listTools()).tools.map(({ name }) => name)).not.toContain('delete_all');
    await expect(client.callTool({ name: 'delete_all' })).rejects.toMatchObject({ code: -32602 });
    let announced = 0;
    client.fallbackNotificationHandler = async ({ method }) => {
      if (method === 'notifications/tools/list_changed') announced += 1;
    };
    wire.publish({
      type: 'policy.saved',
      data: {
        upstream: 'one',
        grantId: 'grant-a',
        version: 2,
        by: 'x',
        document: { version: '1', default: 'deny' },
      },
    });
    await waitFor(() => announced === 1);
  });

  test('a list that changes by itself is announced and read again', async () => {
    await wire.ready('one');
    const client = await wire.client('one');
    let announced = 0;
    client.fallbackNotificationHandler = async ({ method }) => {
      if (method === 'notifications/tools/list_changed') announced += 1;
    };
    await client.callTool({ name: 'grow' });
    await waitFor(() => announced === 1);
    expect((await client.listTools()).tools.map(({ name }) => name)).toContain('grown');
  });

  test('progress finds its call, also when two sessions use the same token', async () => {
    const run = async (label: string) => {
      const client = await wire.client('one');
      const messages: (string | undefined)[] = [];
      const answer = await client.callTool(
        { name: 'slow', arguments: { steps: 4, stepMs: 10, label } },
        undefined,
        { onprogress: ({ message }) => void messages.push(message) },
      );
      return { messages, answer };
    };
    const [a, b] = await Promise.all([run('a'), run('b')]);
    expect(a.messages).toEqual(['a', 'a', 'a', 'a']);
    expect(b.messages).toEqual(['b', 'b', 'b', 'b']);
    expect(a.answer.content).toEqual([{ type: 'text', text: 'done a' }]);
  });

  test('sampling reaches the client and its answer the upstream', async () => {
    const client = await wire.client('one', { capabilities: { capabilities: { sampling: {} } } });
    client.setRequestHandler(CreateMessageRequestSchema, async () => ({
      model: 'm',
      role: 'assistant',
      content: { type: 'text', text: 'a thought' },
    }));
    const { content } = await client.callTool({ name: 'sample', arguments: { prompt: 'think' } });
    expect(JSON.stringify(content)).toContain('a thought');
  });

  test('log messages come with the call', async () => {
    const client = await wire.client('one');
    const logged: unknown[] = [];
    client.fallbackNotificationHandler = async ({ params }) => void logged.push(params);
    await client.callTool({ name: 'log' });
    await waitFor(() => logged.length === 1);
    expect(logged).toMatchObject([{ data: 'a word' }]);
  });

  test('5 MB come through whole, beside small calls of another session', async () => {
    const [big, small] = await Promise.all([wire.client('one'), wire.client('one')]);
    const [result, echoed] = await Promise.all([
      big.callTool({ name: 'big', arguments: { bytes: 5_000_000 } }),
      small.callTool({ name: 'echo', arguments: { text: 'hi' } }),
    ]);
    expect((result.content as { text: string }[])[0]?.text.length).toBe(5_000_000);
    expect(echoed.content).toEqual([{ type: 'text', text: 'hi' }]);
  });

  test('a held call waits with progress, then runs; later progress keeps increasing', async () => {
    wire.gate.effects.set('slow', 'hold');
    const client = await wire.client('one');
    const progress: number[] = [];
    const answer = client.callTool(
      { name: 'slow', arguments: { steps: 2, stepMs: 5, label: 'x' } },
      undefined,
      {
        onprogress: (it) => void progress.push(it.progress),
      },
    );
    await waitFor(() => progress.length === 1);
    wire.gate.settle.get('slow')?.('approve');
    expect((await answer).content).toEqual([{ type: 'text', text: 'done x' }]);
    expect(progress).toEqual([1, 2, 3]);
  });

  test('a held call that is denied, or still pending at the deadline, says so', async () => {
    wire.gate.effects.set('echo', 'hold');
    const client = await wire.client('one');
    const denied = client.callTool({ name: 'echo', arguments: { text: 'x' } });
    await waitFor(() => wire.gate.settle.has('echo'));
    wire.gate.settle.get('echo')?.('deny');
    expect((await denied).content).toEqual([{ type: 'text', text: '[POLICY DENIED] the person said no' }]);
    wire.gate.settle.clear();
    const pending = client.callTool({ name: 'echo', arguments: { text: 'x' } });
    await waitFor(() => wire.gate.settle.has('echo'));
    wire.gate.settle.get('echo')?.('pending');
    const { content, isError, _meta } = await pending;
    expect(isError).toBe(true);
    expect(content).toEqual([{ type: 'text', text: 'not approved yet; repeat the call' }]);
    expect(_meta?.['checkstand/decision']).toMatchObject({
      code: 'approval_pending',
      approvalId: 'approval-1',
    });
  });

  test('cancelling a held call takes it back', async () => {
    wire.gate.effects.set('delete_all', 'hold');
    const client = await wire.client('one');
    const controller = new AbortController();
    const answer = client.callTool({ name: 'delete_all' }, undefined, { signal: controller.signal });
    await waitFor(() => wire.gate.settle.has('delete_all'));
    controller.abort('no');
    await expect(answer).rejects.toThrow();
    await waitFor(() => wire.gate.outcomes.length === 1);
    expect(wire.gate.outcomes).toEqual([{ tool: 'delete_all', how: 'left', why: 'cancelled' }]);
  });

  test('ending the session takes a held call back', async () => {
    wire.gate.effects.set('delete_all', 'hold');
    const session = await rawSession(wire);
    const held = await wire.open('/mcp/one', { headers: session, body: call(2, 'delete_all') });
    expect((await wire.send('/mcp/one', { method: 'DELETE', headers: session })).status).toBe(200);
    await waitFor(() => wire.gate.outcomes.length === 1);
    expect(wire.gate.outcomes).toEqual([{ tool: 'delete_all', how: 'left', why: 'session_ended' }]);
    expect(messagesIn(await held.until((text) => text.includes('error')))).toMatchObject([
      { id: 2, error: {} },
    ]);
    expect((await wire.send('/mcp/one', { headers: session, body: call(3, 'echo') })).status).toBe(404);
  });

  test('a client that vanishes in flight is recorded and the upstream told', async () => {
    const session = await rawSession(wire);
    // The stream opens after a second of silence; the client is gone as soon as it hangs up.
    const open = await wire.open('/mcp/one', { headers: session, body: call(2, 'never') });
    expect(open.res.headers['content-type']).toBe('text/event-stream');
    open.req.destroy();
    await waitFor(() => wire.gate.outcomes.length === 1);
    expect(wire.gate.outcomes).toMatchObject([{ how: 'failed', code: 'client_gone' }]);
    if (kind === 'in-process') await waitFor(() => seen.cancelled.includes('never'));
    const again = await wire.send('/mcp/one', { headers: session, body: call(3, 'echo', { text: 'x' }) });
    expect(again.json().result).toBeTruthy();
  });

  test('an id in use is refused; a batch answers each message; a hidden call inside is refused', async () => {
    const session = await rawSession(wire);
    wire.gate.effects.set('delete_all', 'deny');
    const batch = [
      call('a', 'echo', { text: 'x' }),
      { jsonrpc: '2.0', method: 'notifications/roots/list_changed' },
      call('b', 'delete_all'),
      { jsonrpc: '2.0', id: 'c', method: 'ping' },
    ];
    const answer = await wire.send('/mcp/one', { headers: session, body: batch });
    const byId = new Map(messagesIn(answer.text).map((it) => [it['id'], it]));
    expect([...byId.keys()].sort()).toEqual(['a', 'b', 'c']);
    expect(JSON.stringify(byId.get('b'))).toContain('[POLICY DENIED]');
    expect(seen.calls.map(({ tool }) => tool)).not.toContain('delete_all');
    const open = await wire.open('/mcp/one', { headers: session, body: call(7, 'never') });
    const twin = await wire.send('/mcp/one', { headers: session, body: call(7, 'echo', { text: 'x' }) });
    expect(twin.status).toBe(400);
    expect(twin.json().error?.code).toBe(-32600);
    open.req.destroy();
  });

  test('the GET stream keeps what was sent before it opened, and replays from Last-Event-ID', async () => {
    const session = await rawSession(wire);
    const saved = {
      type: 'policy.saved',
      data: {
        upstream: 'one',
        grantId: null,
        version: 2,
        by: 'x',
        document: { version: '1', default: 'deny' },
      },
    } as const;
    wire.publish(saved);
    const first = await wire.open('/mcp/one', { method: 'GET', headers: session });
    expect(await first.until((text) => text.includes('list_changed'))).toContain('id: 1\n');
    first.req.destroy();
    wire.publish(saved);
    wire.publish(saved);
    const second = await wire.open('/mcp/one', {
      method: 'GET',
      headers: { ...session, 'last-event-id': '2' },
    });
    const text = await second.until((it) => it.includes('list_changed'));
    expect(text).toContain('id: 3\n');
    expect(text).not.toContain('id: 2\n');
    second.req.destroy();
  });
});

test('a process that dies in a call answers with what it last said, and the session is over', async () => {
  const wire = await opened((upstreams) => upstreams.add(stdio('one')));
  const session = await rawSession(wire);
  const other = wire.send('/mcp/one', { headers: session, body: call(2, 'never') });
  const crash = await wire.send('/mcp/one', { headers: session, body: call(3, 'crash') });
  for (const answer of [crash, await other]) {
    const error = answer.messages()[0]?.error;
    expect(error).toMatchObject({ code: 1001 });
    expect(JSON.stringify(error)).toContain('exited with code 7');
    expect(JSON.stringify(error)).toContain('the shop burned down');
  }
  expect(wire.gate.outcomes).toMatchObject([
    { how: 'failed', code: 'upstream_down' },
    { how: 'failed', code: 'upstream_down' },
  ]);
  expect((await wire.send('/mcp/one', { headers: session, body: call(4, 'echo') })).status).toBe(404);
  expect((await rawSession(wire))['mcp-session-id']).not.toBe(session['mcp-session-id']);
});

test('an upstream that cannot start says why and holds up nobody', async () => {
  const wire = await opened((upstreams) => {
    upstreams.add({ kind: 'stdio', name: 'one', command: 'no-such-program-here', args: [] });
    upstreams.add(stdio('two', '--broken'));
    upstreams.add({ kind: 'http', name: 'gone', url: 'http://127.0.0.1:9/mcp' });
  });
  const stateOf = (name: string) => wire.upstreams.get(name)?.view();
  await waitFor(() => ['one', 'two', 'gone'].every((name) => stateOf(name)?.state === 'failed'));
  expect(stateOf('one')?.error).toMatch(/command `no-such-program-here` not found: .*PATH/);
  expect(stateOf('two')?.error).toContain('exited with code 3');
  expect(stateOf('two')?.error).toContain('missing API key');
  expect(stateOf('gone')?.error).toContain('connection refused');
  const answer = await wire.send('/mcp/one', { body: initialize() });
  expect(answer.json().error?.message).toContain('command `no-such-program-here` not found');
  const broken = await wire.send('/mcp/two', { body: initialize() });
  expect(broken.messages()[0]?.error?.message).toContain('missing API key');
});

test('the processes of sessions are gone when the gateway is closed', async () => {
  const wire = await opened((upstreams) => upstreams.add(stdio('one')));
  await wire.ready('one');
  await rawSession(wire);
  const children = () =>
    execFileSync('ps', ['-o', 'pid=,args=', '--ppid', String(process.pid)], { encoding: 'utf8' })
      .split('\n')
      .filter((line) => line.includes('fixtures/upstreams/stdio.ts')).length;
  expect(children()).toBe(2);
  await wire.close();
  expect(children()).toBe(0);
});

/** A wire that is closed at the end of the test, failed or not. */
async function opened(setUp: Parameters<typeof startWire>[0]): Promise<Wire> {
  const wire = await startWire(setUp);
  onTestFinished(() => wire.close());
  return wire;
}

async function rawSession(wire: Wire): Promise<Record<string, string>> {
  const opened = await wire.send('/mcp/one', { body: initialize() });
  expect(opened.status).toBe(200);
  const session = { 'mcp-session-id': String(opened.headers['mcp-session-id']) };
  const noted = { jsonrpc: '2.0', method: 'notifications/initialized' };
  expect((await wire.send('/mcp/one', { headers: session, body: noted })).status).toBe(202);
  return session;
}
