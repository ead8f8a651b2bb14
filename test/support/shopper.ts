import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import type { StartedApp } from './start-app.ts';

/** What an agent was answered. */
export interface Answer {
  readonly text: string;
  readonly isError: boolean;
  /** What the gateway says of its decision or of changes, in `_meta`. */
  readonly meta: Readonly<Record<string, unknown>>;
}

/** An agent at the cart, over real HTTP, with a grant of its own. */
export interface Shopper {
  call(tool: string, args?: Readonly<Record<string, unknown>>): Promise<Answer>;
  close(): Promise<void>;
}

export async function connectShopper(started: StartedApp, name: string): Promise<Shopper> {
  return connectShopperTo(started.app.mcpUrl, await started.grant(name));
}

/** The same with a token that is there already. */
export async function connectShopperTo(mcpUrl: string, token: string): Promise<Shopper> {
  const client = new Client({ name: 'shopper', version: '1.2.3' });
  const authorization = `Bearer ${token}`;
  const transport = new StreamableHTTPClientTransport(new URL(`${mcpUrl}/cart`), {
    requestInit: { headers: { authorization } },
  });
  await client.connect(transport);
  return {
    call(tool, args = {}) {
      const answer = answerOf(client, tool, args);
      // A call that still waits when the agent leaves ends with a rejection that nobody waits for any more.
      answer.catch(() => undefined);
      return answer;
    },
    close: () => client.close(),
  };
}

async function answerOf(
  client: Client,
  name: string,
  args: Readonly<Record<string, unknown>>,
): Promise<Answer> {
  const patience = { timeout: 110_000 };
  const answer = await client.callTool({ name, arguments: args }, undefined, patience);
  const result = answer as CallToolResult; // the older shape is not in use
  const text = result.content.map((part) => (part.type === 'text' ? part.text : '')).join('\n');
  return { text, isError: result.isError === true, meta: result._meta ?? {} };
}
