import { isJsonObject, type JsonObject } from '../../contract/json.ts';
import type { JsonRpcId, JsonRpcMessage, JsonRpcRequest } from '../../contract/mcp.ts';
import type { Clock } from '../../contract/ports.ts';
import { isLegacyVersion, legacyVersions } from '../mcp/era.ts';
import { rpcCode } from '../mcp/json-rpc.ts';
import { outgoing, type Channel, type ChannelListener, type Frame, type OpenChannel } from './channel.ts';
import { bytesOf, frameOfMessage } from './frame.ts';

/** One of those who share a connection. */
interface User {
  readonly listener: ChannelListener;
  readonly subscribed: Set<string>;
}
interface Pending {
  readonly user: User;
  readonly id: JsonRpcId;
  readonly progressToken: JsonRpcId | undefined;
}
interface Core {
  readonly channel: Channel;
  readonly users: Set<User>;
  readonly pending: Map<number, Pending>;
  /** The upstream's answer to the one `initialize` there is. */
  readonly initialized: Promise<JsonObject>;
  lastId: number;
}

/** `npx` may have to download the server first. */
const initializeTimeoutMs = 120_000;
const initializeId = 0;

/**
 * Many sessions over one connection, for upstreams that the user shares. Ids and progress tokens are the connection's
 * own, so that those of two sessions never meet. The upstream cannot ask a client anything: it could not say which.
 */
export function openSharedChannel(
  open: OpenChannel,
  { clock, version }: { readonly clock: Clock; readonly version: string },
): OpenChannel {
  let core: Promise<Core> | undefined;

  async function connect(): Promise<Core> {
    const users: Core['users'] = new Set();
    const pending: Core['pending'] = new Map();
    const answered = Promise.withResolvers<JsonObject>();
    answered.promise.catch(() => {}); // those who wait for it hear of it
    const end = (what: string) => {
      cancelTimeout();
      core = undefined;
      answered.reject(new Error(what));
      for (const user of users) user.listener.onClose(what);
    };
    const cancelTimeout = clock.after(initializeTimeoutMs, () => {
      end('it did not answer `initialize`');
      void opening.then((it) => it.close()); // never rejects: it was opened
    });
    const opening = open({
      onFrame(frame) {
        const { id, method } = frame.envelope;
        if (method !== undefined) return announce({ channel, users, pending }, frame, method);
        if (id === initializeId) return settleInitialize(frame, answered);
        const waiting = typeof id === 'number' ? pending.get(id) : undefined;
        if (!waiting || typeof id !== 'number') return;
        pending.delete(id);
        waiting.user.listener.onFrame(withId(frame, id, waiting.id));
      },
      onClose: end,
    });
    const channel = await opening.catch((error: unknown) => {
      cancelTimeout();
      throw error;
    });
    const clientInfo = { name: 'checkstand', version };
    const params = { protocolVersion: legacyVersions[0], capabilities: {}, clientInfo };
    channel.send(outgoing({ jsonrpc: '2.0', id: initializeId, method: 'initialize', params }));
    void answered.promise.then(
      () => {
        cancelTimeout();
        channel.send(outgoing({ jsonrpc: '2.0', method: 'notifications/initialized' }));
      },
      () => {}, // told to those who wait
    );
    return { channel, users, pending, initialized: answered.promise, lastId: initializeId };
  }

  return async (listener) => {
    const connecting = (core ??= connect());
    const joined = await connecting.catch((error: unknown) => {
      if (core === connecting) core = undefined;
      throw error;
    });
    const user: User = { listener, subscribed: new Set() };
    joined.users.add(user);
    let isOver = false;
    return {
      send({ message, bytes }) {
        if (isOver) return;
        if (!('method' in message)) return; // nothing was asked
        if ('id' in message) return request(joined, user, message);
        switch (message.method) {
          case 'notifications/cancelled':
            return cancel(joined, user, message.params?.['requestId']);
          case 'notifications/initialized':
          case 'notifications/roots/list_changed':
          case 'notifications/progress':
            return; // between the client and a connection of its own
          default:
            return joined.channel.send({ message, bytes });
        }
      },
      async close() {
        if (isOver) return;
        isOver = true;
        joined.users.delete(user);
        for (const [id, it] of joined.pending) if (it.user === user) cancelPending(joined, id);
        if (joined.users.size > 0) return;
        if (core === connecting) core = undefined;
        await joined.channel.close();
      },
    };
  };
}

function settleInitialize(frame: Frame, answered: PromiseWithResolvers<JsonObject>): void {
  const message = frame.parse();
  if (isJsonObject(message) && isJsonObject(message['result'])) answered.resolve(message['result']);
  else answered.reject(new Error('it answered `initialize` with an error'));
}

