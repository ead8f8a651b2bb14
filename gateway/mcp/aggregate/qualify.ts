import { isJsonObject, type JsonObject, type JsonValue } from '../../../contract/json.ts';
import { joinName, joinUri } from './names.ts';

/** A kind of list that the aggregate puts together. */
export interface ListKind {
  /** The member of the result that holds the entries. */
  readonly entries: string;
  /** The capability by which a server says that it has such a list. */
  readonly capability: string;
  /** An entry under its name in the aggregate; undefined when it has none. */
  readonly qualify: (upstream: string, entry: JsonObject) => JsonObject | undefined;
}

export const listKinds: Readonly<Record<string, ListKind>> = {
  'tools/list': { entries: 'tools', capability: 'tools', qualify: qualifiedTool },
  'prompts/list': { entries: 'prompts', capability: 'prompts', qualify: renamed('name', joinName) },
  'resources/list': { entries: 'resources', capability: 'resources', qualify: renamed('uri', joinUri) },
  'resources/templates/list': {
    entries: 'resourceTemplates',
    capability: 'resources',
    qualify: renamed('uriTemplate', joinUri),
  },
};

/** The entries of one upstream's page; undefined when one of them cannot be read. */
export function qualifiedEntries(
  kind: ListKind,
  upstream: string,
  result: JsonObject,
): JsonObject[] | undefined {
  const entries = result[kind.entries];
  if (!Array.isArray(entries)) return undefined;
  const qualified = entries.map((it) => (isJsonObject(it) ? kind.qualify(upstream, it) : undefined));
  return qualified.includes(undefined) ? undefined : qualified.filter((it) => it !== undefined);
}

/** The result of a request to one upstream, with the resources it names under their names in the aggregate. */
export function qualifiedResult(upstream: string, method: string, result: JsonObject): JsonObject {
  switch (method) {
    case 'tools/call':
      return withEach(result, 'content', (it) => qualifiedContent(upstream, it));
    case 'prompts/get':
      return withEach(result, 'messages', (message) => {
        const { content } = message;
        return isJsonObject(content) ? { ...message, content: qualifiedContent(upstream, content) } : message;
      });
    case 'resources/read':
      return withEach(result, 'contents', (it) => withUri(upstream, it));
    default:
      return result;
  }
}

/** Content that names a resource: a link, or the resource itself. */
function qualifiedContent(upstream: string, content: JsonObject): JsonObject {
  const { type, resource } = content;
  if (type === 'resource_link') return withUri(upstream, content);
  if (type !== 'resource' || !isJsonObject(resource)) return content;
  return { ...content, resource: withUri(upstream, resource) };
}

/** A tool may name the page it is shown with (extension "MCP Apps"): a resource like any other. */
function qualifiedTool(upstream: string, tool: JsonObject): JsonObject | undefined {
  const named = renamed('name', joinName)(upstream, tool);
  const meta = named?.['_meta'];
  if (!named || !isJsonObject(meta)) return named;
  const shown = { ...meta };
  if (typeof meta['ui/resourceUri'] === 'string')
    shown['ui/resourceUri'] = joinUri(upstream, meta['ui/resourceUri']);
  const { ui } = meta;
  if (isJsonObject(ui) && typeof ui['resourceUri'] === 'string')
    shown['ui'] = { ...ui, resourceUri: joinUri(upstream, ui['resourceUri']) };
  return { ...named, _meta: shown };
}

function renamed(key: string, join: (upstream: string, own: string) => string): ListKind['qualify'] {
  return (upstream, entry) => {
    const own = entry[key];
    return typeof own === 'string' ? { ...entry, [key]: join(upstream, own) } : undefined;
  };
}

function withUri(upstream: string, holder: JsonObject): JsonObject {
  return renamed('uri', joinUri)(upstream, holder) ?? holder;
}

function withEach(result: JsonObject, key: string, change: (entry: JsonObject) => JsonObject): JsonObject {
  const entries = result[key];
  if (!Array.isArray(entries)) return result;
  const changed: JsonValue[] = entries.map((it) => (isJsonObject(it) ? change(it) : it));
  return { ...result, [key]: changed };
}
