import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { UpstreamSpec } from '../../contract/model.ts';
import { startConformanceHttp, type ConformanceHttp } from '../fixtures/conformance/http.ts';
import { openInProcess } from '../fixtures/upstreams/in-process.ts';
import { emptySeen } from '../fixtures/upstreams/tools.ts';
import { modernClient, modernRequest } from '../support/modern.ts';
import { messagesIn, startWire, waitFor, type Wire } from '../support/wire.ts';

const tasks = { extensions: { 'io.modelcontextprotocol/tasks': {} } };

let upstream: ConformanceHttp;
let legacy: ConformanceHttp;
let wire: Wire;
let seen = emptySeen();

beforeAll(async () => {
  upstream = await startConformanceHttp('modern');
  legacy = await startConformanceHttp('legacy');
});
afterAll(async () => {
  await upstream.close();
  await legacy.close();
});
afterEach(() => wire.close());

const stdioSpec: UpstreamSpec = {
  kind: 'stdio',
  name: 'one',
  command: process.execPath,
  args: ['--disable-warning=ExperimentalWarning', 'test/fixtures/conformance/modern-stdio.ts'],
};

/** The same server in the modern era over HTTP and over stdio, and in the legacy era over HTTP. */
const setUps = {
  'a modern upstream over stdio': () => startWire((it) => it.add(stdioSpec)),
  'a modern upstream': () => startWire((it) => it.add({ kind: 'http', name: 'one', url: upstream.url })),
  'a legacy upstream over HTTP': () =>
    startWire((it) => it.add({ kind: 'http', name: 'one', url: legacy.url })),
};

