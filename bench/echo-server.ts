import type { JsonObject } from '../contract/json.ts';
import type { OpenMcpChannel } from '../contract/mcp.ts';

const tool = {
  name: 'echo',
  description: 'Answers with its text',
  inputSchema: { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] },
};

/** The smallest MCP server there is, in this process: what is measured is the way to it. */
export const echoServer: OpenMcpChannel = async (listener) => ({
  send(message) {
    if (!('method' in message) || !('id' in message)) return;
    const { id, method, params } = message;
    const text = (params?.['arguments'] as JsonObject | undefined)?.['text'] ?? ''; // our own client sends an object
    const results: Record<string, JsonObject> = {
      initialize: {
        protocolVersion: '2025-11-25',
        capabilities: { tools: {} },
        serverInfo: { name: 'inside', version: '1.0.0' },
      },
      'tools/list': { tools: [tool] },
      'tools/call': { content: [{ type: 'text', text }] },
    };
    listener.onMessage({ jsonrpc: '2.0', id, result: results[method] ?? {} });
  },
  close: async () => {},
});
