import { SSEServerTransport } from '@modelcontextprotocol/sdk/server/sse.js';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { createFixtureServer, emptySeen, type Seen } from '../fixtures/upstreams/tools.ts';
import { startAddedUpstreams } from '../support/added-upstreams.ts';
import { waitFor } from '../support/wire.ts';

interface SseUpstream {
  readonly url: string;
  readonly seen: Seen;
  /** The event streams that are open. */
  readonly streams: Set<ServerResponse>;
  readonly posts: string[];
  close(): Promise<void>;
}

/** The fixture server over HTTP+SSE of revision 2024-11-05. */
async function startSseUpstream(
  options: { readonly postStatus?: () => number | undefined } = {},
): Promise<SseUpstream> {
  const seen = emptySeen();
  const streams = new Set<ServerResponse>();
  const posts: string[] = [];
  const transports = new Map<string, SSEServerTransport>();
  const server = createServer((req, res) => {
    const url = new URL(req.url ?? '', 'http://127.0.0.1');
    if (req.method === 'GET' && url.pathname === '/sse') {
      const transport = new SSEServerTransport('/messages', res);
      transports.set(transport.sessionId, transport);
      streams.add(res);
      res.on('close', () => streams.delete(res));
      return void createFixtureServer(seen).connect(transport);
    }
    const transport = transports.get(url.searchParams.get('sessionId') ?? '');
    if (req.method !== 'POST' || url.pathname !== '/messages' || !transport)
      return void res.writeHead(404).end();
    posts.push(req.headers.authorization ?? '');
    const status = options.postStatus?.();
    if (status !== undefined) return void res.writeHead(status).end();
    return void transport.handlePostMessage(req, res);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  };
  onTestFinished(close);
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/sse`, seen, streams, posts, close };
}

test.each([[undefined], ['sse'] as const])(
  'found out, or said to be (%s): it lists, calls, reports progress',
  async (transport) => {
    const upstream = await startSseUpstream();
    const it = await startAddedUpstreams();
    await it.add({
      kind: 'http',
      name: 'old',
      url: upstream.url,
      headers: { authorization: 'Bearer key-123456' },
      ...(transport && { transport }),
    });
    expect((await it.ready('old')).tools.map(({ name }) => name)).toContain('echo');
    expect(it.gateway.upstreams.health('old')).toMatchObject({ transport: 'sse', eras: ['legacy'] });

    const client = await it.client('old');
    expect(await it.call(client, 'echo', { text: 'ü\n' })).toBe('ü\n');
    const steps: number[] = [];
    const slow = { name: 'slow', arguments: { steps: 3, stepMs: 5, label: 'x' } };
    await client.callTool(slow, undefined, { onprogress: ({ progress }) => steps.push(progress) });
    expect(steps).toEqual([1, 2, 3]);
    expect(new Set(upstream.posts)).toEqual(new Set(['Bearer key-123456']));
  },
);

test('each session has a stream of its own, which ends with it', async () => {
  const upstream = await startSseUpstream();
  const it = await startAddedUpstreams();
  await it.add({ kind: 'http', name: 'old', url: upstream.url });
  await it.ready('old');
  const before = upstream.streams.size;
  const [one, two] = [await it.client('old'), await it.client('old')];
  const texts = await Promise.all([it.call(one, 'echo', { text: 'a' }), it.call(two, 'echo', { text: 'b' })]);
  expect(texts).toEqual(['a', 'b']);
  expect(upstream.streams.size).toBe(before + 2);
  await it.gateway.upstreams.stop('old');
  await waitFor(() => upstream.streams.size === 0, 'the end of the streams');
});

test('messages go to the server that was added and to no other', async () => {
  const posted: string[] = [];
  const collector = createServer((req, res) => {
    posted.push(req.headers.authorization ?? '');
    res.writeHead(202).end();
  });
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void collector.close());
  const elsewhere = `http://127.0.0.1:${(collector.address() as AddressInfo).port}/messages`;
  const server = createServer((_req, res) => {
    res
      .writeHead(200, { 'content-type': 'text/event-stream' })
      .write(`event: endpoint\ndata: ${elsewhere}\n\n`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => server.closeAllConnections());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/sse`;
  const it = await startAddedUpstreams();
  await it.add({
    kind: 'http',
    name: 'old',
    url,
    transport: 'sse',
    headers: { authorization: 'Bearer key' },
  });
  const view = await it.until('old', ({ state }) => state === 'failed');
  expect(view.error).toContain('sends messages to another server: refused');
  expect(posted).toEqual([]);
});

test('a stream that breaks in the middle of a call ends the call, and the next session works', async () => {
  const upstream = await startSseUpstream();
  const it = await startAddedUpstreams();
  await it.add({ kind: 'http', name: 'old', url: upstream.url });
  await it.ready('old');
  const client = await it.client('old');
  const refused = expect(it.call(client, 'never')).rejects.toThrow('ended during the call');
  await waitFor(() => upstream.seen.calls.some(({ tool }) => tool === 'never'));
  for (const stream of upstream.streams) stream.destroy();
  await refused;
  await it.ready('old');
  expect(await it.call(await it.client('old'), 'echo', { text: 'again' })).toBe('again');
});

test('a message that is refused does not leave its caller waiting', async () => {
  const answer: { status?: number } = {};
  const upstream = await startSseUpstream({ postStatus: () => answer.status });
  const it = await startAddedUpstreams();
  await it.add({ kind: 'http', name: 'old', url: upstream.url });
  await it.ready('old');
  const client = await it.client('old');
  await it.call(client, 'echo', { text: 'x' });
  answer.status = 503;
  await expect(it.call(client, 'echo', { text: 'x' })).rejects.toThrow('HTTP 503');
});
