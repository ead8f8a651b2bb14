import { isJsonObject, type JsonObject } from '../../contract/json.ts';
import type { JsonRpcMessage } from '../../contract/mcp.ts';
import type { ClientInfo } from '../../contract/model.ts';
import type { Clock } from '../../contract/ports.ts';
import { legacyVersions, supportedVersions } from '../mcp/era.ts';
import { rpcCode } from '../mcp/json-rpc.ts';
import { outgoing, type Channel, type Frame, type OpenChannel } from './channel.ts';

/** The gateway as a client of an upstream: as much as looking at its tools needs. */
export interface McpClient {
  readonly hasTools: boolean;
  /** What it says it is. */
  readonly server: ClientInfo | null;
  /** Rejects with words when the upstream answers with an error, not in time, or ends. */
  request(method: string, params: JsonObject, timeoutMs?: number): Promise<JsonObject>;
  /** Never rejects; waits a few seconds at most. */
  close(): Promise<void>;
}

export interface McpClientListener {
  onToolsChanged(): void;
  /** Once, when the upstream ended it after it was connected. */
  onClose(what: string): void;
}

/** `npx` may have to download the server first. */
const initializeTimeoutMs = 120_000;
const requestTimeoutMs = 30_000;
const closeTimeoutMs = 5_000;

/** Connects and initializes. */
export async function connectClient(
  parts: { readonly open: OpenChannel; readonly clock: Clock; readonly version: string },
  listener: McpClientListener,
): Promise<McpClient> {
  const { clock, version } = parts;
  const pending = new Map<number, { resolve(result: JsonObject): void; reject(error: Error): void }>();
  let lastId = 0;
  let ended: string | undefined;
  let isConnected = false;

  const channel: Channel = await parts.open({
    onFrame: (frame) => receive(frame),
    onClose(what) {
      ended = what;
      for (const waiting of pending.values()) waiting.reject(new Error(what));
      if (isConnected) listener.onClose(what);
    },
  });
  const send = (message: JsonRpcMessage) => channel.send(outgoing(message));

  function receive(frame: Frame): void {
    const { id, method, hasResult } = frame.envelope;
    if (method === undefined) {
      const message = frame.parse();
      if (typeof id !== 'number' || !isJsonObject(message)) return;
      const waiting = pending.get(id);
      if (hasResult && isJsonObject(message['result'])) waiting?.resolve(message['result']);
      else waiting?.reject(new Error(`it answered with an error: ${errorText(message)}`));
    } else if (id !== undefined && id !== null) {
      if (method === 'ping') send({ jsonrpc: '2.0', id, result: {} });
      else send({ jsonrpc: '2.0', id, error: { code: rpcCode.methodNotFound, message: 'not offered' } });
    } else if (method === 'notifications/tools/list_changed' && isConnected) listener.onToolsChanged();
  }

  function request(method: string, params: JsonObject, timeoutMs = requestTimeoutMs): Promise<JsonObject> {
    if (ended !== undefined) return Promise.reject(new Error(ended));
    lastId += 1;
    const id = lastId;
    return new Promise<JsonObject>((resolve, reject) => {
      const cancel = clock.after(timeoutMs, () => {
        reject(new Error(`it did not answer \`${method}\` within ${timeoutMs / 1000} s`));
      });
      pending.set(id, {
        resolve(result) {
          cancel();
          resolve(result);
        },
        reject(error) {
          cancel();
          reject(error);
        },
      });
      send({ jsonrpc: '2.0', id, method, params });
    }).finally(() => pending.delete(id));
  }

  async function close(): Promise<void> {
    ended ??= 'the gateway closed the connection';
    await new Promise<void>((resolve) => {
      const cancel = clock.after(closeTimeoutMs, resolve);
      const done = () => {
        cancel();
        resolve();
      };
      channel.close().then(done, done);
    });
  }

  try {
    const clientInfo = { name: 'checkstand', version };
    const params = { protocolVersion: legacyVersions[0], capabilities: {}, clientInfo };
    const { protocolVersion, capabilities, serverInfo } = await request(
      'initialize',
      params,
      initializeTimeoutMs,
    );
    if (typeof protocolVersion !== 'string' || !supportedVersions.includes(protocolVersion)) {
      const spoken = JSON.stringify(protocolVersion);
      throw new Error(`it speaks MCP \`${spoken}\`; expected one of ${supportedVersions.join(', ')}`);
    }
    send({ jsonrpc: '2.0', method: 'notifications/initialized' });
    isConnected = true;
    const hasTools = isJsonObject(capabilities) && isJsonObject(capabilities['tools']);
    return { hasTools, server: infoOf(serverInfo), request, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function infoOf(value: unknown): ClientInfo | null {
  if (!isJsonObject(value)) return null;
  const { name, version } = value;
  return typeof name === 'string' ? { name, version: typeof version === 'string' ? version : '' } : null;
}

function errorText(message: JsonObject): string {
  const { error } = message;
  const text = isJsonObject(error) ? error['message'] : undefined;
  return typeof text === 'string' ? text.slice(0, 300) : 'no message';
}
