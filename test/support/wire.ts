import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { randomBytes } from 'node:crypto';
import { request, type IncomingHttpHeaders, type IncomingMessage, type ClientRequest } from 'node:http';
import type { StoredEvent } from '../../contract/events.ts';
import type { ClientInfo, Decision } from '../../contract/model.ts';
import type { Clock, Ids, Log } from '../../contract/ports.ts';
import type { Entered, Forward, Gate, Refuse, ToolCall } from '../../gateway/admission/gate.ts';
import type { AuthenticatedGrant } from '../../gateway/http/authenticate.ts';
import { createEndpoint, type Endpoint, type EndpointParts } from '../../gateway/mcp/endpoint.ts';
import type { UpstreamEvent } from '../../gateway/upstreams/catalogue.ts';
import { createUpstreams, type Upstreams } from '../../gateway/upstreams/upstreams.ts';

export const realClock: Clock = {
  now: () => Date.now(),
  after(delayMs, callback) {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
};
export const realIds: Ids = {
  next: () => randomBytes(16).toString('hex'),
  token: () => randomBytes(32).toString('base64url'),
};
export const quietLog: Log = { info() {}, warn() {}, error() {} };

export type Outcome =
  | {
      readonly tool: string;
      readonly how: 'completed';
      readonly isError: boolean;
      readonly resultBytes: number;
    }
  | { readonly tool: string; readonly how: 'failed'; readonly code: string; readonly message: string }
  | { readonly tool: string; readonly how: 'left'; readonly why: string };

/** A gate whose answers a test sets, and which remembers what it was asked and told. */
export interface TestGate extends Gate {
  effects: Map<string, 'allow' | 'deny' | 'hold' | 'hide' | 'throw'>;
  readonly entered: ToolCall[];
  readonly outcomes: Outcome[];
  /** Resolves a held call. */
  settle: Map<string, (verdict: 'approve' | 'deny' | 'pending') => void>;
  pinned: Forward['pinnedArguments'];
  version: number;
}

const decision = (effect: Decision['effect'], code: Decision['code'], text: string): Decision => ({
  effect,
  code,
  rule: '/default',
  text,
  reasons: [],
  isRetryable: false,
});

export function createTestGate(): TestGate {
  let calls = 0;
  const gate: TestGate = {
    effects: new Map(),
    entered: [],
    outcomes: [],
    settle: new Map(),
    pinned: null,
    version: 1,
    isListed: (_grant, _upstream, tool) => gate.effects.get(tool) !== 'hide',
    listVersion: () => String(gate.version),
    enter(call): Entered {
      gate.entered.push(call);
      calls += 1;
      const callId = `call-${calls}`;
      const forward = (): Forward => ({
        kind: 'forward',
        callId,
        pinnedArguments: gate.pinned,
        wantsResult: false,
        expected: null,
        changes: [],
        reconsider: () => undefined,
        completed: (outcome) => void gate.outcomes.push({ tool: call.tool, how: 'completed', ...outcome }),
        failed: (problem) => void gate.outcomes.push({ tool: call.tool, how: 'failed', ...problem }),
      });
      const refuse = (given: Decision): Refuse => ({
        kind: 'refuse',
        callId,
        approvalId: given.code === 'approval_pending' ? 'approval-1' : null,
        decision: given,
      });
      switch (gate.effects.get(call.tool) ?? 'allow') {
        case 'allow':
          return forward();
        case 'deny':
          return refuse(decision('deny', 'denied', 'not this one'));
        case 'hide':
          return refuse(decision('deny', 'hidden', 'hidden'));
        case 'throw':
          throw new Error('the database is on fire');
        case 'hold': {
          let isLeft = false;
          const settled = new Promise<Forward | Refuse>((resolve) => {
            gate.settle.set(call.tool, (verdict) => {
              if (isLeft) return;
              if (verdict === 'approve') resolve(forward());
              else if (verdict === 'deny')
                resolve(refuse(decision('deny', 'approval_denied', 'the person said no')));
              else resolve(refuse(decision('ask', 'approval_pending', 'not approved yet; repeat the call')));
            });
          });
          return {
            kind: 'hold',
            held: {
              callId,
              approvalId: 'approval-1',
              settled,
              leave(why) {
                if (isLeft) return;
                isLeft = true;
                gate.outcomes.push({ tool: call.tool, how: 'left', why });
              },
            },
          };
        }
      }
    },
  };
  return gate;
}

/** A whole protocol side on free ports, with the gate in memory. */
export interface Wire {
  readonly gate: TestGate;
  readonly upstreams: Upstreams;
  readonly endpoint: Endpoint;
  readonly events: UpstreamEvent[];
  readonly connected: { grantId: string; upstream: string; client: ClientInfo }[];
  readonly url: string;
  publish(event: Pick<StoredEvent, 'type' | 'data'>): void;
  ready(upstream: string): Promise<void>;
  /** A connected client; of the aggregate for the name ''. */
  client(upstream: string, options?: ClientOptions): Promise<Client>;
  /** One HTTP request; headers of a well-behaved client unless overridden (undefined leaves one out). */
  send(path: string, options?: RawOptions): Promise<RawAnswer>;
  open(path: string, options?: RawOptions): Promise<OpenAnswer>;
  close(): Promise<void>;
}

export interface ClientOptions {
  readonly token?: string;
  readonly capabilities?: ConstructorParameters<typeof Client>[1];
}
export interface RawOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: unknown;
}
export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The messages of the answer, whether it came as JSON or as an event stream. */
  messages(): WireMessage[];
  json(): WireMessage;
}
export interface WireMessage {
  readonly id?: unknown;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown };
  readonly result?: Record<string, unknown>;
}
export interface OpenAnswer {
  readonly res: IncomingMessage;
  readonly req: ClientRequest;
  /** Settles when the text so far satisfies the condition. */
  until(condition: (text: string) => boolean): Promise<string>;
}

