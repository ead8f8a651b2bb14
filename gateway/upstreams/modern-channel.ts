import { isJsonObject, type JsonObject } from '../../contract/json.ts';
import type { JsonRpcId, JsonRpcMessage, JsonRpcRequest } from '../../contract/mcp.ts';
import type { ToolDefinition } from '../../contract/model.ts';
import type { Clock } from '../../contract/ports.ts';
import { mediaType } from '../http/guards.ts';
import { isLegacyVersion, legacyVersions, metaKey, modernVersion } from '../mcp/era.ts';
import { onOneLine } from '../mcp/json-scan.ts';
import { encodeHeader, paramHeaders } from '../mcp/modern/param-headers.ts';
import { postHeaders } from '../mcp/relay-headers.ts';
import { createSseSplitter } from '../mcp/sse-split.ts';
import type { Channel, ChannelListener, OpenChannel, Outgoing } from './channel.ts';
import { frameOf, frameOfMessage } from './frame.ts';
import { describeHttpError, type HttpLink, type HttpTransfer } from './http-link.ts';

interface Parts {
  readonly link: HttpLink;
  readonly clock: Clock;
  /** As last listed: which arguments are to be repeated in headers. */
  readonly definition: (tool: string) => ToolDefinition | undefined;
}

const maxBytes = 64 * 1024 * 1024;
const relistenMs = 5_000;
const maxRounds = 20;

/**
 * A modern upstream over HTTP that looks like a legacy one: `initialize` becomes `server/discover`, what a session
 * keeps (client, log level, subscriptions) goes along with each request, `input_required` becomes requests of the
 * server, `notifications/cancelled` closes the connection.
 */
export function openModernChannel(parts: Parts): OpenChannel {
  return async (listener) => createModernChannel(parts, listener);
}