function request(core: Core, user: User, message: JsonRpcRequest): void {
  const { channel, users, pending, initialized } = core;
  const { id, method, params = {} } = message;
  const deliver = (body: { result: JsonObject } | { error: { code: number; message: string } }) =>
    user.listener.onFrame(frameOfMessage({ jsonrpc: '2.0', id, ...body }));
  if (method === 'initialize') {
    const spoken = params['protocolVersion'];
    void initialized.then(
      (result) =>
        deliver({ result: { ...result, protocolVersion: earlier(spoken, result['protocolVersion']) } }),
      (error: unknown) => deliver({ error: { code: rpcCode.internalError, message: String(error) } }),
    );
    return;
  }
  const { uri } = params;
  if (method === 'resources/subscribe' && typeof uri === 'string') user.subscribed.add(uri);
  if (method === 'resources/unsubscribe' && typeof uri === 'string') {
    user.subscribed.delete(uri);
    if ([...users].some((it) => it.subscribed.has(uri))) return deliver({ result: {} });
  }
  core.lastId += 1;
  const own = core.lastId;
  const meta = isJsonObject(params['_meta']) ? params['_meta'] : {};
  const token = meta['progressToken'];
  const hasToken = typeof token === 'string' || typeof token === 'number';
  pending.set(own, { user, id, progressToken: hasToken ? token : undefined });
  const sent = hasToken ? { ...params, _meta: { ...meta, progressToken: own } } : message.params;
  channel.send(outgoing({ jsonrpc: '2.0', id: own, method, ...(sent && { params: sent }) }));
}

/** What the upstream says without being asked. */
function announce(core: Pick<Core, 'channel' | 'users' | 'pending'>, frame: Frame, method: string): void {
  const { channel, users, pending } = core;
  const { id } = frame.envelope;
  if (id !== undefined && id !== null) {
    const message = 'this connection is shared: its clients cannot be asked anything';
    const answer: JsonRpcMessage =
      method === 'ping'
        ? { jsonrpc: '2.0', id, result: {} }
        : { jsonrpc: '2.0', id, error: { code: rpcCode.methodNotFound, message } };
    return channel.send(outgoing(answer));
  }
  const message = frame.parse();
  const params = isJsonObject(message) && isJsonObject(message['params']) ? message['params'] : {};
  if (method === 'notifications/progress') {
    const own = params['progressToken'];
    const waiting = typeof own === 'number' ? pending.get(own) : undefined;
    if (!waiting || waiting.progressToken === undefined) return;
    const restored = { ...params, progressToken: waiting.progressToken };
    return waiting.user.listener.onFrame(frameOfMessage({ jsonrpc: '2.0', method, params: restored }));
  }
  const { uri } = params;
  for (const user of [...users]) {
    const isConcerned =
      method !== 'notifications/resources/updated' || (typeof uri === 'string' && user.subscribed.has(uri));
    if (isConcerned) user.listener.onFrame(frame);
  }
}

function cancel(core: Core, user: User, requestId: unknown): void {
  for (const [own, it] of core.pending) if (it.user === user && it.id === requestId) cancelPending(core, own);
}

function cancelPending({ channel, pending }: Core, own: number): void {
  pending.delete(own);
  const params = { requestId: own, reason: 'the client does not want it any more' };
  channel.send(outgoing({ jsonrpc: '2.0', method: 'notifications/cancelled', params }));
}

function earlier(wanted: unknown, spoken: unknown): string {
  const version = typeof spoken === 'string' ? spoken : legacyVersions[0];
  return isLegacyVersion(wanted) && wanted < version ? wanted : version;
}

/** The response under the client's own id. Bytes are patched where the id stands at an end, as SDKs write it. */
function withId(frame: Frame, own: number, id: JsonRpcId): Frame {
  const json = bytesOf(frame);
  const first = `{"jsonrpc":"2.0","id":${own},`;
  const last = `,"id":${own}}`;
  const text = JSON.stringify(id);
  if (json.subarray(0, first.length).toString('latin1') === first) {
    const rest = json.subarray(first.length);
    return patched(Buffer.concat([Buffer.from(`{"jsonrpc":"2.0","id":${text},`), rest]));
  }
  if (json.subarray(-last.length).toString('latin1') === last) {
    return patched(Buffer.concat([json.subarray(0, -last.length), Buffer.from(`,"id":${text}}`)]));
  }
  const message = frame.parse();
  return patched(Buffer.from(JSON.stringify({ ...(isJsonObject(message) ? message : {}), id })));

  function patched(bytes: Buffer): Frame {
    const parse = () => JSON.parse(bytes.toString('utf8')) as unknown;
    return { envelope: { ...frame.envelope, id }, json: bytes, parse };
  }
}
