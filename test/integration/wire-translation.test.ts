import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startConformanceHttp, type ConformanceHttp } from '../fixtures/conformance/http.ts';
import { openInProcess } from '../fixtures/upstreams/in-process.ts';
import { emptySeen } from '../fixtures/upstreams/tools.ts';
import { modernRequest } from '../support/modern.ts';
import { scriptedUpstream, toolNamed } from '../support/scripted-upstream.ts';
import { initialize, messagesIn, startWire, waitFor, type Wire } from '../support/wire.ts';

let wire: Wire;
let modern: ConformanceHttp;

beforeAll(async () => {
  modern = await startConformanceHttp('modern');
});
afterAll(() => modern.close());
afterEach(() => wire.close());

const inside = () => startWire((it) => it.addInProcess({ name: 'one', open: openInProcess(emptySeen()) }));
const outside = () => startWire((it) => it.add({ kind: 'http', name: 'one', url: modern.url }));

describe('what cannot be translated is refused with the specification’s error, and a sentence', () => {
  const aboutTask = { taskId: 'task-of-the-upstream' };
  test.each([
    ['tasks/get', aboutTask, 404, -32601, /has no tasks/],
    ['tasks/update', { ...aboutTask, inputResponses: {} }, 404, -32601, /has no tasks/],
    ['tasks/cancel', aboutTask, 404, -32601, /has no tasks/],
    ['tasks/get', { taskId: 'checkstand-unknown' }, 200, -32602, /it is over, or Checkstand was restarted/],
    ['tasks/list', {}, 404, -32601, /unknown method `tasks\/list`/],
    ['tasks/result', aboutTask, 404, -32601, /unknown method/],
    ['logging/setLevel', { level: 'debug' }, 404, -32601, /unknown method/],
    ['resources/subscribe', { uri: 'note://one' }, 404, -32601, /unknown method/],
    ['resources/read', { uri: 'note://none' }, 200, -32602, /not found/],
    [
      'tools/call',
      { name: 'echo', arguments: {}, requestState: 'made up', inputResponses: {} },
      200,
      undefined,
      /./,
    ],
  ])('a modern client to a legacy upstream: %s %j', async (method, params, status, code, words) => {
    wire = await inside();
    await wire.ready('one');
    const answer = await wire.send('/mcp/one', modernRequest(method, params));
    const [message] = answer.messages();
    expect([answer.status, message?.error?.code]).toEqual([status, code]);
    expect(message?.error?.message ?? 'a result').toMatch(words);
  });

  test.each([
    ['tasks/get', { taskId: 'x' }, -32601, /need a client of revision 2026-07-28/],
    ['tasks/list', {}, -32601, /need a client of revision 2026-07-28/],
    ['tasks/result', { taskId: 'x' }, -32601, /need a client of revision 2026-07-28/],
    ['tasks/cancel', { taskId: 'x' }, -32601, /need a client of revision 2026-07-28/],
    ['resources/subscribe', {}, -32602, /`uri` is missing/],
    ['server/discover', {}, -32601, /unknown method/],
    ['tasks/update', { taskId: 'x' }, -32601, /unknown method/],
  ])('a legacy client to a modern upstream: %s %j', async (method, params, code, words) => {
    wire = await outside();
    await wire.ready('one');
    const opened = await wire.send('/mcp/one', { body: initialize() });
    const headers = { 'mcp-session-id': opened.headers['mcp-session-id']?.toString() };
    const body = { jsonrpc: '2.0', id: 2, method, params };
    const [message] = (await wire.send('/mcp/one', { headers, body })).messages();
    expect(message?.error?.code).toBe(code);
    expect(message?.error?.message).toMatch(words);
  });

  test.each(['tasks/get', 'tasks/list', 'tasks/result', 'tasks/cancel'])(
    'either client to all upstreams at once: %s',
    async (method) => {
      wire = await inside();
      const opened = await wire.send('/mcp', { body: initialize() });
      const headers = { 'mcp-session-id': opened.headers['mcp-session-id']?.toString() };
      const body = { jsonrpc: '2.0', id: 2, method, params: { taskId: 'x' } };
      const [message] = (await wire.send('/mcp', { headers, body })).messages();
      expect(message?.error).toMatchObject({ code: -32601 });
      expect(message?.error?.message).toContain('use `/mcp/UPSTREAM` for it');
    },
  );
});