function createModernChannel({ link, clock, definition }: Parts, listener: ChannelListener): Channel {
  const transfers = new Map<JsonRpcId | null, HttpTransfer>();
  const waiting = new Map<JsonRpcId, (response: JsonObject) => void>();
  const subscribed = new Set<string>();
  let client: JsonObject = {};
  let capabilities: JsonObject = {};
  /** Legacy clients hear of things without asking; they may ask for less, or more. */
  let logLevel = 'info';
  let listening: HttpTransfer | undefined;
  let cancelListen = () => {};
  let lastQuestion = 0;
  let isOver = false;

  const deliver = (message: JsonRpcMessage) => {
    if (!isOver) listener.onFrame(frameOfMessage(message));
  };
  const fail = (id: JsonRpcId, code: number, message: string) =>
    deliver({ jsonrpc: '2.0', id, error: { code, message } });

  function bodyOf({ id, method, params = {} }: JsonRpcRequest): Buffer {
    const meta = isJsonObject(params['_meta']) ? params['_meta'] : {};
    const envelope = {
      ...meta,
      [metaKey.version]: modernVersion,
      [metaKey.clientInfo]: client,
      [metaKey.clientCapabilities]: capabilities,
      [metaKey.logLevel]: logLevel,
    };
    return Buffer.from(
      JSON.stringify({ jsonrpc: '2.0', id, method, params: { ...params, _meta: envelope } }),
    );
  }

  function headersOf({ method, params = {} }: JsonRpcRequest): string[] {
    const headers = [...postHeaders, 'mcp-protocol-version', modernVersion, 'mcp-method', method];
    const { name, uri, arguments: args } = params;
    const named = method === 'resources/read' ? uri : name;
    if (typeof named === 'string') headers.push('mcp-name', encodeHeader(named));
    if (method !== 'tools/call' || typeof name !== 'string') return headers;
    for (const [header, value] of paramHeaders(
      definition(name)?.inputSchema,
      isJsonObject(args) ? args : {},
    )) {
      if (value !== undefined) headers.push(header, encodeHeader(value));
    }
    return headers;
  }

  /** One request upstream; every message of its answer goes to `onMessage`, its response last. */
  function post(request: JsonRpcRequest, onMessage: (message: JsonObject) => void): void {
    const chunks: Buffer[] = [];
    let bytes = 0;
    let head = { status: 0, type: '' };
    let isAnswered = false;
    const take = (data: Buffer) => {
      const message = frameOf(onOneLine(data)).parse();
      if (!isJsonObject(message)) return;
      isAnswered ||= message['method'] === undefined;
      onMessage(message);
    };
    const splitter = createSseSplitter(({ data }) => data && take(data), maxBytes);
    const transfer = link.send(
      { method: 'POST', headers: headersOf(request), body: bodyOf(request) },
      {
        onHead: (status, headers) => void (head = { status, type: mediaType(headers['content-type']) }),
        onData(chunk) {
          bytes += chunk.length;
          if (head.type === 'text/event-stream') return splitter.push(chunk) || (transfer.abort(), true);
          if (bytes <= maxBytes) chunks.push(chunk);
          return true;
        },
        onEnd() {
          transfers.delete(request.id);
          if (head.type === 'application/json') take(Buffer.concat(chunks));
          if (!isAnswered)
            fail(request.id, 1002, `the upstream answered HTTP ${head.status} without a response`);
        },
        onError(error) {
          transfers.delete(request.id);
          if (!isAnswered) fail(request.id, 1001, `the upstream did not answer: ${describeHttpError(error)}`);
        },
      },
    );
    transfers.set(request.id, transfer);
  }

  function ask(request: JsonRpcRequest, round = 0): void {
    post(request, (message) => {
      if (typeof message['method'] === 'string') return deliver(message as JsonRpcMessage); // a notification, as it came
      const { result } = message;
      if (!isJsonObject(result)) return deliver(message as JsonRpcMessage); // an error, as it came
      if (result['resultType'] !== 'input_required') {
        return deliver({ jsonrpc: '2.0', id: request.id, result: plain(result) });
      }
      if (round >= maxRounds) return fail(request.id, 1002, 'the upstream asks the client without end');
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
    listening?.abort();
    if (isOver) return;
    const notifications: JsonObject = {
      toolsListChanged: true,
      promptsListChanged: true,
      resourcesListChanged: true,
      ...(subscribed.size > 0 && { resourceSubscriptions: [...subscribed] }),
    };
    const request: JsonRpcRequest = {
      jsonrpc: '2.0',
      id: 'checkstand-listen',
      method: 'subscriptions/listen',
      params: { notifications },
    };
    let isStream = false;
    const again = () => {
      // Without changes to tell there is no stream.
      if (isStream && !isOver) cancelListen = clock.after(relistenMs, listen);
    };
    const splitter = createSseSplitter(({ data }) => {
      const message = data ? frameOf(onOneLine(data)).parse() : undefined;
      if (!isJsonObject(message) || typeof message['method'] !== 'string') return;
      if (message['method'] === 'notifications/subscriptions/acknowledged') return;
      const { _meta: _tag, ...params } = isJsonObject(message['params']) ? message['params'] : {};
      deliver({ jsonrpc: '2.0', method: message['method'], params });
    });
    listening = link.send(
      { method: 'POST', headers: headersOf(request), body: bodyOf(request) },
      {
        onHead: (status, headers) =>
          void (isStream = status === 200 && mediaType(headers['content-type']) === 'text/event-stream'),
        onData: (chunk) => (isStream ? splitter.push(chunk) || true : true),
        onEnd: again,
        onError: again,
      },
    );
  }

  function initialize({ id, params = {} }: JsonRpcRequest): void {
    const { clientInfo, capabilities: declared, protocolVersion } = params;
    if (isJsonObject(clientInfo)) client = clientInfo;
    if (isJsonObject(declared)) {
      const { tasks: _tasks, experimental: _experimental, ...known } = declared;
      capabilities = known;
    }
    const spoken = isLegacyVersion(protocolVersion) ? protocolVersion : legacyVersions[0];
    post({ jsonrpc: '2.0', id, method: 'server/discover' }, (message) => {
      const { result } = message;
      if (!isJsonObject(result)) return deliver(message as JsonRpcMessage); // an error, as it came
      const meta = isJsonObject(result['_meta']) ? result['_meta'] : {};
      const { extensions: _extensions, ...offered } = isJsonObject(result['capabilities'])
        ? result['capabilities']
        : {};
      const { instructions } = result;
      deliver({
        jsonrpc: '2.0',
        id,
        result: {
          protocolVersion: spoken,
          capabilities: offered,
          serverInfo: meta[metaKey.serverInfo] ?? { name: 'unknown', version: '' },
          ...(typeof instructions === 'string' && { instructions }),
        },
      });
    });
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
      case 'tasks/cancel':
        return fail(
          id,
          -32601,
          `\`${method}\`: tasks of this upstream need a client of revision ${modernVersion}`,
        );
      default:
        return ask(request);
    }
  }

  return {
    send({ message }: Outgoing) {
      if (isOver) return;
      if (!('method' in message)) {
        const answer = message.id === null ? undefined : waiting.get(message.id);
        if (message.id !== null) waiting.delete(message.id);
        answer?.(message); // JSON by its type
      } else if ('id' in message) receive(message);
      else if (message.method === 'notifications/initialized') listen();
      else if (message.method === 'notifications/cancelled') {
        const id = message.params?.['requestId'];
        if (typeof id === 'string' || typeof id === 'number') transfers.get(id)?.abort();
      }
    },
    async close() {
      isOver = true;
      cancelListen();
      listening?.abort();
      for (const transfer of transfers.values()) transfer.abort();
    },
  };
}

/** A result without what only the modern era knows. */
function plain({ resultType: _type, ttlMs: _ttl, cacheScope: _scope, ...rest }: JsonObject): JsonObject {
  return rest;
}
