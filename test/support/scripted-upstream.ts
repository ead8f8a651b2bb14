import type { JsonObject } from '../../contract/json.ts';
import type {
  JsonRpcMessage,
  JsonRpcRequest,
  McpChannelListener,
  OpenMcpChannel,
} from '../../contract/mcp.ts';

/** A server in this process that says what a test wants it to say, also what no decent server would. */
export interface ScriptedUpstream {
  readonly open: OpenMcpChannel;
  /** Every message that reached it, on any connection. */
  readonly received: JsonRpcMessage[];
  /** Says something on the newest connection. */
  say(message: JsonRpcMessage): void;
  /** Ends the newest connection. */
  hangUp(): void;
  /** While false it cannot be reached. */
  isThere: boolean;
}

type Answers = Readonly<
  Record<string, (params: JsonObject, request: JsonRpcRequest) => JsonObject | undefined>
>;

/** Answers what is in `answers`; a result that is undefined leaves the request unanswered. */
export function scriptedUpstream(capabilities: JsonObject, answers: Answers = {}): ScriptedUpstream {
  const received: JsonRpcMessage[] = [];
  let newest: McpChannelListener | undefined;
  const upstream: ScriptedUpstream = {
    received,
    isThere: true,
    async open(listener) {
      if (!upstream.isThere) throw new Error('nobody is at home');
      newest = listener;
      return {
        send(message) {
          received.push(message);
          if (!('method' in message) || !('id' in message)) return;
          const { id, method, params = {} } = message;
          const answer = method === 'initialize' ? hello(capabilities) : answers[method];
          const result = answer?.(params, message);
          if (result) listener.onMessage({ jsonrpc: '2.0', id, result });
          else if (!answer)
            listener.onMessage({ jsonrpc: '2.0', id, error: { code: -32601, message: 'no such method' } });
        },
        close: async () => {},
      };
    },
    say: (message) => newest?.onMessage(message),
    hangUp: () => newest?.onClose(),
  };
  return upstream;
}

const hello = (capabilities: JsonObject) => (params: JsonObject) => ({
  protocolVersion: params['protocolVersion'] ?? '',
  capabilities,
  serverInfo: { name: 'scripted', version: '1' },
});

export const toolNamed = (name: string) => ({ name, inputSchema: { type: 'object' } });
