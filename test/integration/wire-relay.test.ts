import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { spawn } from 'node:child_process';
import { startHttpUpstream, type HttpUpstream } from '../fixtures/upstreams/http.ts';
import { call, initialize, startWire, waitFor, type Wire } from '../support/wire.ts';

describe.each([true, false])('an upstream over HTTP, JSON answers: %s', (isJson) => {
  let wire: Wire;
  let upstream: HttpUpstream;

  beforeEach(async () => {
    upstream = await startHttpUpstream({ isJson });
    wire = await startWire((upstreams) => upstreams.add({ kind: 'http', name: 'one', url: upstream.url }));
  });
  afterEach(async () => {
    await wire.close();
    await upstream.close();
  });

  test('a real client lists and calls through the gateway', async () => {
    const client = await wire.client('one');
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toContain('echo');
    const result = await client.callTool({ name: 'echo', arguments: { text: 'hé "llo" \n' } });
    expect(result.content).toEqual([{ type: 'text', text: 'hé "llo" \n' }]);
    expect(wire.gate.entered[0]).toMatchObject({
      grantId: 'grant-a',
      grantName: 'agent a',
      client: { name: 'tester', version: '1.2.3' },
      upstream: 'one',
      tool: 'echo',
      arguments: { text: 'hé "llo" \n' },
      hasProgressToken: false,
    });
    expect(wire.gate.entered[0]?.sessionId).toBeTruthy();
    await waitFor(() => wire.gate.outcomes.length === 1);
    expect(wire.gate.outcomes).toMatchObject([{ tool: 'echo', how: 'completed', isError: false }]);
    expect(wire.connected).toEqual([
      { grantId: 'grant-a', upstream: 'one', client: { name: 'tester', version: '1.2.3' } },
    ]);
  });

  test("a tool's own error is recorded as one", async () => {
    const client = await wire.client('one');
    expect((await client.callTool({ name: 'fail' })).isError).toBe(true);
    await waitFor(() => wire.gate.outcomes.length === 1);
    expect(wire.gate.outcomes[0]).toMatchObject({ how: 'completed', isError: true });
  });

  test("nothing of the client's credentials reaches the upstream", async () => {
    const client = await wire.client('one');
    const { content } = await client.callTool({ name: 'headers' });
    const text = JSON.stringify([content, upstream.requests]);
    expect(text).toContain('mcp-session-id');
    for (const secret of ['token-a', 'a=b', 'x-private', 'secret']) expect(text).not.toContain(secret);
  });

  test('hidden tools are neither listed nor callable', async () => {
    wire.gate.effects.set('delete_all', 'hide');
    const client = await wire.client('one');
    for (let round = 0; round < 2; round += 1) {
      const { tools } = await client.listTools();
      expect(tools.map(({ name }) => name)).not.toContain('delete_all');
      expect(tools.map(({ name }) => name)).toContain('echo');
    }
    await expect(client.callTool({ name: 'delete_all' })).rejects.toMatchObject({ code: -32602 });
    expect(upstream.seen.calls).toEqual([]);
    wire.gate.effects.delete('delete_all');
    wire.gate.version += 1;
    expect((await client.listTools()).tools.map(({ name }) => name)).toContain('delete_all');
  });

  test('a denied call is a tool result in words and never reaches the upstream', async () => {
    wire.gate.effects.set('delete_all', 'deny');
    const client = await wire.client('one');
    const result = await client.callTool({ name: 'delete_all' });
    expect(result.isError).toBe(true);
    expect(result.content).toEqual([{ type: 'text', text: '[POLICY DENIED] not this one' }]);
    expect(result._meta?.['checkstand/decision']).toEqual({
      effect: 'deny',
      code: 'denied',
      rule: '/default',
      retryable: false,
    });
    expect(upstream.seen.calls).toEqual([]);
  });

  test('a gate that breaks admits nothing', async () => {
    wire.gate.effects.set('echo', 'throw');
    const client = await wire.client('one');
    await expect(client.callTool({ name: 'echo', arguments: { text: 'x' } })).rejects.toMatchObject({
      code: -32603,
    });
    expect(upstream.seen.calls).toEqual([]);
  });

  test('a held call is forwarded once approved, with progress that only grows', async () => {
    wire.gate.effects.set('slow', 'hold');
    const client = await wire.client('one');
    const progress: { progress: number; total?: number | undefined; message?: string | undefined }[] = [];
    const answer = client.callTool(
      { name: 'slow', arguments: { steps: 3, stepMs: 5, label: 'x' } },
      undefined,
      {
        onprogress: (it) => void progress.push(it),
      },
    );
    await waitFor(() => progress.length === 1);
    expect(progress[0]).toEqual({ progress: 1, message: 'waiting for approval in Checkstand' });
    expect(upstream.seen.calls).toEqual([]);
    wire.gate.settle.get('slow')?.('approve');
    expect((await answer).content).toEqual([{ type: 'text', text: 'done x' }]);
    if (!isJson) expect(progress.map((it) => it.progress)).toEqual([1, 2, 3, 4]);
    await waitFor(() => wire.gate.outcomes.length === 1);
    expect(wire.gate.outcomes).toMatchObject([{ how: 'completed' }]);
  });

  test('a call pinned by the person goes out with those arguments', async () => {
    wire.gate.effects.set('echo', 'hold');
    wire.gate.pinned = { text: 'what was shown' };
    const client = await wire.client('one');
    const answer = client.callTool({ name: 'echo', arguments: { text: 'anything' } });
    await waitFor(() => wire.gate.settle.has('echo'));
    wire.gate.settle.get('echo')?.('approve');
    expect((await answer).content).toEqual([{ type: 'text', text: 'what was shown' }]);
  });

  test('a client that vanishes while held is never executed', async () => {
    wire.gate.effects.set('delete_all', 'hold');
    const session = await rawSession(wire);
    const open = await wire.open('/mcp/one', { headers: session, body: call(2, 'delete_all') });
    expect(open.res.headers['content-type']).toBe('text/event-stream');
    open.req.destroy();
    await waitFor(() => wire.gate.outcomes.length === 1);
    expect(wire.gate.outcomes).toEqual([{ tool: 'delete_all', how: 'left', why: 'client_gone' }]);
    wire.gate.settle.get('delete_all')?.('approve');
    expect(upstream.seen.calls).toEqual([]);
  });

  test('a client that vanishes in flight is cancelled upstream and recorded', async () => {
    const session = await rawSession(wire);
    const open = wire.open('/mcp/one', { headers: session, body: call(2, 'never') }).catch(() => undefined);
    await waitFor(() => upstream.seen.calls.length === 1);
    wire.gate.effects.set('never', 'deny');
    await (isJson ? abortBlind(wire, session, upstream) : open.then((it) => it?.req.destroy()));
    await waitFor(() => wire.gate.outcomes.some((it) => it.how === 'failed'));
    expect(wire.gate.outcomes.at(-1)).toMatchObject({ how: 'failed', code: 'client_gone' });
    await waitFor(() => upstream.seen.cancelled.includes('never'), 'the cancellation upstream');
  });

  test('a cancellation ends the call on both sides', async () => {
    const client = await wire.client('one');
    const controller = new AbortController();
    const answer = client.callTool({ name: 'never' }, undefined, { signal: controller.signal });
    await waitFor(() => upstream.seen.calls.length === 1);
    controller.abort('enough');
    await expect(answer).rejects.toThrow();
    await waitFor(() => wire.gate.outcomes.length === 1);
    expect(wire.gate.outcomes[0]).toMatchObject({ how: 'failed', code: 'cancelled' });
    await waitFor(() => upstream.seen.cancelled.includes('never'), 'the cancellation upstream');
  });

  test('5 MB stream through whole', async () => {
    const client = await wire.client('one');
    const result = await client.callTool({ name: 'big', arguments: { bytes: 5_000_000 } });
    expect((result.content as { text: string }[])[0]?.text.length).toBe(5_000_000);
    await waitFor(() => wire.gate.outcomes.length === 1);
    const [outcome] = wire.gate.outcomes;
    expect(outcome).toMatchObject({ how: 'completed', isError: false });
    expect(outcome?.how === 'completed' && outcome.resultBytes).toBeGreaterThan(5_000_000);
  });

  test('a policy change is announced to the client', async () => {
    const client = await wire.client('one');
    let announced = 0;
    client.fallbackNotificationHandler = async ({ method }) => {
      if (method === 'notifications/tools/list_changed') announced += 1;
    };
    await waitFor(() => upstream.requests.filter(({ method }) => method === 'GET').length >= 2);
    await waitFor(() => {
      wire.publish({
        type: 'policy.saved',
        data: {
          upstream: 'one',
          grantId: null,
          version: 2,
          by: 'x',
          document: { version: '1', default: 'deny' },
        },
      });
      return announced > 0;
    });
  });

  test('revoking a grant ends its sessions here and upstream', async () => {
    const session = await rawSession(wire);
    await waitFor(() => upstream.sessionCount() === 2);
    wire.publish({ type: 'grant.revoked', data: { grantId: 'grant-a' } });
    await waitFor(() => upstream.sessionCount() === 1);
    expect((await wire.send('/mcp/one', { headers: session, body: call(2, 'echo') })).status).toBe(404);
  });

  test('a session belongs to the grant that opened it', async () => {
    const session = await rawSession(wire);
    const other = { ...session, authorization: 'Bearer token-b' };
    for (const method of ['POST', 'GET', 'DELETE']) {
      const { status } = await wire.send('/mcp/one', {
        method,
        headers: other,
        body: method === 'POST' ? call(2, 'echo') : undefined,
      });
      expect(status).toBe(404);
    }
    expect(
      (await wire.send('/mcp/one', { headers: session, body: call(3, 'echo', { text: 'x' }) })).status,
    ).toBe(200);
    expect((await wire.send('/mcp/one', { body: call(3, 'echo') })).status).toBe(400);
  });
});

