import type { JsonObject } from '../../contract/json.ts';
import type { OpenMcpChannel } from '../../contract/mcp.ts';

/** An in-process MCP server that keeps what reached it: the proof that a refused call was not executed. */
export interface RecordingServer {
  readonly open: OpenMcpChannel;
  readonly calls: { readonly tool: string; readonly args: JsonObject }[];
  /** What `buy` answers, in turn: structured content, or a JSON-RPC error. */
  readonly answers: (JsonObject | 'error')[];
  /** Calls of `wait` answer only after this. */
  release(): void;
}

const anyObject = { type: 'object' };
const tools = [
  {
    name: 'look',
    description: 'Reads',
    inputSchema: anyObject,
    annotations: { readOnlyHint: true },
    extra: 'kept',
  },
  {
    name: 'buy',
    description: 'Buys',
    inputSchema: {
      type: 'object',
      properties: { item: { type: 'string' }, count: { type: 'integer', minimum: 1 } },
      required: ['item'],
    },
  },
  { name: 'fail', description: 'Answers a JSON-RPC error', inputSchema: anyObject },
  { name: 'soft_fail', description: 'Answers a result with isError', inputSchema: anyObject },
  { name: 'wait', description: 'Answers when released', inputSchema: anyObject },
  { name: 'save_session', description: 'Saves', inputSchema: anyObject },
];

export function recordingServer(): RecordingServer {
  const calls: { tool: string; args: JsonObject }[] = [];
  const waiting: (() => void)[] = [];
  const answers: (JsonObject | 'error')[] = [];
  return {
    calls,
    answers,
    release() {
      for (const answer of waiting.splice(0)) answer();
    },
    open: async (listener) => ({
      close: async () => {},
      send(message) {
        if (!('method' in message) || !('id' in message)) return;
        const { id, method, params = {} } = message;
        const answer = (result: JsonObject) => listener.onMessage({ jsonrpc: '2.0', id, result });
        switch (method) {
          case 'initialize':
            return answer({
              protocolVersion: '2025-11-25',
              capabilities: { tools: { listChanged: true } },
              serverInfo: { name: 'recording', version: '1.0.0' },
            });
          case 'tools/list':
            return answer({ tools });
          case 'tools/call': {
            const tool = typeof params['name'] === 'string' ? params['name'] : '';
            const args = (params['arguments'] ?? {}) as JsonObject; // the gateway has checked it
            calls.push({ tool, args });
            const done = { content: [{ type: 'text', text: `did ${tool}` }] };
            if (tool === 'wait') return void waiting.push(() => answer(done));
            const next = tool === 'buy' ? answers.shift() : undefined;
            if (next !== undefined && next !== 'error') return answer({ ...done, structuredContent: next });
            if (tool === 'fail' || next === 'error') {
              return listener.onMessage({
                jsonrpc: '2.0',
                id,
                error: { code: -32000, message: 'upstream says no' },
              });
            }
            return answer(tool === 'soft_fail' ? { ...done, isError: true } : done);
          }
          default:
            return answer({});
        }
      },
    }),
  };
}
