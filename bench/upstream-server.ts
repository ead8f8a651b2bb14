import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { z } from 'zod';

/** The MCP server that is measured against: one of the official SDK, with `echo`, `big` and so many further tools. */
export function createUpstreamServer(furtherTools: number): McpServer {
  const server = new McpServer({ name: 'bench-upstream', version: '1.0.0' });
  server.registerTool(
    'echo',
    { description: 'Answers with its text', inputSchema: { text: z.string() } },
    ({ text }) => ({ content: [{ type: 'text', text }] }),
  );
  server.registerTool(
    'big',
    { description: 'Answers with so many bytes', inputSchema: { bytes: z.number() } },
    ({ bytes }) => ({ content: [{ type: 'text', text: bigText(bytes) }] }),
  );
  for (let index = 0; index < furtherTools; index += 1) {
    server.registerTool(
      `tool_${index}`,
      {
        description: `Number ${index} of many, with a description of ordinary length that says what it is for`,
        inputSchema: { path: z.string().describe('where'), count: z.number().optional() },
      },
      () => ({ content: [] }),
    );
  }
  return server;
}

const texts = new Map<number, string>();

function bigText(bytes: number): string {
  const known = texts.get(bytes);
  if (known !== undefined) return known;
  const made = 'The quick brown fox jumps over the lazy dog. '.repeat(Math.ceil(bytes / 45)).slice(0, bytes);
  texts.set(bytes, made);
  return made;
}
