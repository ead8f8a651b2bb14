import { isJsonObject, type JsonObject } from '../../contract/json.ts';
import type { JsonRpcId, JsonRpcMessage, JsonRpcRequest } from '../../contract/mcp.ts';
import type { Clock } from '../../contract/ports.ts';
import { isLegacyVersion, legacyVersions, metaKey, modernVersion } from '../mcp/era.ts';
import { gatewayCode } from '../mcp/results.ts';
import type { Channel, ChannelListener, Frame } from './channel.ts';
import { frameOfMessage } from './frame.ts';

type Lost = NonNullable<Frame['lost']>;

/** How requests of the modern era reach an upstream. */
export interface ModernTransport {
  /** Sends one request, which is complete. */
  send(request: JsonRpcRequest, answer: ModernAnswer): ModernExchange;
  close(): Promise<void>;
}

export interface ModernAnswer {
  /** Every message about the request; its response is the last. */
  onMessage(message: JsonObject): void;
  /** There will be no response; `before`: it certainly was not sent. */
  onLost(what: string, lost: Lost): void;
}

export interface ModernExchange {
  /** Nobody waits for it any more. */
  cancel(): void;
}

const relistenMs = 5_000;
const maxRounds = 20;

/**
 * A modern upstream that looks like a legacy one: `initialize` becomes `server/discover`, what a session keeps
 * (client, log level, subscriptions) goes along with each request, `input_required` becomes requests of the server,
 * `notifications/cancelled` cancels the one request.
 */