for (const [name, setUp] of Object.entries(setUps)) {
  describe(`a modern client and ${name}`, () => {
    beforeEach(async () => {
      wire = await setUp();
      await wire.ready('one');
    });

    test('discovers, lists, calls, reads and asks for a prompt', async () => {
      const client = await modernClient(wire, 'one');
      expect(client.getServerVersion()).toEqual({ name: 'conformance-fixture', version: '1.0.0' });
      expect((await client.listTools()).tools.map((it) => it.name)).toContain('test_simple_text');
      const result = await client.callTool({ name: 'test_simple_text', arguments: {} });
      expect(result.content).toEqual([{ type: 'text', text: 'This is a simple text response for testing.' }]);
      const read = await client.readResource({ uri: 'test://static-text' });
      expect(read.contents[0]).toMatchObject({ uri: 'test://static-text' });
      expect((await client.getPrompt({ name: 'test_simple_prompt' })).messages).toHaveLength(1);
      expect(wire.gate.entered).toMatchObject([{ tool: 'test_simple_text', client: { name: 'modern-sdk' } }]);
      await waitFor(() => wire.gate.outcomes.length === 1);
      expect(wire.gate.outcomes).toMatchObject([{ how: 'completed', isError: false }]);
      expect(wire.connected).toHaveLength(1);
      await client.close();
    });

    test('what the upstream asks reaches the client, and its answer the upstream', async () => {
      const client = await modernClient(wire, 'one', { capabilities: { elicitation: { form: {} } } });
      const asked: unknown[] = [];
      client.setRequestHandler('elicitation/create', ({ params }) => {
        asked.push(params.message);
        return { action: 'accept', content: { username: 'ada', email: 'ada@example.org' } };
      });
      const result = await client.callTool({ name: 'test_elicitation', arguments: { message: 'Who?' } });
      expect(asked).toEqual(['Who?']);
      expect(JSON.stringify(result.content)).toContain('ada@example.org');
      await client.close();
    });

    test('progress comes with the call, under the client’s own token', async () => {
      const options = modernRequest(
        'tools/call',
        { name: 'test_tool_with_progress' },
        { meta: { progressToken: 'mine' } },
      );
      const answer = await wire.send('/mcp/one', options);
      const progress = messagesIn(answer.text).filter((it) => it['method'] === 'notifications/progress');
      expect(progress.map((it) => it['params'])).toMatchObject([
        { progressToken: 'mine', progress: 0 },
        { progressToken: 'mine', progress: 50 },
        { progressToken: 'mine', progress: 100 },
      ]);
    });

    test('a list shows what the policy shows, for this client alone and not for long', async () => {
      wire.gate.effects.set('test_simple_text', 'hide');
      const { result } = (await wire.send('/mcp/one', modernRequest('tools/list'))).messages().at(-1) ?? {};
      expect(result).toMatchObject({ resultType: 'complete', cacheScope: 'private' });
      expect(result?.['ttlMs']).toBeLessThanOrEqual(5_000);
      const names = (result?.['tools'] as { name: string }[]).map((it) => it.name);
      expect(names).not.toContain('test_simple_text');
      expect(names).toContain('test_image_content');
      const call = await wire.send('/mcp/one', modernRequest('tools/call', { name: 'test_simple_text' }));
      expect(call.messages()[0]?.error?.code).toBe(-32602);
    });

    test('a denial is a complete result', async () => {
      wire.gate.effects.set('test_simple_text', 'deny');
      const answer = await wire.send('/mcp/one', modernRequest('tools/call', { name: 'test_simple_text' }));
      expect(answer.json().result).toMatchObject({ resultType: 'complete', isError: true });
    });

    test('a held call waits on an open stream with progress, and runs once approved', async () => {
      wire.gate.effects.set('test_simple_text', 'hold');
      const options = modernRequest(
        'tools/call',
        { name: 'test_simple_text' },
        { meta: { progressToken: 7 } },
      );
      const open = await wire.open('/mcp/one', options);
      expect(open.res.headers['content-type']).toBe('text/event-stream');
      await open.until((text) => text.includes('waiting for approval in Checkstand'));
      wire.gate.settle.get('test_simple_text')?.('approve');
      const text = await open.until((it) => it.includes('"resultType":"complete"'));
      expect(text).toContain('This is a simple text response');
    });

    test('a closed connection takes the held call back', async () => {
      wire.gate.effects.set('test_simple_text', 'hold');
      const open = await wire.open('/mcp/one', modernRequest('tools/call', { name: 'test_simple_text' }));
      open.req.destroy();
      await waitFor(() => wire.gate.outcomes.length === 1);
      expect(wire.gate.outcomes).toEqual([{ tool: 'test_simple_text', how: 'left', why: 'client_gone' }]);
    });

    test('a changed policy is announced to who listens', async () => {
      const listen = modernRequest(
        'subscriptions/listen',
        { notifications: { toolsListChanged: true } },
        { id: 'sub' },
      );
      const open = await wire.open('/mcp/one', listen);
      const first = await open.until((text) => text.includes('\n\n'));
      expect(messagesIn(first)[0]).toMatchObject({
        method: 'notifications/subscriptions/acknowledged',
        params: {
          notifications: { toolsListChanged: true },
          _meta: { 'io.modelcontextprotocol/subscriptionId': 'sub' },
        },
      });
      const document = { version: '1', default: 'deny' } as const;
      wire.publish({
        type: 'policy.saved',
        data: { upstream: 'one', grantId: null, version: 2, by: 'x', document },
      });
      const text = await open.until((it) => it.includes('tools/list_changed'));
      expect(messagesIn(text).at(-1)).toMatchObject({
        params: { _meta: { 'io.modelcontextprotocol/subscriptionId': 'sub' } },
      });
      open.req.destroy();
    });

    describe('with tasks', () => {
      const held = () => {
        wire.gate.effects.set('test_simple_text', 'hold');
        return wire.send(
          '/mcp/one',
          modernRequest('tools/call', { name: 'test_simple_text' }, { capabilities: tasks }),
        );
      };
      const about = async (method: string, taskId: string, headers = {}) =>
        (
          await wire.send('/mcp/one', modernRequest(method, { taskId }, { capabilities: tasks, headers }))
        ).json();
      const created = async () => {
        const { result } = (await held()).json();
        expect(result).toMatchObject({ resultType: 'task', status: 'working' });
        return String(result?.['taskId']);
      };
      const settled = async (taskId: string) => {
        let result: Record<string, unknown> | undefined;
        do ({ result } = await about('tasks/get', taskId));
        while (result?.['status'] === 'working');
        return result;
      };

      test('a call that is held is a task at once, and its result is there once approved', async () => {
        const taskId = await created();
        expect((await about('tasks/get', taskId)).result).toMatchObject({
          resultType: 'complete',
          status: 'working',
        });
        wire.gate.settle.get('test_simple_text')?.('approve');
        expect(await settled(taskId)).toMatchObject({
          status: 'completed',
          result: {
            resultType: 'complete',
            content: [{ text: 'This is a simple text response for testing.' }],
          },
        });
        expect(wire.gate.outcomes).toHaveLength(1);
        await about('tasks/get', taskId);
        expect(wire.gate.outcomes).toHaveLength(1);
      });

      test('a denial is its result', async () => {
        const taskId = await created();
        wire.gate.settle.get('test_simple_text')?.('deny');
        expect(await settled(taskId)).toMatchObject({ status: 'completed', result: { isError: true } });
      });

      test('cancelling it takes the call back, whatever is approved then', async () => {
        const taskId = await created();
        expect((await about('tasks/cancel', taskId)).result).toEqual({ resultType: 'complete' });
        expect(wire.gate.outcomes).toEqual([{ tool: 'test_simple_text', how: 'left', why: 'cancelled' }]);
        wire.gate.settle.get('test_simple_text')?.('approve');
        expect((await about('tasks/get', taskId)).result).toMatchObject({ status: 'cancelled' });
      });

      test('it belongs to its client', async () => {
        const taskId = await created();
        const other = await about('tasks/get', taskId, { authorization: 'Bearer token-b' });
        expect(other.error?.code).toBe(-32602);
      });

      test('a call that is not held is answered as ever', async () => {
        const options = modernRequest('tools/call', { name: 'test_image_content' }, { capabilities: tasks });
        const [message] = (await wire.send('/mcp/one', options)).messages();
        expect(message?.result).toMatchObject({ resultType: 'complete' });
      });
    });
  });
}

