import { isJsonObject, type JsonObject } from '../../contract/json.ts';
import type { JsonRpcMessage, JsonRpcRequest } from '../../contract/mcp.ts';

/** The legacy session as the client knows it: it outlives those with the app, which end when the app restarts. */
export interface BridgeSession {
  /** The client sent `initialize`, and it was answered. */
  readonly isOpen: boolean;
  readonly headers: Readonly<Record<string, string>>;
  /** `initialize` as the client sent it. */
  readonly hello: JsonRpcRequest | undefined;
  begin(hello: JsonRpcRequest): void;
  /** The head of the answer to `initialize`: the id under which the app knows it. */
  opened(id: string | undefined): void;
  /** The answer itself. */
  agreed(result: JsonObject): void;
  lost(): void;
  /** Looks at what the client says: what it asked for once has to be asked for again in a new session. */
  remember(message: JsonRpcMessage): void;
  /** What to send first in a new session. */
  replay(): { readonly method: string; readonly params: JsonObject }[];
  /** Notifications that make a client look again at what may be different now. */
  changes(): string[];
}

export function createBridgeSession(): BridgeSession {
  let hello: JsonRpcRequest | undefined;
  let id: string | undefined;
  let version: string | undefined;
  let capabilities: JsonObject = {};
  let isOpen = false;
  let level: JsonObject | undefined;
  const subscribed = new Map<string, JsonObject>();
  return {
    get isOpen() {
      return isOpen;
    },
    get hello() {
      return hello;
    },
    get headers() {
      return {
        ...(id !== undefined && { 'mcp-session-id': id }),
        ...(version !== undefined && { 'mcp-protocol-version': version }),
      };
    },
    begin(message) {
      hello = message;
      isOpen = false;
      id = undefined;
      version = undefined;
    },
    opened: (given) => void (id = given),
    agreed(result) {
      isOpen = true;
      if (typeof result['protocolVersion'] === 'string') version = result['protocolVersion'];
      if (isJsonObject(result['capabilities'])) capabilities = result['capabilities'];
    },
    lost() {
      isOpen = false;
      id = undefined;
      version = undefined;
    },
    remember(message) {
      if (!('method' in message)) return;
      const { method, params = {} } = message;
      const { uri } = params;
      if (method === 'logging/setLevel') level = params;
      if (typeof uri !== 'string') return;
      if (method === 'resources/subscribe') subscribed.set(uri, params);
      if (method === 'resources/unsubscribe') subscribed.delete(uri);
    },
    replay: () => [
      ...(level ? [{ method: 'logging/setLevel', params: level }] : []),
      ...[...subscribed.values()].map((params) => ({ method: 'resources/subscribe', params })),
    ],
    changes: () =>
      ['tools', 'prompts', 'resources']
        .filter((it) => isJsonObject(capabilities[it]))
        .map((it) => JSON.stringify({ jsonrpc: '2.0', method: `notifications/${it}/list_changed` })),
  };
}
