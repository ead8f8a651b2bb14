import { createHash } from 'node:crypto';
import { canonicalJson, isJsonObject, type JsonObject } from '../../contract/json.ts';
import type { ToolDefinition } from '../../contract/model.ts';
import { classifyTool, type StatedTool } from '../catalogue/classify-tool.ts';

/** Reads one entry of a `tools/list` result; undefined when it is not a tool. */
export function readToolDefinition(entry: JsonObject): ToolDefinition | undefined {
  const read = readStated(entry);
  return read && classified(read);
}

/** What a server states of a tool, and its hash. */
export interface Stated {
  readonly stated: StatedTool;
  readonly definitionHash: string;
}

export function classified({ stated, definitionHash }: Stated): ToolDefinition {
  return { ...stated, ...classifyTool(stated), definitionHash };
}

/** The same without its class, which costs ten times as much. */
export function readStated(entry: JsonObject): Stated | undefined {
  const { name, title, description, inputSchema, outputSchema, annotations } = entry;
  if (typeof name !== 'string' || name === '' || !isJsonObject(inputSchema)) return undefined;
  const stated = {
    name,
    ...(typeof title === 'string' && { title }),
    ...(typeof description === 'string' && { description }),
    inputSchema,
    ...(isJsonObject(outputSchema) && { outputSchema }),
    ...(isJsonObject(annotations) && { annotations }),
  };
  // What the model reads and what the call may carry: a change of any of it is a changed tool.
  const definitionHash = createHash('sha256').update(canonicalJson(stated)).digest('hex');
  return { stated, definitionHash };
}
