import type { DefinitionChange } from '../../contract/catalogue.ts';
import { canonicalJson, isJsonObject, type JsonObject, type JsonValue } from '../../contract/json.ts';
import type { ToolDefinition } from '../../contract/model.ts';

const parts = ['name', 'title', 'description', 'inputSchema', 'outputSchema', 'annotations'] as const;
const maxChanges = 200;

/** What a person has to read to know how two definitions differ: the smallest parts that do, in words. */
export function definitionDiff(before: ToolDefinition, after: ToolDefinition): DefinitionChange[] {
  const changes: DefinitionChange[] = [];
  for (const part of parts) compare([part], before[part], after[part], changes);
  return changes.length <= maxChanges
    ? changes
    : [
        ...changes.slice(0, maxChanges),
        { pointer: '', text: `and ${changes.length - maxChanges} more places differ` },
      ];
}

function compare(
  path: readonly string[],
  before: JsonValue | undefined,
  after: JsonValue | undefined,
  changes: DefinitionChange[],
): void {
  if (before === undefined && after === undefined) return;
  if (before !== undefined && after !== undefined && canonicalJson(before) === canonicalJson(after)) return;
  if (isJsonObject(before) && isJsonObject(after) && path.length < maxDepth) {
    for (const key of keysOf(before, after))
      compare([...path, key], own(before, key), own(after, key), changes);
    return;
  }
  changes.push({
    pointer: path.map((it) => `/${it.replaceAll('~', '~0').replaceAll('/', '~1')}`).join(''),
    text: `${placeName(path)} ${happened(before, after)}`,
    ...(before !== undefined && { before }),
    ...(after !== undefined && { after }),
  });
}

const maxDepth = 40;

function keysOf(before: JsonObject, after: JsonObject): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])];
}

function own(object: JsonObject, key: string): JsonValue | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

function happened(before: JsonValue | undefined, after: JsonValue | undefined): string {
  if (before === undefined) return 'was added';
  return after === undefined ? 'was taken away' : 'was changed';
}

/** "argument `to`", "the description of argument `to`", "the claim `readOnlyHint`". */
function placeName(path: readonly string[]): string {
  const [part = '', ...rest] = path;
  switch (part) {
    case 'inputSchema':
      return schemaPlace(rest, 'argument', 'the input schema');
    case 'outputSchema':
      return schemaPlace(rest, 'result', 'the output schema');
    case 'annotations':
      return rest.length === 0 ? 'the set of annotations' : `the claim \`${rest.join('.')}\``;
    default:
      return `the ${part}`;
  }
}

function schemaPlace(path: readonly string[], what: string, whole: string): string {
  const names: string[] = [];
  let at = 0;
  for (; at < path.length; at += 1) {
    if (path[at] === 'properties' && at + 1 < path.length) {
      at += 1;
      names.push(path[at] ?? '');
    } else if (path[at] !== 'items') break;
  }
  const rest = path.slice(at).join('.');
  const place = names.length > 0 ? `${what} \`${names.join('.')}\`` : whole;
  if (rest === '') return place;
  return rest === 'required' && names.length === 0
    ? `the list of required ${what}s`
    : `the ${rest} of ${place}`;
}
