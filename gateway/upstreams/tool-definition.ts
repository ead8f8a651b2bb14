import { createHash } from 'node:crypto';
import { canonicalJson, isJsonObject, type JsonObject } from '../../contract/json.ts';
import type { ToolDefinition } from '../../contract/model.ts';
import { classifyTool } from '../catalogue/classify-tool.ts';

/** Reads one entry of a `tools/list` result; undefined when it is not a tool. */
export function readToolDefinition(entry: JsonObject): ToolDefinition | undefined {
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
  return { ...stated, ...classifyTool(stated), definitionHash };
}
