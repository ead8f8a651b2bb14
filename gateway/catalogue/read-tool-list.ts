import { isJsonObject, type JsonObject } from '../../contract/json.ts';
import type { ToolDefinition } from '../../contract/model.ts';
import { readToolDefinition } from '../upstreams/tool-definition.ts';

/** A text that holds no list of tools; the message says what was found instead. */
export class ToolListError extends Error {
  readonly code = 'no_tool_list';
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ToolListError';
  }
}

/** Reads a saved list of tools: a bare array, a `tools/list` result, or a JSON-RPC response. */
export function readToolList(text: string): ToolDefinition[] {
  const entries = entriesOf(parse(text));
  return entries.map((entry, at) => {
    const tool = isJsonObject(entry) ? readToolDefinition(withSchema(entry)) : undefined;
    if (!tool) throw new ToolListError(`entry ${at} is no tool: it has no \`name\``);
    return tool;
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    throw new ToolListError(`not JSON: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

function entriesOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (isJsonObject(value)) {
    const { tools, result, error } = value;
    if (Array.isArray(tools)) return tools;
    if (isJsonObject(result) && Array.isArray(result['tools'])) return result['tools'];
    if (isJsonObject(error)) throw new ToolListError('it is an error response, not a list of tools');
  }
  throw new ToolListError(
    'no list of tools in it; expected an array of tools, a `tools/list` result or its JSON-RPC response',
  );
}

/** What was saved by hand may lack the schema, and can be classed all the same. */
function withSchema(entry: JsonObject): JsonObject {
  return isJsonObject(entry['inputSchema']) ? entry : { ...entry, inputSchema: {} };
}
