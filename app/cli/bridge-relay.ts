import { isJsonObject, type JsonObject } from '../../contract/json.ts';
import type { JsonRpcId, JsonRpcMessage, JsonRpcRequest } from '../../contract/mcp.ts';
import type { Clock } from '../../contract/ports.ts';
import { onOneLine } from '../../gateway/mcp/json-scan.ts';
import { gatewayCode } from '../../gateway/mcp/results.ts';
import { frameOf } from '../../gateway/upstreams/frame.ts';
import { createModernHeaders } from './bridge-headers.ts';
import { ask, type Ended } from './bridge-http.ts';
import { createBridgeSession } from './bridge-session.ts';

export interface RelayParts {
  /** The MCP URL of the app that runs now; undefined when none seems to. */
  readonly locate: () => string | undefined;
  readonly token: string;
  /** One message to the client. */
  readonly write: (json: string | Buffer) => void;
  /** A word to the person who reads the client's log. */
  readonly tell: (text: string) => void;
  readonly clock: Clock;
  /** How long a request waits for the app to run. */
  readonly patienceMs: number;
}

/** Carries the messages of one client to the running app, and on to the next one when it restarts. */
export interface BridgeRelay {
  receive(line: Buffer): void;
  close(): Promise<void>;
}

const retryMs = 250;
const reconnectMs = 1_000;
const maxForgotten = 3;

const notRunning =
  'Checkstand is not running: start the app (or run `checkstand start`) and try again; nothing was called';
const brokeOff =
  'Checkstand ended while this was under way: what became of it is in its record, under Live; look there before you repeat it';

/**
 * Relays between standard input and output and the app's port. A session that the app has forgotten is opened again
 * with what the client said in the first place; a request that was under way then is answered honestly, never twice.
 */