describe('a call that its modern upstream answers with a question', () => {
  const capabilities = { elicitation: { form: {} } };
  const params = { name: 'test_input_required_result_elicitation', arguments: {} };
  const send = (more: object = {}) =>
    wire.send('/mcp/one', modernRequest('tools/call', { ...params, ...more }, { capabilities }));
  const answersTo = (result: Record<string, unknown> | undefined) => ({
    requestState: result?.['requestState'],
    inputResponses: Object.fromEntries(
      Object.keys(result?.['inputRequests'] as object).map((key) => [
        key,
        { action: 'accept', content: { name: 'ada' } },
      ]),
    ),
  });

  test('each round goes through the gate, with what the client answered', async () => {
    wire = await outside();
    await wire.ready('one');
    const first = (await send()).messages().at(-1)?.result;
    expect(first).toMatchObject({ resultType: 'input_required' });
    const second = (await send(answersTo(first))).messages().at(-1)?.result;
    expect(second).toMatchObject({ resultType: 'complete' });
    expect(JSON.stringify(second)).toContain('ada');
    expect(wire.gate.entered.map((it) => it.tool)).toEqual([params.name, params.name]);
    await waitFor(() => wire.gate.outcomes.length === 2);
  });

  test('a round that the policy denies by then does not reach the upstream', async () => {
    wire = await outside();
    await wire.ready('one');
    const first = (await send()).messages().at(-1)?.result;
    wire.gate.effects.set(params.name, 'deny');
    const second = (await send(answersTo(first))).messages().at(-1)?.result;
    expect(second).toMatchObject({ resultType: 'complete', isError: true });
    expect(JSON.stringify(second)).toContain('POLICY DENIED');
  });
});

test('a legacy upstream that asks what the client cannot answer is told so', async () => {
  const one = scriptedUpstream(
    { tools: {} },
    { 'tools/list': () => ({ tools: [toolNamed('ask')] }), 'tools/call': () => undefined },
  );
  wire = await startWire((it) => it.addInProcess({ name: 'one', open: one.open }));
  await wire.ready('one');
  const open = wire.open('/mcp/one', modernRequest('tools/call', { name: 'ask', arguments: {} }));
  const called = () => one.received.find((it) => 'method' in it && it.method === 'tools/call');
  await waitFor(() => called() !== undefined);
  one.say({ jsonrpc: '2.0', id: 's', method: 'sampling/createMessage', params: {} });
  await waitFor(() => one.received.some((it) => 'error' in it && it.id === 's' && it.error.code === -32601));
  const request = called();
  if (!request || !('id' in request)) throw new Error('it was called');
  one.say({ jsonrpc: '2.0', id: request.id ?? '', result: { content: [] } });
  const text = await (await open).until((it) => it.includes('"resultType":"complete"'));
  expect(text).not.toContain('input_required');
});

test('a stream of changes ends with the upstream, so that its client asks for another', async () => {
  const one = scriptedUpstream({ tools: { listChanged: true } }, { 'tools/list': () => ({ tools: [] }) });
  wire = await startWire((it) => it.addInProcess({ name: 'one', open: one.open }));
  await wire.ready('one');
  const listen = modernRequest('subscriptions/listen', { notifications: { toolsListChanged: true } });
  const open = await wire.open('/mcp/one', listen);
  await open.until((text) => text.includes('acknowledged'));
  const ended = new Promise((resolve) => open.res.once('end', resolve));
  one.hangUp();
  await ended;
  const again = await wire.open('/mcp/one', listen);
  await again.until((text) => text.includes('acknowledged'));
  one.say({ jsonrpc: '2.0', method: 'notifications/tools/list_changed' });
  const text = await again.until((it) => it.includes('tools/list_changed'));
  expect(messagesIn(text)).toHaveLength(2);
  again.req.destroy();
});

test('an upstream that ends during a modern client’s call may have carried it out', async () => {
  wire = await startWire((it) =>
    it.add({
      kind: 'stdio',
      name: 'one',
      command: process.execPath,
      args: ['--disable-warning=ExperimentalWarning', 'test/fixtures/upstreams/stdio.ts'],
    }),
  );
  await wire.ready('one');
  const answer = await wire.send('/mcp/one', modernRequest('tools/call', { name: 'crash', arguments: {} }));
  expect(answer.messages()[0]?.error?.code).toBe(1001);
  expect(wire.gate.outcomes).toMatchObject([{ tool: 'crash', code: 'upstream_down', mayHaveHappened: true }]);
});

test.each(['/mcp/one', '/mcp'])(
  'an upstream that talks before it is spoken to disturbs nobody: %s',
  async (path) => {
    const one = scriptedUpstream({ tools: {} }, { 'tools/list': () => ({ tools: [toolNamed('a')] }) });
    const open: typeof one.open = (listener) =>
      one.open({
        ...listener,
        onMessage(message) {
          listener.onMessage(message);
          // In the same breath as its answer to `initialize`.
          if (!('result' in message) || !('protocolVersion' in message.result)) return;
          listener.onMessage({ jsonrpc: '2.0', method: 'notifications/tools/list_changed' });
          listener.onMessage({ jsonrpc: '2.0', id: 'early', method: 'roots/list' });
        },
      });
    wire = await startWire((it) => it.addInProcess({ name: 'one', open }));
    await wire.ready('one');
    const before = one.received.filter((it) => 'error' in it && it.id === 'early').length;
    const [message] = (await wire.send(path, modernRequest('tools/list'))).messages();
    expect(JSON.stringify(message?.result)).toContain('"inputSchema"');
    await waitFor(() => one.received.filter((it) => 'error' in it && it.id === 'early').length > before);
  },
);
