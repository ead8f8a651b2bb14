import { isJsonObject, type JsonObject, type JsonValue } from '../../contract/json.ts';

/** A server as its configuration states it, in whatever dialect. */
export interface FoundServer {
  /** Unique within the configuration. */
  readonly key: string;
  readonly name: string;
  readonly entry: JsonObject;
}

/** The members under which clients keep their servers. */
const containers = ['mcpServers', 'mcp_servers', 'context_servers', 'servers', 'mcp', 'extensions'];

/** All servers in a configuration of any client; a bare entry, and a bare list of them, count too. */
export function findServers(document: JsonObject): FoundServer[] {
  const found = [...inContainers(document, ''), ...inProjects(document)];
  if (found.length > 0) return found;
  if (isServer(document)) {
    const name = nameOf(document);
    return [{ key: name || 'server', name, entry: document }];
  }
  return inContainer(document, '');
}

function inContainers(document: JsonObject, prefix: string): FoundServer[] {
  return containers.flatMap((name) => {
    const container = document[name];
    if (!isJsonObject(container)) return [];
    const inner = inContainer(container, prefix);
    // The settings of VS Code: `"mcp": { "servers": { … } }`.
    return inner.length > 0 ? inner : inContainers(container, prefix);
  });
}

/** Claude Code keeps those of a project under its path. */
function inProjects(document: JsonObject): FoundServer[] {
  const { projects } = document;
  if (!isJsonObject(projects)) return [];
  return Object.entries(projects).flatMap(([path, project]) =>
    isJsonObject(project) ? inContainers(project, `${path}: `) : [],
  );
}

function inContainer(container: JsonObject, prefix: string): FoundServer[] {
  return Object.entries(container).flatMap(([name, entry]) =>
    isServer(entry) ? [{ key: `${prefix}${name}`, name, entry }] : [],
  );
}

function isServer(entry: JsonValue | undefined): entry is JsonObject {
  if (!isJsonObject(entry)) return false;
  return ['command', 'url', 'serverUrl', 'httpUrl', 'uri', 'cmd'].some((it) => Object.hasOwn(entry, it));
}

function nameOf(entry: JsonObject): string {
  return typeof entry['name'] === 'string' ? entry['name'] : 'server';
}