export function createModernSpeaker(
  transport: ModernTransport,
  clock: Clock,
  listener: ChannelListener,
): Channel {
  const exchanges = new Map<JsonRpcId, ModernExchange>();
  const waiting = new Map<JsonRpcId, (response: JsonObject) => void>();
  const subscribed = new Set<string>();
  let client: JsonObject = {};
  let capabilities: JsonObject = {};
  /** Legacy clients hear of things without asking; they may ask for less, or more. */
  let logLevel = 'info';
  let listening: ModernExchange | undefined;
  let cancelListen = () => {};
  let lastQuestion = 0;
  let isOver = false;

  const deliver = (message: JsonRpcMessage) => {
    if (!isOver) listener.onFrame(frameOfMessage(message));
  };
  const fail = (id: JsonRpcId, code: number, message: string) =>
    deliver({ jsonrpc: '2.0', id, error: { code, message } });

  function lose(id: JsonRpcId, message: string, lost: Lost): void {
    if (isOver) return;
    const error = { code: gatewayCode.upstreamDown, message };
    listener.onFrame({ ...frameOfMessage({ jsonrpc: '2.0', id, error }), lost });
  }

  function enveloped({ id, method, params = {} }: JsonRpcRequest): JsonRpcRequest {
    const meta = isJsonObject(params['_meta']) ? params['_meta'] : {};
    const envelope = {
      ...meta,
      [metaKey.version]: modernVersion,
      [metaKey.clientInfo]: client,
      [metaKey.clientCapabilities]: capabilities,
      [metaKey.logLevel]: logLevel,
    };
    return { jsonrpc: '2.0', id, method, params: { ...params, _meta: envelope } };
  }

  /** One request upstream. Its notifications are delivered as they come; its result goes to `onResult`. */
  function post(request: JsonRpcRequest, onResult: (result: JsonObject) => void): void {
    const { id } = request;
    const exchange = transport.send(enveloped(request), {
      onMessage(message) {
        if (typeof message['method'] === 'string') return deliver(message as JsonRpcMessage); // a notification, as it came
        exchanges.delete(id);
        const { result } = message;
        if (isJsonObject(result)) onResult(result);
        else deliver({ ...message, id } as JsonRpcMessage); // an error, as it came
      },
      onLost(what, lost) {
        exchanges.delete(id);
        lose(id, what, lost);
      },
    });
    exchanges.set(id, exchange);
  }

  function ask(request: JsonRpcRequest, round = 0): void {
    const { id } = request;
    post(request, (result) => {
      if (result['resultType'] !== 'input_required')
        return deliver({ jsonrpc: '2.0', id, result: plain(result) });
      if (round >= maxRounds) return lose(id, 'the upstream asks the client without end', 'after');
      gather(result['inputRequests'], (inputResponses) => {
        const { requestState } = result;
        const state = requestState === undefined ? {} : { requestState };
        ask({ ...request, params: { ...request.params, inputResponses, ...state } }, round + 1);
      });
    });
  }

  /** Asks the client each thing the upstream wants to know. */
  function gather(questions: unknown, done: (responses: JsonObject) => void): void {
    const open = Object.entries(isJsonObject(questions) ? questions : {});
    const responses: JsonObject = {};
    let left = open.length;
    if (left === 0) return done(responses);
    for (const [key, question] of open) {
      lastQuestion += 1;
      const id = `checkstand-${lastQuestion}`;
      waiting.set(id, (response) => {
        // An error stays out: the upstream asks again, or goes without.
        if (isJsonObject(response['result'])) responses[key] = response['result'];
        left -= 1;
        if (left === 0) done(responses);
      });
      deliver({ jsonrpc: '2.0', id, ...(isJsonObject(question) ? question : {}) } as JsonRpcMessage); // method and params
    }
  }

  function listen(): void {
    cancelListen();
    listening?.cancel();
    if (isOver) return;
    const notifications: JsonObject = {
      toolsListChanged: true,
      promptsListChanged: true,
      resourcesListChanged: true,
      ...(subscribed.size > 0 && { resourceSubscriptions: [...subscribed] }),
    };
    const request = { jsonrpc: '2.0', id: 'checkstand-listen', method: 'subscriptions/listen' } as const;
    let isAcknowledged = false;
    listening = transport.send(enveloped({ ...request, params: { notifications } }), {
      onMessage(message) {
        if (typeof message['method'] !== 'string') return; // it has no changes to tell
        if (message['method'] === 'notifications/subscriptions/acknowledged') isAcknowledged = true;
        else deliver(untagged(message['method'], message['params']));
      },
      onLost() {
        if (isAcknowledged && !isOver) cancelListen = clock.after(relistenMs, listen);
      },
    });
  }

  function initialize({ id, params = {} }: JsonRpcRequest): void {
    const { clientInfo, capabilities: declared, protocolVersion } = params;
    if (isJsonObject(clientInfo)) client = clientInfo;
    if (isJsonObject(declared)) {
      const { tasks: _tasks, experimental: _experimental, ...known } = declared;
      capabilities = known;
    }
    const spoken = isLegacyVersion(protocolVersion) ? protocolVersion : legacyVersions[0];
    post({ jsonrpc: '2.0', id, method: 'server/discover' }, (result) =>
      deliver({ jsonrpc: '2.0', id, result: introduction(result, spoken) }),
    );
  }

  function receive(request: JsonRpcRequest): void {
    const { id, method, params = {} } = request;
    const ok = () => deliver({ jsonrpc: '2.0', id, result: {} });
    switch (method) {
      case 'initialize':
        return initialize(request);
      case 'ping':
        return ok();
      case 'logging/setLevel':
        if (typeof params['level'] === 'string') logLevel = params['level'];
        return ok();
      case 'resources/subscribe':
      case 'resources/unsubscribe':
        if (typeof params['uri'] !== 'string') return fail(id, -32602, '`uri` is missing');
        if (method === 'resources/subscribe') subscribed.add(params['uri']);
        else subscribed.delete(params['uri']);
        listen();
        return ok();
      case 'tasks/get':
      case 'tasks/list':
      case 'tasks/result':
      case 'tasks/cancel': {
        const text = `\`${method}\`: tasks of this upstream need a client of revision ${modernVersion}`;
        return fail(id, -32601, text);
      }
      default:
        return ask(request);
    }
  }

  return {
    send({ message }) {
      if (isOver) return;
      if (!('method' in message)) {
        const answer = message.id === null ? undefined : waiting.get(message.id);
        if (message.id !== null) waiting.delete(message.id);
        answer?.(message); // JSON by its type
      } else if ('id' in message) receive(message);
      else if (message.method === 'notifications/initialized') listen();
      else if (message.method === 'notifications/cancelled') {
        const id = message.params?.['requestId'];
        if (typeof id === 'string' || typeof id === 'number') exchanges.get(id)?.cancel();
      }
    },
    async close() {
      isOver = true;
      cancelListen();
      listening?.cancel();
      await transport.close();
    },
  };
}

/** The result of `initialize`, from that of `server/discover`. */
function introduction(discovered: JsonObject, protocolVersion: string): JsonObject {
  const { capabilities, instructions, _meta: meta } = discovered;
  const { extensions: _extensions, ...offered } = isJsonObject(capabilities) ? capabilities : {};
  const serverInfo = isJsonObject(meta) ? meta[metaKey.serverInfo] : undefined;
  return {
    protocolVersion,
    capabilities: offered,
    serverInfo: serverInfo ?? { name: 'unknown', version: '' },
    ...(typeof instructions === 'string' && { instructions }),
  };
}

/** A notification of a stream of changes, without the name of the stream. */
function untagged(method: string, params: unknown): JsonRpcMessage {
  const { _meta: _tag, ...rest } = isJsonObject(params) ? params : {};
  return { jsonrpc: '2.0', method, params: rest };
}

/** A result without what only the modern era knows. */
function plain({ resultType: _type, ttlMs: _ttl, cacheScope: _scope, ...rest }: JsonObject): JsonObject {
  return rest;
}
