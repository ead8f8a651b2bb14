import { isJsonObject, type JsonObject } from '../../../contract/json.ts';
import type { JsonRpcId } from '../../../contract/mcp.ts';
import type { Clock } from '../../../contract/ports.ts';
import { outgoing, type Channel, type Frame, type OpenChannel } from '../../upstreams/channel.ts';
import { isLegacyVersion, legacyVersions } from '../era.ts';
import { rpcCode } from '../json-rpc.ts';
import type { Envelope } from './envelope.ts';

/** A legacy connection with an upstream, on behalf of modern clients that are alike: it does what `initialize` stands for. */
export interface Conversation {
  /** What the upstream said in `initialize`. */
  readonly server: JsonObject;
  readonly isOver: boolean;
  /** Sends a request under an id of its own, which its parameters may name; `onFrame` gets the response, once. */
  request(method: string, params: (id: number) => JsonObject, onFrame: (frame: Frame) => void): number;
  notify(method: string, params: JsonObject): void;
  /** Answers a request of the upstream. */
  respond(id: JsonRpcId, response: { result: JsonObject } | { error: JsonObject }): void;
  close(): Promise<void>;
}

export interface ConversationListener {
  /** A notification, or a request when it has an id. */
  onMessage(method: string, id: JsonRpcId | undefined, params: JsonObject): void;
  onClose(what: string): void;
}

const asked = ['sampling', 'elicitation', 'roots'];
const initializeTimeoutMs = 120_000;

/** Connects and initializes with what the client declared; rejects with words. */
export async function openConversation(
  parts: {
    readonly open: OpenChannel;
    readonly clock: Clock;
    readonly version: string;
    readonly envelope: Envelope;
  },
  listener: ConversationListener,
): Promise<Conversation> {
  const { envelope, version } = parts;
  const pending = new Map<number, (frame: Frame) => void>();
  let lastId = 0;
  let ended: string | undefined;
  let reject: (error: Error) => void = () => {};

  const channel: Channel = await parts.open({
    onFrame(frame) {
      const { id, method } = frame.envelope;
      if (method === undefined) {
        const onFrame = typeof id === 'number' ? pending.get(id) : undefined;
        if (typeof id === 'number') pending.delete(id);
        onFrame?.(frame);
        return;
      }
      const message = frame.parse();
      const params = isJsonObject(message) && isJsonObject(message['params']) ? message['params'] : {};
      listener.onMessage(method, id ?? undefined, params);
    },
    onClose(what) {
      ended = what;
      reject(new Error(what));
      listener.onClose(what);
    },
  });

  const request: Conversation['request'] = (method, params, onFrame) => {
    lastId += 1;
    pending.set(lastId, onFrame);
    channel.send(outgoing({ jsonrpc: '2.0', id: lastId, method, params: params(lastId) }));
    return lastId;
  };
  const notify: Conversation['notify'] = (method, params) =>
    channel.send(outgoing({ jsonrpc: '2.0', method, params }));

  const server = await new Promise<JsonObject>((resolve, refuse) => {
    reject = refuse;
    if (ended !== undefined) return refuse(new Error(ended));
    const cancel = parts.clock.after(initializeTimeoutMs, () =>
      refuse(new Error('it did not answer `initialize`')),
    );
    const capabilities = Object.fromEntries(
      asked.flatMap((name) => (name in envelope.capabilities ? [[name, envelope.capabilities[name]]] : [])),
    ) as JsonObject; // members of JSON
    const clientInfo = { ...(envelope.client ?? { name: 'checkstand', version }) };
    const params = { protocolVersion: legacyVersions[0], capabilities, clientInfo };
    request(
      'initialize',
      () => params,
      (frame) => {
        cancel();
        const message = frame.parse();
        const result = isJsonObject(message) ? message['result'] : undefined;
        if (!isJsonObject(result)) return refuse(new Error('it refused `initialize`'));
        if (!isLegacyVersion(result['protocolVersion'])) {
          return refuse(new Error(`it speaks MCP \`${JSON.stringify(result['protocolVersion'])}\``));
        }
        resolve(result);
      },
    );
  }).catch(async (error: unknown) => {
    await channel.close();
    throw error;
  });
  notify('notifications/initialized', {});

  return {
    server,
    get isOver() {
      return ended !== undefined;
    },
    request,
    notify,
    respond: (id, response) => channel.send(outgoing({ jsonrpc: '2.0', id, ...response } as never)), // one of both
    async close() {
      ended ??= 'closed';
      await channel.close();
    },
  };
}

/** What the gateway answers where nobody can be asked. */
export const nobodyToAsk = {
  error: { code: rpcCode.methodNotFound, message: 'the client cannot be asked this now' },
};
