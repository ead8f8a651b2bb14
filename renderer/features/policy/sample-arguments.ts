import { isJsonObject, type JsonObject, type JsonValue } from '../../../contract/json.ts';
import type { CallView, ToolDefinition } from '../../../contract/model.ts';
import { isRedacted } from './example-of-call.ts';

/** Arguments to begin with: those of the tool's newest call, else what its schema asks for. */
export function sampleArguments(
  tool: string,
  tools: readonly ToolDefinition[],
  calls: readonly CallView[],
): JsonObject {
  const call = calls.find((it) => it.tool === tool && !isRedacted(it.arguments));
  if (call) return call.arguments;
  const schema = tools.find((it) => it.name === tool)?.inputSchema;
  const properties = schema && isJsonObject(schema['properties']) ? schema['properties'] : {};
  const required = Array.isArray(schema?.['required']) ? schema['required'] : [];
  const wanted = Object.entries(properties).filter(([name], at) => required.includes(name) || at === 0);
  return Object.fromEntries(wanted.map(([name, of]) => [name, sampleOf(of)]));
}

function sampleOf(schema: JsonValue): JsonValue {
  if (!isJsonObject(schema)) return '';
  const { default: fallback, enum: values, type } = schema;
  if (fallback !== undefined) return fallback;
  if (Array.isArray(values) && values[0] !== undefined) return values[0];
  switch (type) {
    case 'integer':
    case 'number':
      return 1;
    case 'boolean':
      return true;
    case 'array':
      return [];
    case 'object':
      return {};
    default:
      return '';
  }
}