const grants: Readonly<Record<string, AuthenticatedGrant>> = {
  'token-a': { id: 'grant-a', name: 'agent a', upstreams: ['one', 'two', 'gone'] },
  'token-b': { id: 'grant-b', name: 'agent b', upstreams: ['one', 'two'] },
  'token-c': { id: 'grant-c', name: 'agent c', upstreams: ['two'] },
};

export async function startWire(
  setUp: (upstreams: Upstreams) => void,
  overrides: Partial<EndpointParts> = {},
): Promise<Wire> {
  const gate = createTestGate();
  const events: UpstreamEvent[] = [];
  const connected: Wire['connected'] = [];
  const listeners = new Set<(event: StoredEvent) => void>();
  const clients: Client[] = [];
  const clock = overrides.clock ?? realClock;
  const publish = (event: Pick<StoredEvent, 'type' | 'data'>) =>
    listeners.forEach((it) => it({ seq: 1, at: 0, hash: '', ...event } as StoredEvent)); // a stored event of that type
  const upstreams = createUpstreams({
    clock,
    ids: realIds,
    log: quietLog,
    version: '0.0.0',
    record(event) {
      events.push(event);
      publish(event);
    },
  });
  setUp(upstreams);
  const endpoint = createEndpoint({
    version: '0.0.0',
    gate,
    authenticate: (token) => {
      if (token === 'token-revoked') return { ok: false, why: 'revoked' };
      const grant = Object.hasOwn(grants, token) ? grants[token] : undefined;
      return grant ? { ok: true, grant } : { ok: false, why: 'unknown' };
    },
    upstreams,
    clock,
    ids: realIds,
    log: quietLog,
    onClientConnected: (grantId, upstream, client) => void connected.push({ grantId, upstream, client }),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    ...overrides,
  });
  const { url } = await endpoint.listen(0);
  const port = Number(new URL(url).port);

  function start(path: string, { method = 'POST', headers = {}, body }: RawOptions) {
    const all: Record<string, string | undefined> = {
      authorization: 'Bearer token-a',
      accept: 'application/json, text/event-stream',
      ...(method === 'POST' && { 'content-type': 'application/json' }),
      ...headers,
    };
    const sent = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Record<
      string,
      string
    >; // filtered
    const req = request({ host: '127.0.0.1', port, path, method, headers: sent, agent: false });
    const bytes =
      body === undefined || typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
    const answered = new Promise<IncomingMessage>((resolve, reject) => {
      req.on('response', resolve);
      req.on('error', reject);
    });
    req.end(bytes);
    return { req, answered };
  }

  return {
    gate,
    upstreams,
    endpoint,
    events,
    connected,
    url,
    publish,
    ready: (upstream) => waitFor(() => upstreams.get(upstream)?.view().state === 'ready'),
    async client(upstream, { token = 'token-a', capabilities } = {}) {
      const client = new Client({ name: 'tester', version: '1.2.3' }, capabilities);
      const transport = new StreamableHTTPClientTransport(
        new URL(upstream === '' ? url : `${url}/${upstream}`),
        {
          requestInit: {
            headers: { authorization: `Bearer ${token}`, cookie: 'a=b', 'x-private': 'secret' },
          },
        },
      );
      await client.connect(transport); // the SDK's own optional fields differ
      clients.push(client);
      return client;
    },
    async send(path, options = {}) {
      const res = await start(path, options).answered;
      const chunks: Buffer[] = [];
      for await (const chunk of res) chunks.push(chunk as Buffer);
      const text = Buffer.concat(chunks).toString('utf8');
      return {
        status: res.statusCode ?? 0,
        headers: res.headers,
        text,
        messages: () => (text.startsWith('{') ? [JSON.parse(text) as WireMessage] : messagesIn(text)),
        json: () => JSON.parse(text) as WireMessage,
      };
    },
    async open(path, options = {}) {
      const { req, answered } = start(path, options);
      const res = await answered;
      let text = '';
      res.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      req.on('error', () => {});
      res.on('error', () => {});
      return {
        req,
        res,
        until: async (condition) => {
          await waitFor(() => condition(text));
          return text;
        },
      };
    },
    async close() {
      for (const client of clients) await client.close();
      await endpoint.close(0);
      await upstreams.close();
    },
  };
}

/** Waits for a condition of the outside world; fails after ten seconds. */
export async function waitFor(condition: () => boolean, what = 'the condition'): Promise<void> {
  const until = Date.now() + 10_000;
  while (!condition()) {
    if (Date.now() > until) throw new Error(`${what} did not come true`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

export const initialize = (id: number | string = 1) => ({
  jsonrpc: '2.0',
  id,
  method: 'initialize',
  params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'raw', version: '1' } },
});

export const call = (id: number | string, name: string, args: unknown = {}, meta?: unknown) => ({
  jsonrpc: '2.0',
  id,
  method: 'tools/call',
  params: { name, arguments: args, ...(meta !== undefined && { _meta: meta }) },
});

/** The messages of an event stream. */
export function messagesIn(text: string): Record<string, unknown>[] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('data: '))
    .map((line) => JSON.parse(line.slice(6)) as Record<string, unknown>);
}
