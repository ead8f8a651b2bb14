import { afterEach, expect, test } from 'vitest';
import type { JsonObject } from '../../contract/json.ts';
import type { OpenMcpChannel } from '../../contract/mcp.ts';
import { argumentsHash } from '../../gateway/store/arguments-hash.ts';
import { startHttpUpstream, type HttpUpstream } from '../fixtures/upstreams/http.ts';
import { fuzzedRequest, type Target } from '../support/fuzzed-requests.ts';
import { mutatedValue } from '../support/mutations.ts';
import { seeded } from '../support/seeded.ts';
import { rawHttp } from '../support/raw-http.ts';
import { startGateway, type StartedGateway } from '../support/start-gateway.ts';

/** A run that failed is made again by its seed: `FUZZ_SEED=7 vitest run test/integration/fuzz.test.ts`. */
const seed = Number(process.env['FUZZ_SEED'] ?? 1);
const requests = 70_000;
const upstreamMessages = 30_000;
const lanes = 12;

/** The addresses, and what is called there. */
const tried: Readonly<Record<string, readonly string[]>> = {
  '/mcp/shop': ['look', 'fail', 'soft_fail', 'buy', 'save_session', 'missing'],
  '/mcp/far': ['echo', 'fail', 'delete_all', 'missing'],
  '/mcp': [
    ...['shop__look', 'shop__fail', 'shop__buy', 'shop__save_session', 'shop__missing', 'far__echo'],
    ...['far__delete_all', 'nobody__look', 'far__shop__look', 'look', 'shop__', '__look', 'SHOP__look'],
  ],
};

const policy = {
  default: 'allow',
  tools: {
    delete_all: { action: 'deny' },
    save_session: { action: 'deny' },
    buy: { action: 'require_approval' },
  },
};

let started: StartedGateway;
let upstream: HttpUpstream | undefined;
afterEach(async () => {
  await started.close();
  await upstream?.close();
  upstream = undefined;
});

async function openSession(url: string, token: string): Promise<string> {
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
  };
  const params = {
    protocolVersion: '2025-11-25',
    capabilities: {},
    clientInfo: { name: 'fuzzer', version: '1' },
  };
  const answer = await fetch(url, {
    method: 'POST',
    headers,
    body: JSON.stringify({ jsonrpc: '2.0', id: 0, method: 'initialize', params }),
  });
  await answer.text();
  return answer.headers.get('mcp-session-id') ?? '';
}

/** What was let through, as the record has it, by tool and arguments. */
function allowed(): Map<string, number> {
  const found = new Map<string, number>();
  for (const event of started.events) {
    if (event.type !== 'tool_call.decided' || event.data.decision.effect !== 'allow') continue;
    const key = `${event.data.upstream} ${event.data.tool} ${event.data.argumentsHash}`;
    found.set(key, (found.get(key) ?? 0) + 1);
  }
  return found;
}

