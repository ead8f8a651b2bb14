import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { StartedApp } from './start-app.ts';

export interface Agent {
  /** Calls a tool and answers the text of its result. */
  call(tool: string, args?: Record<string, unknown>): Promise<string>;
  close(): Promise<void>;
}

/** An MCP client with a grant of its own, as an agent would connect. */
export async function connectAgent({ app, grant }: StartedApp, name: string): Promise<Agent> {
  const client = new Client({ name: 'shopper', version: '1.2.3' });
  const authorization = `Bearer ${await grant(name)}`;
  const transport = new StreamableHTTPClientTransport(new URL(`${app.mcpUrl}/cart`), {
    requestInit: { headers: { authorization } },
  });
  await client.connect(transport);
  return {
    async call(tool, args = {}) {
      const result = await client.callTool({ name: tool, arguments: args }, undefined, { timeout: 90_000 });
      return (result.content as { text?: string }[]).map((it) => it.text ?? '').join('\n');
    },
    close: () => client.close(),
  };
}
