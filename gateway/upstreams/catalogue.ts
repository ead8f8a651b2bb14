import type { NewEvent } from '../../contract/events.ts';
import { isJsonObject, type JsonObject } from '../../contract/json.ts';
import type { ToolDefinition, UpstreamView } from '../../contract/model.ts';
import type { Clock, Log } from '../../contract/ports.ts';
import type { OpenChannel } from './channel.ts';
import { connectClient, type McpClient } from './mcp-client.ts';
import { readToolDefinition } from './tool-definition.ts';

/** What is recorded of an upstream here. */
export type UpstreamEvent = Extract<NewEvent, { type: 'upstream.state_changed' | 'upstream.tools_listed' }>;

export interface CatalogueParts {
  readonly name: string;
  readonly version: string;
  readonly open: OpenChannel;
  readonly clock: Clock;
  readonly log: Log;
  readonly record: (event: UpstreamEvent) => void;
  readonly knownTools?: (upstream: string) => readonly ToolDefinition[];
  readonly onListChanged: () => void;
}

/** What an upstream offers, seen over a connection of the gateway's own, and whether it is up. */
export interface Catalogue {
  view(): Pick<UpstreamView, 'state' | 'error' | 'tools'>;
  tool(name: string): ToolDefinition | undefined;
  /** Ends the connection and opens a new one; settles when the old one is gone. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

const backOffMs = [1_000, 2_000, 5_000, 10_000, 30_000, 60_000];
const maxPages = 200;
const maxTools = 10_000;

/** Connects at once, in the background, and again and again while it fails. */
export function startCatalogue(parts: CatalogueParts): Catalogue {
  const { name, clock, log } = parts;
  let state: UpstreamView['state'] = 'starting';
  let error: string | null = null;
  let tools = new Map((parts.knownTools?.(name) ?? []).map((tool) => [tool.name, tool]));
  let hashes = hashesOf([...tools.values()]);
  let client: McpClient | undefined;
  let failures = 0;
  let cancelRetry = () => {};
  /** Which connection counts: what an older one reports is old news. */
  let generation = 0;

  function change(next: UpstreamView['state'], why: string | null): void {
    if (state === next && error === why) return;
    state = next;
    error = why;
    parts.record({ type: 'upstream.state_changed', data: { name, state, error } });
  }

  async function connect(): Promise<void> {
    generation += 1;
    const mine = generation;
    const isCurrent = () => mine === generation;
    try {
      const opened = await connectClient(parts, {
        onToolsChanged: () => void refresh(opened, isCurrent),
        onClose: (what) => isCurrent() && failed(what),
      });
      if (!isCurrent()) return await opened.close();
      client = opened;
      await list(opened, isCurrent);
      if (!isCurrent()) return;
      change('ready', null);
      clock.after(30_000, () => {
        if (isCurrent()) failures = 0;
      });
    } catch (cause) {
      if (isCurrent()) failed(cause instanceof Error ? cause.message : String(cause));
    }
  }

  /** Never rejects: a list that cannot be had again leaves the last one standing. */
  async function refresh(from: McpClient, isCurrent: () => boolean): Promise<void> {
    try {
      await list(from, isCurrent);
    } catch (cause) {
      log.warn('the tools of an upstream could not be listed again', {
        upstream: name,
        error: String(cause),
      });
    }
  }

  async function list(from: McpClient, isCurrent: () => boolean): Promise<void> {
    const listed = from.hasTools ? await listAll(from) : [];
    if (!isCurrent()) return;
    tools = new Map(listed.map((tool) => [tool.name, tool]));
    const next = hashesOf(listed);
    if (next === hashes) return;
    hashes = next;
    parts.record({ type: 'upstream.tools_listed', data: { name, tools: listed } });
    parts.onListChanged();
  }

  function failed(what: string): void {
    generation += 1;
    const broken = client;
    client = undefined;
    if (broken) void broken.close(); // never rejects
    change('failed', `upstream \`${name}\` is not available: ${what}`);
    const delay = backOffMs[Math.min(failures, backOffMs.length - 1)] ?? 60_000;
    failures += 1;
    cancelRetry = clock.after(delay, () => void connect()); // never rejects
  }

  async function disconnect(): Promise<void> {
    generation += 1;
    cancelRetry();
    const old = client;
    client = undefined;
    await old?.close();
  }

  void connect(); // never rejects
  return {
    view: () => ({ state, error, tools: [...tools.values()] }),
    tool: (tool) => tools.get(tool),
    async restart() {
      await disconnect();
      failures = 0;
      change('starting', null);
      void connect(); // never rejects
    },
    async close() {
      state = 'stopped';
      await disconnect();
    },
  };
}

async function listAll(client: McpClient): Promise<ToolDefinition[]> {
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

function hashesOf(tools: readonly ToolDefinition[]): string {
  return tools
    .map((tool) => `${tool.name} ${tool.definitionHash}`)
    .sort()
    .join('\n');
}
