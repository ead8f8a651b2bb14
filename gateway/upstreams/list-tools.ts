import { isJsonObject, type JsonObject } from '../../contract/json.ts';
import type { ToolDefinition } from '../../contract/model.ts';
import type { McpClient } from './mcp-client.ts';
import { readToolDefinition } from './tool-definition.ts';

const maxPages = 200;
const maxTools = 10_000;

/** All tools an upstream offers, page by page; rejects with words when the list cannot be read or has no end. */
export async function listTools(client: McpClient): Promise<ToolDefinition[]> {
  if (!client.hasTools) return [];
  const tools: ToolDefinition[] = [];
  const seen = new Set<string>();
  let cursor: string | undefined;
  for (let page = 0; page < maxPages; page += 1) {
    const result: JsonObject = await client.request('tools/list', cursor === undefined ? {} : { cursor });
    if (!Array.isArray(result['tools']))
      throw new Error('its list of tools cannot be read: `tools` is not an array');
    for (const entry of result['tools']) {
      const tool = isJsonObject(entry) ? readToolDefinition(entry) : undefined;
      if (!tool)
        throw new Error('its list of tools cannot be read: a tool has no `name` or no `inputSchema`');
      tools.push(tool);
    }
    if (tools.length > maxTools) throw new Error(`it lists more than ${maxTools} tools`);
    const { nextCursor } = result;
    if (typeof nextCursor !== 'string') return tools;
    if (seen.has(nextCursor)) throw new Error('its list of tools does not end: a cursor came twice');
    seen.add(nextCursor);
    cursor = nextCursor;
  }
  throw new Error(`its list of tools has more than ${maxPages} pages`);
}