async function rawSession(wire: Wire): Promise<Record<string, string>> {
  const opened = await wire.send('/mcp/one', { body: initialize() });
  expect(opened.status).toBe(200);
  const id = opened.headers['mcp-session-id'];
  expect(id).toBeTruthy();
  const session = { 'mcp-session-id': String(id) };
  const noted = { jsonrpc: '2.0', method: 'notifications/initialized' };
  expect((await wire.send('/mcp/one', { headers: session, body: noted })).status).toBe(202);
  return session;
}

/** Opens a call that sends nothing until it is answered, and drops the connection. */
async function abortBlind(
  wire: Wire,
  session: Record<string, string>,
  upstream: HttpUpstream,
): Promise<void> {
  wire.gate.effects.delete('never');
  const { request } = await import('node:http');
  const body = JSON.stringify(call(9, 'never'));
  const req = request({
    host: '127.0.0.1',
    port: Number(new URL(wire.url).port),
    path: '/mcp/one',
    method: 'POST',
    headers: {
      ...session,
      authorization: 'Bearer token-a',
      accept: 'application/json, text/event-stream',
      'content-type': 'application/json',
    },
  });
  req.on('error', () => {});
  req.end(body);
  await waitFor(() => upstream.seen.calls.length === 2);
  req.destroy();
}

