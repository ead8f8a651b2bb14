import { isJsonObject, type JsonObject, type JsonValue } from '../../contract/json.ts';
import type { OpenMcpChannel } from '../../contract/mcp.ts';

/** An in-process MCP server that keeps what reached it: the proof that a refused call was not executed. */
export interface RecordingServer {
  readonly open: OpenMcpChannel;
  readonly calls: { readonly tool: string; readonly args: JsonObject }[];
  /** What `buy` answers, in turn: structured content, or a JSON-RPC error. */
  readonly answers: (JsonObject | 'error')[];
  /** What came with them under `checkstand/expected`. */
  readonly expectations: JsonValue[];
  /** The tools are described otherwise from now on, and clients are told. */
  redefine(): void;
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
  const expectations: JsonValue[] = [];
  const listeners = new Set<Parameters<OpenMcpChannel>[0]>();
  let revision = 1;
  return {
    calls,
    answers,
    expectations,
    redefine() {
      revision += 1;
      for (const listener of listeners) {
        listener.onMessage({ jsonrpc: '2.0', method: 'notifications/tools/list_changed' });
      }
    },
    release() {
      for (const answer of waiting.splice(0)) answer();
    },
    open: async (listener) => ({
      close: async () => void listeners.delete(listener),
      send(message) {
        listeners.add(listener);
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
            return answer({
              tools: tools.map((it) => (revision === 1 ? it : { ...it, title: `Revision ${revision}` })),
            });
          case 'tools/call': {
            const tool = typeof params['name'] === 'string' ? params['name'] : '';
            const args = (params['arguments'] ?? {}) as JsonObject; // the gateway has checked it
            calls.push({ tool, args });
            const meta = params['_meta'];
            if (isJsonObject(meta)) expectations.push(meta['checkstand/expected'] ?? null);
            const done = { content: [{ type: 'text', text: `did ${tool}` }] };
            if (tool === 'wait') return void waiting.push(() => answer(done));
            const next = tool === 'buy' ? answers.shift() : undefined;
            if (next !== undefined && next !== 'error') {
              const isError = next['outcome'] !== undefined && next['outcome'] !== 'ok';
              return answer({ ...done, structuredContent: next, ...(isError && { isError }) });
            }
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