describe('a modern client and an upstream in this process', () => {
  beforeEach(async () => {
    seen = emptySeen();
    wire = await startWire((it) => it.addInProcess({ name: 'one', open: openInProcess(seen) }));
    await wire.ready('one');
  });

  test('a closed connection cancels the call upstream and is recorded', async () => {
    const open = wire.open('/mcp/one', modernRequest('tools/call', { name: 'never' })).then(
      (it) => it.req.destroy(),
      () => {},
    );
    await waitFor(() => seen.cancelled.includes('never'), 'the cancellation upstream');
    await open;
    expect(wire.gate.outcomes).toMatchObject([{ how: 'failed', code: 'client_gone' }]);
  });

  test.each([
    ['no method header', { 'mcp-method': undefined }],
    ['another method', { 'mcp-method': 'tools/list' }],
    ['another letter case', { 'mcp-method': 'TOOLS/CALL' }],
    ['another tool', { 'mcp-name': 'echo' }],
    ['no tool', { 'mcp-name': undefined }],
    ['broken Base64', { 'mcp-name': '=?base64?ZGVsZXRlX2Fsb!==?=' }],
    ['no version', { 'mcp-protocol-version': undefined }],
    ['another version', { 'mcp-protocol-version': '2025-11-25' }],
  ])('headers that say something else than the body are refused: %s', async (_what, headers) => {
    const answer = await wire.send(
      '/mcp/one',
      modernRequest('tools/call', { name: 'delete_all' }, { headers }),
    );
    expect(answer.status).toBe(400);
    expect(answer.json()).toMatchObject({ id: 1, error: { code: -32020 } });
    expect(wire.gate.entered).toEqual([]);
  });

  test('what is missing or unknown is refused as the specification says', async () => {
    const bare = { headers: { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/list' } };
    const without = await wire.send('/mcp/one', {
      ...bare,
      body: { jsonrpc: '2.0', id: 1, method: 'tools/list' },
    });
    expect([without.status, without.json().error?.code]).toEqual([400, -32602]);
    for (const method of ['initialize', 'ping', 'logging/setLevel', 'resources/subscribe', 'no/such']) {
      const unknown = await wire.send('/mcp/one', modernRequest(method));
      expect([method, unknown.status, unknown.json().error?.code]).toEqual([method, 404, -32601]);
    }
    const meta = { 'io.modelcontextprotocol/protocolVersion': '2030-01-01' };
    const headers = { 'mcp-protocol-version': '2030-01-01' };
    const future = await wire.send('/mcp/one', modernRequest('tools/list', {}, { meta, headers }));
    expect(future.status).toBe(400);
    expect(future.json().error).toMatchObject({
      code: -32022,
      data: { supported: ['2026-07-28'], requested: '2030-01-01' },
    });
    const { body } = modernRequest('tools/list');
    expect((await wire.send('/mcp/one', { ...bare, body: [body, body] })).status).toBe(400);
  });

  test('an argument that is to be repeated in a header must be', async () => {
    const other = await startConformanceHttp('modern');
    await wire.close();
    wire = await startWire((it) => it.add({ kind: 'http', name: 'one', url: other.url }));
    await wire.ready('one');
    const params = { name: 'test_custom_headers', arguments: { region: 'Köln' } };
    const send = async (value: string | undefined) =>
      (
        await wire.send(
          '/mcp/one',
          modernRequest('tools/call', params, { headers: { 'mcp-param-region': value } }),
        )
      ).status;
    expect(await send('=?base64?S8O2bG4=?=')).toBe(200);
    expect(await send('Bonn')).toBe(400);
    expect(await send(undefined)).toBe(400);
    await other.close();
  });
});

test.each(['http', 'stdio'])(
  'a legacy client works with a modern upstream over %s, and its held call too',
  async (kind) => {
    wire = await startWire((it) =>
      it.add(kind === 'stdio' ? stdioSpec : { kind: 'http', name: 'one', url: upstream.url }),
    );
    await wire.ready('one');
    const client = await wire.client('one', { capabilities: { capabilities: { sampling: {} } } });
    wire.gate.effects.set('test_simple_text', 'hold');
    const answer = client.callTool({ name: 'test_simple_text', arguments: {} });
    await waitFor(() => wire.gate.settle.has('test_simple_text'));
    wire.gate.settle.get('test_simple_text')?.('approve');
    const result = await answer;
    expect(result.content).toEqual([{ type: 'text', text: 'This is a simple text response for testing.' }]);
    expect(result).not.toHaveProperty('resultType');
    let changes = 0;
    client.fallbackNotificationHandler = async ({ method }) => {
      if (method === 'notifications/tools/list_changed') changes += 1;
    };
    await waitFor(() => {
      void client.callTool({ name: 'test_trigger_tool_change', arguments: {} }).catch(() => {});
      return changes > 0;
    }, 'the announced change');
  },
);