test(`${requests.toLocaleString('en')} requests from a very bad line: none hangs, none passes unseen, each refusal has words`, async () => {
  started = await startGateway({ policy });
  upstream = await startHttpUpstream({ isJson: true });
  await started.gateway.upstreams.add({ kind: 'http', name: 'far', url: upstream.url });
  started.gateway.policies.save('far', null, { version: '1', ...policy }, 'test');
  const { token } = started.gateway.grants.create({ name: 'fuzzer', upstreams: ['shop', 'far'] });
  const targets: Target[] = [];
  for (const [path, tools] of Object.entries(tried)) {
    const sessionId = await openSession(new URL(path, started.url).href, token);
    targets.push({ path, token, sessionId, tools });
  }

  const http = rawHttp(Number(new URL(started.url).port), 60_000);
  const random = seeded(seed);
  const statuses = new Map<number, number>();
  const wordless: string[] = [];
  /** The marks of the calls that were sent to each address. */
  const marks = new Map(targets.map((it) => [it.path, new Set<unknown>()]));
  let index = 0;
  const lane = async () => {
    while (index < requests) {
      index += 1;
      const target = random.pick(targets);
      marks.get(target.path)?.add(`m-${index}`);
      const { bytes, isFramed, staysOpen } = fuzzedRequest(target, index, random);
      const { status, body } = await (isFramed ? http.exchange(bytes, staysOpen) : http.blurt(bytes));
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      // 500 is what is answered when something broke that nobody foresaw.
      const isWordless = status === 500 || (status > 500 && !/"message":"[^"]{10}/.test(body));
      if (isWordless)
        wordless.push(`${status} ${body.slice(0, 300)} to ${bytes.toString('latin1').slice(0, 600)}`);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  http.close();

  expect(wordless).toEqual([]);
  // The mutations leave enough whole to get everywhere.
  for (const status of [200, 202, 400, 401, 403, 404, 405])
    expect(statuses.get(status) ?? 0, `answers ${status}`).toBeGreaterThan(50);

  // Still the same gateway, for those who come after.
  const client = await started.connect('afterwards');
  expect(await client.callTool({ name: 'look', arguments: {} })).toMatchObject({
    content: [{ text: 'did look' }],
  });

  const passes = allowed();
  const reached = [
    ...started.server.calls.map(({ tool, args }) => `shop ${tool} ${argumentsHash(args)}`),
    ...upstream.seen.calls.map(({ tool, args }) => `far ${tool} ${argumentsHash(args as JsonObject)}`), // its schema's
  ];
  expect(reached.length).toBeGreaterThan(2_000);
  // Each address lets enough through for that to mean something there.
  const letThrough = started.events.flatMap((it) =>
    it.type === 'tool_call.decided' && it.data.decision.effect === 'allow' ? [it.data.arguments['mark']] : [],
  );
  for (const [path, sent] of marks) {
    const count = letThrough.filter((it) => sent.has(it)).length;
    expect(count, `calls let through at ${path}`).toBeGreaterThan(500);
  }
  const unseen = reached.filter((key) => {
    const left = passes.get(key) ?? 0;
    passes.set(key, left - 1);
    // The fixture's SDK hands a tool only the arguments that its schema names.
    return left <= 0 && !key.startsWith('far ');
  });
  expect(unseen).toEqual([]);
  const tools = new Set(reached.map((it) => it.split(' ').slice(0, 2).join(' ')));
  for (const refused of ['shop buy', 'shop save_session', 'far delete_all'])
    expect(tools).not.toContain(refused);
  const decidedFar = started.events.filter(
    (it) =>
      it.type === 'tool_call.decided' && it.data.upstream === 'far' && it.data.decision.effect === 'allow',
  );
  expect(upstream.seen.calls.length).toBeLessThanOrEqual(decidedFar.length);

  await started.gateway.close();
  const open = started.database.prepare('SELECT count(*) AS open FROM open_calls').get();
  expect(open).toEqual({ open: 0 });
}, 600_000);

test(`${upstreamMessages.toLocaleString('en')} messages from a server that has lost its mind: every call ends, and others are not disturbed`, async () => {
  const random = seeded(seed + 1);
  const mad: OpenMcpChannel = async (listener) => ({
    close: async () => undefined,
    send(message) {
      if (!('method' in message) || !('id' in message)) return;
      const { id, method, params = {} } = message;
      const results: Record<string, JsonObject> = {
        initialize: {
          protocolVersion: '2025-11-25',
          capabilities: { tools: { listChanged: true }, logging: {} },
          serverInfo: { name: 'mad', version: '1' },
        },
        'tools/list': { tools: [{ name: 'look', inputSchema: { type: 'object' } }] },
      };
      const answer = {
        jsonrpc: '2.0' as const,
        id,
        result: results[method] ?? { content: [], structuredContent: params },
      };
      // Before the answer that counts: things nobody asked for.
      if (method === 'tools/call') {
        for (let count = 0; count < 10; count += 1) {
          const noise = random.pick<unknown>([
            answer,
            { ...answer, id: random.below(10_000) },
            { jsonrpc: '2.0', method: 'notifications/progress', params: { progressToken: id, progress: 1 } },
            { jsonrpc: '2.0', method: 'notifications/message', params: { level: 'info', data: 'x' } },
            { jsonrpc: '2.0', method: 'notifications/tools/list_changed' },
            { jsonrpc: '2.0', id: random.below(100), method: 'sampling/createMessage', params: {} },
            { jsonrpc: '2.0', id: random.below(100), method: 'roots/list' },
          ]);
          // A mutated answer that still has the call's id would be its answer.
          const sent = mutatedValue(noise, random);
          if (isAnswerTo(sent, id)) continue;
          listener.onMessage(sent as Parameters<typeof listener.onMessage>[0]); // whatever it is by now
        }
      }
      listener.onMessage(answer);
    },
  });
  started = await startGateway({ policy: { default: 'allow' }, open: mad });
  const client = await started.connect();
  for (let done = 0; done < upstreamMessages / 10; done += 20) {
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => client.callTool({ name: 'look', arguments: { a: 1 } })),
    );
    for (const answer of answers) expect(answer).toMatchObject({ content: [] });
  }
  await started.gateway.close();
  const outcomes = started.events.filter((it) => it.type === 'tool_call.completed');
  expect(outcomes).toHaveLength(upstreamMessages / 10);
}, 600_000);

function isAnswerTo(message: unknown, id: unknown): boolean {
  return typeof message === 'object' && message !== null && 'id' in message && message.id === id;
}