test('an upstream without sessions works without them', async () => {
  const upstream = await startHttpUpstream({ isStateless: true, isJson: true });
  const wire = await startWire((upstreams) =>
    upstreams.add({ kind: 'http', name: 'one', url: upstream.url }),
  );
  const client = await wire.client('one');
  expect((await client.callTool({ name: 'echo', arguments: { text: 'x' } })).isError).toBeFalsy();
  expect(wire.gate.entered[0]).toMatchObject({ sessionId: null, client: { name: 'tester' } });
  await wire.close();
  await upstream.close();
});

test("the user's own headers reach the upstream; its refusal is explained, not passed on as a login", async () => {
  const upstream = await startHttpUpstream({ authorization: 'Bearer upstream-secret' });
  const wire = await startWire((upstreams) => {
    upstreams.add({
      kind: 'http',
      name: 'one',
      url: upstream.url,
      headers: { authorization: 'Bearer upstream-secret' },
    });
    upstreams.add({ kind: 'http', name: 'two', url: upstream.url });
  });
  await wire.ready('one');
  const answer = await wire.send('/mcp/two', { body: initialize() });
  expect(answer.status).toBe(200);
  expect(answer.headers['www-authenticate']).toBeUndefined();
  expect(answer.json().error?.message).toContain('HTTP 401');
  await waitFor(() => wire.upstreams.get('two')?.view().state === 'failed');
  expect(wire.upstreams.get('two')?.view().error).toContain('HTTP 401');
  await wire.close();
  await upstream.close();
});

test('an upstream killed in a call answers a JSON-RPC error, and the next calls say that it is down', async () => {
  const process_ = spawn(process.execPath, ['test/fixtures/upstreams/http.ts'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await new Promise<string>((resolve) =>
    process_.stdout.once('data', (it: Buffer) => resolve(String(it).trim())),
  );
  const wire = await startWire((upstreams) => upstreams.add({ kind: 'http', name: 'one', url }));
  const session = await rawSession(wire);
  const answer = wire.send('/mcp/one', { headers: session, body: call(2, 'never') });
  await waitFor(() => wire.gate.entered.length === 1);
  process_.kill('SIGKILL');
  const [message] = (await answer).messages();
  expect(message).toMatchObject({ id: 2, error: { code: 1001 } });
  expect(wire.gate.outcomes).toMatchObject([{ how: 'failed', code: 'upstream_down' }]);
  const next = await wire.send('/mcp/one', { headers: session, body: call(3, 'echo') });
  expect(next.json().error?.message).toMatch(
    // A second connection that was kept alive may be found closed first.
    /upstream `one` did not answer: (connection refused|it closed the connection)/,
  );
  await waitFor(() => wire.upstreams.get('one')?.view().state === 'failed');
  await wire.close();
});