export function createBridgeRelay(parts: RelayParts): BridgeRelay {
  const { locate, write, tell, clock, patienceMs } = parts;
  const authorization = { authorization: `Bearer ${parts.token}` };
  const session = createBridgeSession();
  const modern = createModernHeaders();
  const closing = new AbortController();
  const inFlight = new Map<JsonRpcId, { readonly abort: AbortController; readonly isModern: boolean }>();
  /** What needs no answer goes out in its order, and before what comes after it. */
  let order: Promise<void> = Promise.resolve();
  let resuming: Promise<Ended> | undefined;
  let following = 0;
  let isTold = false;
  let lastId = 0;

  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      const done = () => {
        cancel();
        closing.signal.removeEventListener('abort', done);
        resolve();
      };
      const cancel = clock.after(ms, done);
      closing.signal.addEventListener('abort', done);
    });
  const fail = (id: JsonRpcId, code: number, message: string) =>
    write(JSON.stringify({ jsonrpc: '2.0', id, error: { code, message } }));

  async function reach(until: number): Promise<string | undefined> {
    for (;;) {
      const url = locate();
      if (url !== undefined || closing.signal.aborted) return url;
      if (!isTold) tell(`${notRunning.split(';')[0]}; waiting for it`);
      isTold = true;
      if (clock.now() >= until) return undefined;
      await pause(retryMs);
    }
  }

  function post(
    url: string,
    message: JsonRpcMessage,
    signal: AbortSignal,
    onMessage: (json: Buffer) => void,
    onHead?: (sessionId: string | undefined) => void,
  ): Promise<Ended> {
    const headers = 'method' in message ? modern.of(message) : undefined;
    return ask({
      url,
      method: 'POST',
      headers: { ...authorization, ...(headers ?? session.headers) },
      body: JSON.stringify(message),
      signal,
      onHead: (res) => {
        isTold = false;
        onHead?.(res.headers['mcp-session-id']?.toString());
      },
      onMessage,
    });
  }

  /** Takes one request to its answer. Never rejects. */
  async function serve(request: JsonRpcRequest): Promise<void> {
    const { id, method } = request;
    const abort = new AbortController();
    const isModern = modern.of(request) !== undefined;
    const isGreeting = !isModern && method === 'initialize';
    // A stream of changes is wanted for as long as the client lives.
    const isStanding = isModern && method === 'subscriptions/listen';
    const until = isStanding ? Infinity : clock.now() + patienceMs;
    const signal = AbortSignal.any([abort.signal, closing.signal]);
    inFlight.set(id, { abort, isModern });
    if (isGreeting) session.begin(request);
    let isAnswered = false;
    let forgotten = 0;
    const onMessage = (json: Buffer) => {
      const frame = frameOf(onOneLine(json));
      if (frame.envelope.method === undefined && frame.envelope.id === id) {
        isAnswered = true;
        if (isGreeting || method === 'tools/list') learn(request, frame.parse());
      }
      write(frame.json);
    };
    try {
      while (!signal.aborted) {
        const url = await reach(until);
        if (url === undefined) return fail(id, gatewayCode.upstreamDown, notRunning);
        const isLost = !isModern && !isGreeting && session.hello !== undefined && !session.isOpen;
        const resumed = isLost ? await resume(url) : undefined;
        const ended =
          resumed && resumed.how !== 'done'
            ? resumed
            : await post(url, request, signal, onMessage, (it) => isGreeting && session.opened(it));
        if (isAnswered || signal.aborted) return;
        const isRefusedForNow = ended.how === 'refused' && ended.status === 503;
        const isForgotten =
          ended.how === 'refused' && ended.status === 404 && 'mcp-session-id' in session.headers;
        if (isForgotten && !isModern && (forgotten += 1) <= maxForgotten) session.lost();
        else if (ended.how === 'unreached' || isRefusedForNow || isStanding) {
          if (clock.now() >= until) return fail(id, gatewayCode.upstreamDown, notRunning);
          await pause(isStanding ? reconnectMs : retryMs);
        } else if (ended.how === 'refused') return refuse(id, ended);
        else return fail(id, gatewayCode.upstreamDown, brokeOff);
      }
    } finally {
      inFlight.delete(id);
    }
  }

  function refuse(id: JsonRpcId, { status, message }: Extract<Ended, { how: 'refused' }>): void {
    const error = message?.['error'];
    if (isJsonObject(error)) write(JSON.stringify({ jsonrpc: '2.0', id, error }));
    else fail(id, status, `Checkstand answered HTTP ${status}`);
  }

  function learn(request: JsonRpcRequest, answer: unknown): void {
    if (!isJsonObject(answer)) return;
    modern.learn(request, answer);
    if (request.method === 'initialize' && isJsonObject(answer['result'])) session.agreed(answer['result']);
  }

  /** Opens a session in the place of one that the app has forgotten, and brings it to where that one was. */
  function resume(url: string): Promise<Ended> {
    resuming ??= reopen(url).finally(() => (resuming = undefined));
    return resuming;
  }

  async function reopen(url: string): Promise<Ended> {
    const { hello } = session;
    if (!hello) return { how: 'done' };
    const own = (method: string, params: JsonObject): JsonRpcRequest => {
      lastId += 1;
      return { jsonrpc: '2.0', id: `checkstand-bridge-${lastId}`, method, params };
    };
    const quietly = (message: JsonRpcMessage) => post(url, message, closing.signal, () => {});
    session.lost();
    let answer: unknown;
    const greeting = own('initialize', hello.params ?? {});
    const ended = await post(
      url,
      greeting,
      closing.signal,
      (json) => (answer = frameOf(onOneLine(json)).parse()),
      session.opened,
    );
    if (ended.how !== 'done') return ended;
    learn(greeting, answer);
    if (!session.isOpen)
      return { how: 'refused', status: 502, message: isJsonObject(answer) ? answer : undefined };
    await quietly({ jsonrpc: '2.0', method: 'notifications/initialized' });
    for (const { method, params } of session.replay()) await quietly(own(method, params));
    tell('connected again');
    void follow(); // never rejects
    for (const change of session.changes()) write(change);
    return ended;
  }

  /** Keeps the session's own stream open: what the app says outside of any request comes on it. Never rejects. */
  async function follow(): Promise<void> {
    following += 1;
    const mine = following;
    const isOver = () => mine !== following || closing.signal.aborted;
    let lastEventId: string | undefined;
    while (!isOver()) {
      const url = await reach(Infinity);
      if (url === undefined || isOver()) return;
      const ended = await ask({
        url,
        method: 'GET',
        headers: {
          ...authorization,
          ...session.headers,
          ...(lastEventId && { 'last-event-id': lastEventId }),
        },
        signal: closing.signal,
        onMessage(json, eventId) {
          lastEventId = eventId ?? lastEventId;
          write(onOneLine(json));
        },
      });
      if (isOver()) return;
      if (ended.how === 'refused' && ended.status === 404) {
        const resumed = await resume(url);
        if (resumed.how === 'done') return; // followed anew by then
      }
      // No such stream, or no right to it: the next request tells why.
      if (ended.how === 'refused' && [401, 405].includes(ended.status)) return;
      await pause(reconnectMs);
    }
  }

  /** A notification, or an answer to what was asked: nobody waits for it. Never rejects. */
  async function pass(message: JsonRpcMessage): Promise<void> {
    const url = locate();
    // Meant for a session that is gone with the app: the next one would not understand it.
    if (url === undefined || (session.hello && !session.isOpen)) return;
    await post(url, message, closing.signal, write);
    if ('method' in message && message.method === 'notifications/initialized') void follow(); // never rejects
  }

  function take(message: JsonRpcMessage): void {
    session.remember(message);
    if ('method' in message && 'id' in message) {
      void order.then(() => serve(message)); // never rejects
      return;
    }
    if ('method' in message && message.method === 'notifications/cancelled') {
      const cancelled = inFlight.get(message.params?.['requestId'] as JsonRpcId); // any other value finds none
      // In the modern era the closed connection is the cancellation.
      if (cancelled?.isModern) return cancelled.abort.abort();
    }
    order = order.then(() => pass(message));
  }

  return {
    receive(line) {
      const value = parsed(line);
      const messages = Array.isArray(value) ? (value as unknown[]) : [value];
      for (const message of messages) {
        if (isJsonObject(message) && message['jsonrpc'] === '2.0')
          take(message as unknown as JsonRpcMessage); // the app checks the rest
        else
          write(
            JSON.stringify({
              jsonrpc: '2.0',
              id: null,
              error: { code: -32700, message: 'not a JSON-RPC message' },
            }),
          );
      }
    },
    async close() {
      const url = locate();
      const { isOpen, headers } = session;
      closing.abort();
      if (url === undefined || !isOpen) return;
      const signal = AbortSignal.timeout(1_000);
      await ask({ url, method: 'DELETE', headers: { ...authorization, ...headers }, signal, onMessage() {} });
    },
  };
}

function parsed(line: Buffer): unknown {
  try {
    return JSON.parse(line.toString('utf8'));
  } catch {
    return undefined;
  }
}
