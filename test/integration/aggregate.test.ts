import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { CreateMessageRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { afterEach, describe, expect, test } from 'vitest';
import { startGraceMs } from '../../gateway/mcp/aggregate/aggregate-channel.ts';
import { listTimeoutMs } from '../../gateway/mcp/aggregate/lists.ts';
import { startConformanceHttp } from '../fixtures/conformance/http.ts';
import { openConformanceInProcess } from '../fixtures/conformance/in-process.ts';
import { openInProcess } from '../fixtures/upstreams/in-process.ts';
import { startHttpUpstream } from '../fixtures/upstreams/http.ts';
import { emptySeen } from '../fixtures/upstreams/tools.ts';
import { manualClock } from '../support/manual-clock.ts';
import { modernClient, modernRequest } from '../support/modern.ts';
import { scriptedUpstream, toolNamed } from '../support/scripted-upstream.ts';
import { call, initialize, messagesIn, startWire, waitFor, type Wire } from '../support/wire.ts';

let wire: Wire;
afterEach(() => wire.close());

const fixture = (...args: string[]) => ({
  kind: 'stdio' as const,
  command: process.execPath,
  args: ['--disable-warning=ExperimentalWarning', 'test/fixtures/upstreams/stdio.ts', ...args],
});

const namesOf = async (client: Client) => (await client.listTools()).tools.map(({ name }) => name);

/** Counts the notifications of a client by method. */
function heard(client: Client): Map<string, number> {
  const counts = new Map<string, number>();
  client.fallbackNotificationHandler = async ({ method }) =>
    void counts.set(method, (counts.get(method) ?? 0) + 1);
  return counts;
}

describe('two servers behind one address', () => {
  test('tools, prompts and resources carry their server’s name, and find their way back', async () => {
    wire = await startWire((it) => {
      it.addInProcess({ name: 'one', open: openInProcess(emptySeen()) });
      it.addInProcess({ name: 'two', open: openConformanceInProcess });
    });
    const client = await wire.client('');
    expect(client.getServerVersion()).toMatchObject({ name: 'checkstand' });
    expect(client.getInstructions()).toContain('`one`, `two`');

    const names = await namesOf(client);
    expect(names).toContain('one__echo');
    expect(names).toContain('two__test_simple_text');
    expect(names.every((it) => /^(one|two)__/.test(it))).toBe(true);
    const said = await client.callTool({ name: 'one__echo', arguments: { text: 'hello' } });
    expect(said.content).toEqual([{ type: 'text', text: 'hello' }]);
    await client.callTool({ name: 'two__test_simple_text' });
    expect(wire.gate.entered).toMatchObject([
      { upstream: 'one', tool: 'echo', arguments: { text: 'hello' }, client: { name: 'tester' } },
      { upstream: 'two', tool: 'test_simple_text' },
    ]);
    await waitFor(() => wire.gate.outcomes.length === 2);

    const { resources } = await client.listResources();
    expect(resources.map(({ uri }) => uri)).toContain('checkstand:one/note://one');
    const note = await client.readResource({ uri: 'checkstand:one/note://one' });
    expect(note.contents).toMatchObject([{ uri: 'checkstand:one/note://one', text: 'a note' }]);
    const { resourceTemplates } = await client.listResourceTemplates();
    expect(resourceTemplates[0]?.uriTemplate).toBe('checkstand:two/test://template/{id}/data');
    const filled = await client.readResource({ uri: 'checkstand:two/test://template/7/data' });
    expect(filled.contents).toMatchObject([{ uri: 'checkstand:two/test://template/7/data' }]);

    const { prompts } = await client.listPrompts();
    expect(prompts.map(({ name }) => name)).toContain('two__test_simple_prompt');
    expect((await client.getPrompt({ name: 'two__test_simple_prompt' })).messages).toHaveLength(1);
    const embedded = await client.callTool({ name: 'two__test_embedded_resource' });
    expect(JSON.stringify(embedded.content)).toContain('"uri":"checkstand:two/test://');
  });

  test('what is nobody’s is unknown, and reaches nobody', async () => {
    const one = scriptedUpstream({ tools: {} }, { 'tools/list': () => ({ tools: [toolNamed('a')] }) });
    wire = await startWire((it) => {
      it.addInProcess({ name: 'one', open: one.open });
      it.addInProcess({ name: 'other', open: openInProcess(emptySeen()) });
    });
    const client = await wire.client('');
    for (const name of ['a', '__a', 'other__echo', 'nobody__a', 'one'])
      await expect(client.callTool({ name })).rejects.toMatchObject({ code: -32602 });
    for (const uri of ['note://one', 'checkstand:other/note://one', 'checkstand:one'])
      await expect(client.readResource({ uri })).rejects.toMatchObject({ code: -32002 });
    expect(wire.gate.entered).toEqual([]);
    expect(one.received.filter((it) => 'method' in it && it.method === 'tools/call')).toEqual([]);
  });

  test('the policy of each server hides, refuses and holds as on its own address', async () => {
    const seen = emptySeen();
    wire = await startWire((it) => {
      it.addInProcess({ name: 'one', open: openInProcess(seen) });
      it.addInProcess({ name: 'two', open: openInProcess(emptySeen()) });
    });
    wire.gate.isListed = (_grant, upstream, tool) => !(upstream === 'one' && tool === 'delete_all');
    wire.gate.effects.set('fail', 'deny').set('echo', 'hold');
    const client = await wire.client('');
    const names = await namesOf(client);
    expect(names).not.toContain('one__delete_all');
    expect(names).toContain('two__delete_all');
    const denied = await client.callTool({ name: 'one__fail' });
    expect(JSON.stringify(denied)).toContain('POLICY DENIED');
    wire.gate.pinned = { text: 'what was seen' };
    const answer = client.callTool({ name: 'one__echo', arguments: { text: 'x' } });
    await waitFor(() => wire.gate.settle.has('echo'));
    expect(seen.calls).toEqual([]);
    wire.gate.settle.get('echo')?.('approve');
    expect((await answer).content).toEqual([{ type: 'text', text: 'what was seen' }]);
    expect(seen.calls).toEqual([{ tool: 'echo', args: { text: 'what was seen' } }]);
  });

  test('a changed policy of one of them is announced', async () => {
    wire = await startWire((it) => it.addInProcess({ name: 'one', open: openInProcess(emptySeen()) }));
    const client = await wire.client('');
    const changes = heard(client);
    const document = { version: '1', default: 'deny' } as const;
    const data = { grantId: null, version: 2, by: 'x', document };
    wire.publish({ type: 'policy.saved', data: { ...data, upstream: 'not-granted' } });
    wire.publish({ type: 'policy.saved', data: { ...data, upstream: 'one' } });
    await waitFor(() => changes.has('notifications/tools/list_changed'));
    expect(changes.get('notifications/tools/list_changed')).toBe(1);
  });

  test('lists come page by page, in the same order each time', async () => {
    const pages = (name: string, count: number) =>
      scriptedUpstream(
        { tools: {} },
        {
          'tools/list': ({ cursor }) => {
            const page = typeof cursor === 'string' ? Number(cursor) : 0;
            return {
              tools: [toolNamed(`${name}${page}`)],
              ...(page + 1 < count && { nextCursor: String(page + 1) }),
            };
          },
        },
      );
    wire = await startWire((it) => {
      it.addInProcess({ name: 'two', open: pages('t', 1).open });
      it.addInProcess({ name: 'one', open: pages('o', 3).open });
    });
    const client = await wire.client('');
    const seen: string[][] = [];
    let cursor: string | undefined;
    do {
      const page = await client.listTools(cursor === undefined ? {} : { cursor });
      seen.push(page.tools.map(({ name }) => name));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    expect(seen).toEqual([['one__o0', 'two__t0'], ['one__o1'], ['one__o2']]);
    for (const bad of ['1', 'e30', Buffer.from('{"one":1}').toString('base64url')])
      await expect(client.listTools({ cursor: bad })).rejects.toMatchObject({ code: -32602 });
  });

  test('progress, log messages and changed lists pass, and say whose they are', async () => {
    wire = await startWire((it) => {
      it.addInProcess({ name: 'one', open: openInProcess(emptySeen()) });
      it.addInProcess({ name: 'two', open: openInProcess(emptySeen()) });
    });
    const client = await wire.client('');
    const messages: (string | undefined)[] = [];
    await client.callTool({ name: 'one__slow', arguments: { steps: 3, stepMs: 5, label: 'a' } }, undefined, {
      onprogress: ({ message }) => void messages.push(message),
    });
    expect(messages).toEqual(['a', 'a', 'a']);
    const logged: unknown[] = [];
    let changes = 0;
    client.fallbackNotificationHandler = async ({ method, params }) => {
      if (method === 'notifications/message') logged.push(params?.['logger']);
      if (method === 'notifications/tools/list_changed') changes += 1;
    };
    await client.setLoggingLevel('debug');
    await client.callTool({ name: 'two__log' });
    await client.callTool({ name: 'two__grow' });
    await waitFor(() => logged.length === 1 && changes === 1);
    expect(logged).toEqual(['two']);
    expect(await namesOf(client)).toContain('two__grown');
  });

  test('subscriptions reach the one server, and its updates the client', async () => {
    const one = scriptedUpstream(
      { resources: { subscribe: true } },
      { 'resources/subscribe': () => ({}), 'resources/unsubscribe': () => ({}) },
    );
    wire = await startWire((it) => it.addInProcess({ name: 'one', open: one.open }));
    await wire.ready('one');
    const client = await wire.client('');
    const updated: unknown[] = [];
    client.fallbackNotificationHandler = async ({ params }) => void updated.push(params?.['uri']);
    await client.subscribeResource({ uri: 'checkstand:one/note://a' });
    expect(one.received.at(-1)).toMatchObject({ method: 'resources/subscribe', params: { uri: 'note://a' } });
    one.say({ jsonrpc: '2.0', method: 'notifications/resources/updated', params: { uri: 'note://a' } });
    await waitFor(() => updated.length === 1);
    expect(updated).toEqual(['checkstand:one/note://a']);
  });

  test('two servers ask the client at once, under the same id: each gets its own answer', async () => {
    wire = await startWire((it) => {
      it.addInProcess({ name: 'one', open: openInProcess(emptySeen()) });
      it.addInProcess({ name: 'two', open: openInProcess(emptySeen()) });
    });
    const client = await wire.client('', { capabilities: { capabilities: { sampling: {} } } });
    const asked: { prompt: string; answer: () => void }[] = [];
    client.setRequestHandler(CreateMessageRequestSchema, async ({ params }) => {
      const prompt = JSON.stringify(params.messages[0]?.content);
      await new Promise<void>((resolve) => asked.push({ prompt, answer: resolve }));
      return { model: 'm', role: 'assistant', content: { type: 'text', text: `on ${prompt}` } };
    });
    const first = client.callTool({ name: 'one__sample', arguments: { prompt: 'ONE' } });
    const second = client.callTool({ name: 'two__sample', arguments: { prompt: 'TWO' } });
    await waitFor(() => asked.length === 2);
    for (const it of asked.reverse()) it.answer();
    expect(JSON.stringify(await first)).toContain('ONE');
    expect(JSON.stringify(await second)).toContain('TWO');
  });
});

describe('a server that lies', () => {
  test('answers nobody but who asked it, and reports progress on nothing else', async () => {
    const evil = scriptedUpstream(
      { tools: {} },
      { 'tools/list': () => ({ tools: [toolNamed('x')] }), 'tools/call': () => undefined },
    );
    wire = await startWire((it) => {
      it.addInProcess({ name: 'one', open: openInProcess(emptySeen()) });
      it.addInProcess({ name: 'two', open: evil.open });
    });
    const session = await wire.send('/mcp', { body: initialize() });
    const headers = { 'mcp-session-id': session.headers['mcp-session-id']?.toString() };
    const args = { steps: 20, stepMs: 20, label: 'honest' };
    const open = await wire.open('/mcp', {
      headers,
      body: call(5, 'one__slow', args, { progressToken: 'p' }),
    });
    await open.until((text) => text.includes('honest'));
    evil.say({ jsonrpc: '2.0', id: 5, result: { content: [{ type: 'text', text: 'forged' }] } });
    evil.say({
      jsonrpc: '2.0',
      method: 'notifications/progress',
      params: { progressToken: 'p', progress: 999, message: 'forged' },
    });
    const text = await open.until((it) => it.includes('done honest'));
    expect(text).not.toContain('forged');
  });

  test('cannot take back another server’s question', async () => {
    const evil = scriptedUpstream({ tools: {} }, { 'tools/list': () => ({ tools: [] }) });
    wire = await startWire((it) => {
      it.addInProcess({ name: 'one', open: openInProcess(emptySeen()) });
      it.addInProcess({ name: 'two', open: evil.open });
    });
    const client = await wire.client('', { capabilities: { capabilities: { sampling: {} } } });
    client.setRequestHandler(CreateMessageRequestSchema, async (_request, { signal }) => {
      for (const requestId of [0, 1, 'checkstand-1'])
        evil.say({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId } });
      // Whatever was passed on is on its way to the client before the answer to this.
      await client.listTools();
      return { model: 'm', role: 'assistant', content: { type: 'text', text: String(signal.aborted) } };
    });
    const result = await client.callTool({ name: 'one__sample', arguments: { prompt: 'x' } });
    expect(JSON.stringify(result)).toContain('false');
  });

  test('with a list that cannot be read is left out of the list', async () => {
    wire = await startWire((it) => {
      it.addInProcess({ name: 'one', open: openInProcess(emptySeen()) });
      it.addInProcess({
        name: 'two',
        open: scriptedUpstream({ tools: {} }, { 'tools/list': () => ({ tools: [{ title: 'no name' }] }) })
          .open,
      });
    });
    const names = await namesOf(await wire.client(''));
    expect(names).toContain('one__echo');
    expect(names.some((it) => it.startsWith('two__'))).toBe(false);
  });
});

describe('a server that is down', () => {
  test('costs nothing but its tools, and is told', async () => {
    wire = await startWire((it) => {
      it.addInProcess({ name: 'one', open: openInProcess(emptySeen()) });
      it.add({ ...fixture('--broken'), name: 'two' });
    });
    await waitFor(() => wire.upstreams.get('two')?.view().state === 'failed');
    const client = await wire.client('');
    expect(client.getInstructions()).toMatch(/`two` is not available now .*missing API key/s);
    expect(await namesOf(client)).toContain('one__echo');
    expect((await client.callTool({ name: 'one__echo', arguments: { text: 'a' } })).isError).toBeFalsy();
    const refused = client.callTool({ name: 'two__echo', arguments: { text: 'a' } });
    await expect(refused).rejects.toThrow(/1001.*missing API key/s);
    const [failed] = wire.gate.outcomes.filter(({ how }) => how === 'failed');
    expect(failed).toMatchObject({ code: 'upstream_down' });
    // It never had the call: what was reserved for it is free again.
    expect(failed).not.toHaveProperty('mayHaveHappened');
  });

  test('or never answers, is waited for seconds and no longer', async () => {
    const clock = manualClock();
    let greetings = 0;
    wire = await startWire(
      (it) => {
        it.addInProcess({ name: 'one', open: openInProcess(emptySeen()) });
        const hung = { send: () => void (greetings += 1), close: async () => {} };
        it.addInProcess({ name: 'two', open: async () => hung });
      },
      { clock },
    );
    await wire.ready('one');
    const opening = wire.send('/mcp', { body: initialize() });
    // One greeting is the gateway's own, one this client's.
    await waitFor(() => greetings === 2);
    clock.advance(startGraceMs);
    const opened = await opening;
    const [hello] = opened.messages();
    expect(hello?.result?.['instructions']).toContain(
      '`two` is not available now (upstream `two` is starting)',
    );
    const headers = { 'mcp-session-id': opened.headers['mcp-session-id']?.toString() };
    let listed = '';
    void wire
      .send('/mcp', { headers, body: { jsonrpc: '2.0', id: 2, method: 'tools/list' } })
      .then(({ text }) => (listed = text));
    await waitFor(() => {
      clock.advance(listTimeoutMs);
      return listed !== '';
    });
    expect(listed).toContain('one__echo');
  });

  test('comes back by a changed list', async () => {
    const two = scriptedUpstream({ tools: {} }, { 'tools/list': () => ({ tools: [toolNamed('late')] }) });
    two.isThere = false;
    wire = await startWire((it) => {
      it.addInProcess({ name: 'one', open: openInProcess(emptySeen()) });
      it.addInProcess({ name: 'two', open: two.open });
    });
    await waitFor(() => wire.upstreams.get('two')?.view().state === 'failed');
    const client = await wire.client('');
    const changes = heard(client);
    expect(await namesOf(client)).not.toContain('two__late');
    two.isThere = true;
    await waitFor(() => changes.has('notifications/tools/list_changed'), 'the changed list');
    expect(await namesOf(client)).toContain('two__late');
  });

  test('that ends during a call says so, the others go on, and it is there for the next call', async () => {
    wire = await startWire((it) => {
      it.addInProcess({ name: 'one', open: openInProcess(emptySeen()) });
      it.add({ ...fixture(), name: 'two' });
    });
    await wire.ready('two');
    const client = await wire.client('');
    const slow = client.callTool({ name: 'one__slow', arguments: { steps: 30, stepMs: 20, label: 'x' } });
    await expect(client.callTool({ name: 'two__crash' })).rejects.toMatchObject({ code: 1001 });
    const [failed] = wire.gate.outcomes;
    // It had the call: nobody can say what became of it.
    expect(failed).toMatchObject({ tool: 'crash', code: 'upstream_down', mayHaveHappened: true });
    expect((await slow).content).toEqual([{ type: 'text', text: 'done x' }]);
    const again = await client.callTool({ name: 'two__echo', arguments: { text: 'back' } });
    expect(again.content).toEqual([{ type: 'text', text: 'back' }]);
  });

  test('that is restarted by hand is opened again, and its subscriptions with it', async () => {
    const one = scriptedUpstream(
      { resources: {}, logging: {} },
      { 'resources/subscribe': () => ({}), 'logging/setLevel': () => ({}) },
    );
    wire = await startWire((it) => it.addInProcess({ name: 'one', open: one.open }));
    await wire.ready('one');
    const client = await wire.client('');
    const changes = heard(client);
    await client.setLoggingLevel('warning');
    await client.subscribeResource({ uri: 'checkstand:one/note://a' });
    one.received.length = 0;
    await wire.upstreams.restart('one');
    const sent = (method: string) => one.received.some((it) => 'method' in it && it.method === method);
    await waitFor(() => sent('resources/subscribe') && sent('logging/setLevel'));
    await waitFor(() => changes.has('notifications/resources/list_changed'));
  });
});

test('what a grant gains or loses shows in its open sessions', async () => {
  let granted = ['one', 'two'];
  wire = await startWire(
    (it) => {
      it.addInProcess({ name: 'one', open: openInProcess(emptySeen()) });
      it.addInProcess({ name: 'two', open: openInProcess(emptySeen()) });
    },
    { authenticate: () => ({ ok: true, grant: { id: 'grant-a', name: 'a', upstreams: granted } }) },
  );
  const client = await wire.client('');
  const changes = heard(client);
  const change = (next: string[]) => {
    changes.clear();
    granted = next;
    wire.publish({ type: 'grant.upstreams_changed', data: { grantId: 'grant-a', upstreams: next } });
    return waitFor(() => changes.has('notifications/tools/list_changed'));
  };
  await change(['one']);
  expect((await namesOf(client)).some((it) => it.startsWith('two__'))).toBe(false);
  await expect(client.callTool({ name: 'two__echo' })).rejects.toMatchObject({ code: -32602 });
  await change(['one', 'two']);
  expect(await namesOf(client)).toContain('two__echo');
});

test('servers of either era and transport are one server, for clients of either era', async () => {
  const modern = await startConformanceHttp('modern');
  const legacy = await startHttpUpstream();
  try {
    wire = await startWire((it) => {
      it.add({ kind: 'http', name: 'one', url: modern.url });
      it.add({ kind: 'http', name: 'two', url: legacy.url });
    });
    await wire.ready('one');
    await wire.ready('two');
    const old = await wire.client('');
    const young = await modernClient(wire, '', { capabilities: { elicitation: { form: {} } } });
    young.setRequestHandler('elicitation/create', () => ({
      action: 'accept',
      content: { username: 'ada', email: 'ada@example.org' },
    }));
    const listed = (await young.listTools()).tools.map(({ name }) => name);
    expect(await namesOf(old)).toEqual(listed);
    for (const client of [old, young]) {
      const one = await client.callTool({ name: 'one__test_simple_text', arguments: {} });
      expect(JSON.stringify(one.content)).toContain('simple text');
      const two = await client.callTool({ name: 'two__echo', arguments: { text: 'hi' } });
      expect(two.content).toEqual([{ type: 'text', text: 'hi' }]);
    }
    const asked = await young.callTool({ name: 'one__test_elicitation', arguments: { message: 'Who?' } });
    expect(JSON.stringify(asked.content)).toContain('ada@example.org');
    await young.close();

    const listen = modernRequest('subscriptions/listen', { notifications: { toolsListChanged: true } });
    const open = await wire.open('/mcp', listen);
    await open.until((text) => text.includes('acknowledged'));
    await old.callTool({ name: 'two__grow' });
    const document = { version: '1', default: 'deny' } as const;
    wire.publish({
      type: 'policy.saved',
      data: { upstream: 'two', grantId: null, version: 2, by: 'x', document },
    });
    const text = await open.until((it) => it.includes('tools/list_changed'));
    expect(messagesIn(text)).toHaveLength(2);
    open.req.destroy();
  } finally {
    await modern.close();
    await legacy.close();
  }
});

test('what a server says before the client is greeted waits until it is', async () => {
  const one = scriptedUpstream({ tools: {} }, { 'tools/list': () => ({ tools: [] }) });
  wire = await startWire((it) => it.addInProcess({ name: 'one', open: one.open }));
  await wire.ready('one');
  one.received.length = 0;
  const opening = wire.send('/mcp', { body: initialize() });
  const isGreeted = () =>
    one.received.some((it) => 'method' in it && it.method === 'notifications/initialized');
  await waitFor(isGreeted);
  one.say({ jsonrpc: '2.0', id: 0, method: 'roots/list' });
  const opened = await opening;
  expect(opened.messages()).toHaveLength(1);
  const headers = { 'mcp-session-id': opened.headers['mcp-session-id']?.toString() };
  const stream = await wire.open('/mcp', {
    method: 'GET',
    headers: { ...headers, accept: 'text/event-stream' },
  });
  await wire.send('/mcp', { headers, body: { jsonrpc: '2.0', method: 'notifications/initialized' } });
  const text = await stream.until((it) => it.includes('roots/list'));
  expect(messagesIn(text)).toMatchObject([{ id: 'checkstand-1', method: 'roots/list' }]);
  stream.req.destroy();
});
