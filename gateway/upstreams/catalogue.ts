import type { JsonObject } from '../../contract/json.ts';
import type { NewEvent } from '../../contract/events.ts';
import type { ToolDefinition, UpstreamHealth, UpstreamView } from '../../contract/model.ts';
import type { Clock, Log } from '../../contract/ports.ts';
import type { OpenChannel } from './channel.ts';
import { listTools } from './list-tools.ts';
import { connectClient, type McpClient } from './mcp-client.ts';
import { classified, readStated, type Stated } from './tool-definition.ts';
import type { UpstreamLog } from './upstream-log.ts';

/** What is recorded of an upstream here. */
export type UpstreamEvent = Extract<
  NewEvent,
  { type: 'upstream.state_changed' | 'upstream.tools_listed' | 'upstream.sign_in_changed' }
>;

export interface CatalogueParts {
  readonly name: string;
  readonly version: string;
  readonly open: OpenChannel;
  readonly clock: Clock;
  readonly log: Log;
  readonly upstreamLog: UpstreamLog;
  readonly record: (event: UpstreamEvent) => void;
  readonly knownTools?: (upstream: string) => readonly ToolDefinition[];
  /** It answered: whatever was held against it is forgotten. */
  readonly onReady?: () => void;
  /** Ends the connection some time after it was of use. Absent: it is kept, to hear of changes. */
  readonly idleMs?: number;
  /** The person stopped it: nothing is connected before `start`. */
  readonly isStopped?: boolean;
}

/** What an upstream offers, seen over a connection of the gateway's own, and whether it is up. */
export interface Catalogue {
  view(): Pick<UpstreamView, 'state' | 'error' | 'tools'>;
  health(): Pick<UpstreamHealth, 'state' | 'since' | 'failures' | 'lastError' | 'retryAt' | 'server'>;
  tool(name: string): ToolDefinition | undefined;
  /** As the gateway's own connection was shown it. */
  ownTool(name: string): ToolDefinition | undefined;
  /** Changes whenever `tool` may answer differently. */
  readonly revision: number;
  /**
   * What a client is shown counts, not what the gateway was: a server may tell them apart, or change without saying so.
   * It stands until the gateway is shown the same or something new, or the upstream is started anew: another client who
   * is shown what was known before does not vouch for this one.
   */
  sawTools(entries: readonly JsonObject[]): void;
  /** Looks again what it offers, soon: something else saw that it changed, or that it does not answer. */
  lookAgain(): void;
  /** Ends the connection and opens a new one; settles when the old one is gone. */
  restart(): Promise<void>;
  /** Ends the connection and does not open another. */
  stop(): Promise<void>;
  close(): Promise<void>;
}

/** A definition that clients were shown, the newest of those that the gateway was not. */
interface Shown {
  readonly definition: ToolDefinition;
  /** Of all such since they came to differ. */
  readonly hashes: Set<string>;
}

/** A server that says something else each time has shown what it is; its tools ask by then. */
const mostHashes = 20;
const mostShown = 200;
const backOffMs = [1_000, 2_000, 5_000, 10_000, 30_000, 60_000];
/** After so long without a failure the next one counts as the first. */
const steadyMs = 30_000;
/** Changes that come in a burst are looked at once. */
const burstMs = 500;

/** Connects at once, in the background, and again and again while it fails. */
export function startCatalogue(parts: CatalogueParts): Catalogue {
  const { name, clock, log, upstreamLog } = parts;
  let state: UpstreamView['state'] = parts.isStopped ? 'stopped' : 'starting';
  let since = clock.now();
  let error: string | null = null;
  let lastError: UpstreamHealth['lastError'] = null;
  let retryAt: number | null = null;
  let own = new Map((parts.knownTools?.(name) ?? []).map((tool) => [tool.name, tool]));
  /** Shown to clients, and other than `own`. */
  const shown = new Map<string, Shown>();
  let tools = own;
  let hashes = hashesOf(tools);
  let revision = 0;
  let client: McpClient | undefined;
  let server: UpstreamHealth['server'] = null;
  let failures = 0;
  let cancelRetry = () => {};
  let cancelIdle = () => {};
  let cancelLook = () => {};
  let isClosed = false;
  /** Which connection counts: what an older one reports is old news. */
  let generation = 0;

  function change(next: UpstreamView['state'], why: string | null): void {
    if (state === next && error === why) return;
    if (state !== next) since = clock.now();
    state = next;
    error = why;
    upstreamLog.add('gateway', why ?? next);
    parts.record({ type: 'upstream.state_changed', data: { name, state, error } });
  }

  async function connect(): Promise<void> {
    generation += 1;
    const mine = generation;
    const isCurrent = () => mine === generation;
    retryAt = null;
    try {
      const opened = await connectClient(parts, {
        onToolsChanged: () => void refresh(opened, isCurrent),
        onClose: (what) => isCurrent() && failed(what),
      });
      if (!isCurrent()) return await opened.close();
      client = opened;
      server = opened.server;
      await list(opened, isCurrent);
      if (!isCurrent()) return;
      change('ready', null);
      parts.onReady?.();
      clock.after(steadyMs, () => {
        if (isCurrent()) failures = 0;
      });
      endWhenIdle(opened, isCurrent);
    } catch (cause) {
      if (isCurrent()) failed(cause instanceof Error ? cause.message : String(cause));
    }
  }

  /** A process that only waits for a change is dear; a session's own connection tells of changes too. */
  function endWhenIdle(opened: McpClient, isCurrent: () => boolean): void {
    cancelIdle();
    if (parts.idleMs === undefined) return;
    cancelIdle = clock.after(parts.idleMs, () => {
      if (!isCurrent()) return;
      client = undefined;
      generation += 1;
      failures = 0;
      void opened.close(); // never rejects
    });
  }

  /** Never rejects: a list that cannot be had again leaves the last one standing. */
  async function refresh(from: McpClient, isCurrent: () => boolean): Promise<void> {
    endWhenIdle(from, isCurrent);
    try {
      await list(from, isCurrent);
    } catch (cause) {
      const what = upstreamLog.redact(String(cause));
      upstreamLog.add('gateway', `its tools could not be listed again: ${what}`);
      log.warn('the tools of an upstream could not be listed again', { upstream: name, error: what });
    }
  }

  async function list(from: McpClient, isCurrent: () => boolean): Promise<void> {
    const listed = await listTools(from);
    if (!isCurrent()) return;
    const before = own;
    own = new Map(listed.map((tool) => [tool.name, tool]));
    for (const [tool, { definition, hashes: known }] of shown) {
      const now = own.get(tool)?.definitionHash;
      const isNew = now !== undefined && now !== before.get(tool)?.definitionHash && !known.has(now);
      if (isNew || now === definition.definitionHash) shown.delete(tool);
    }
    takeIntoUse();
  }

  function isNews({ stated, definitionHash }: Stated): boolean {
    if (tools.get(stated.name)?.definitionHash === definitionHash) return false;
    const standing = shown.get(stated.name);
    if (!standing) return shown.size < mostShown;
    if (standing.hashes.size >= mostHashes) return false;
    return own.get(stated.name)?.definitionHash !== definitionHash && !standing.hashes.has(definitionHash);
  }

  /** What is known now counts from here on, and is recorded when it is something else than before. */
  function takeIntoUse(): void {
    tools = new Map(own);
    for (const [tool, { definition }] of shown) tools.set(tool, definition);
    const next = hashesOf(tools);
    if (next === hashes) return;
    hashes = next;
    revision += 1;
    parts.record({ type: 'upstream.tools_listed', data: { name, tools: [...tools.values()] } });
  }

  function sawTools(entries: readonly JsonObject[]): void {
    if (isClosed) return;
    const others = entries.flatMap((entry) => {
      const read = readStated(entry);
      return read && isNews(read) ? [read] : [];
    });
    if (others.length === 0) return;
    const changed = others.map(({ stated }) => stated.name).filter((it) => tools.has(it));
    if (changed.length > 0) {
      const text = `a client was shown other definitions than Checkstand: ${changed.join(', ')}`;
      upstreamLog.add('gateway', text.slice(0, 500));
    }
    for (const it of others) {
      const known = shown.get(it.stated.name)?.hashes ?? new Set();
      known.add(it.definitionHash);
      shown.set(it.stated.name, { definition: classified(it), hashes: known });
    }
    takeIntoUse();
    lookAgain();
  }

  function lookAgain(): void {
    cancelLook();
    cancelLook = clock.after(burstMs, () => {
      if (isClosed || state === 'stopped' || state === 'starting') return;
      // One that failed is tried again already, in its own time.
      if (client) void refresh(client, isStill(generation));
      else if (state === 'ready') void connect(); // never rejects
    });
  }

  function failed(what: string): void {
    generation += 1;
    cancelIdle();
    const broken = client;
    client = undefined;
    if (broken) void broken.close(); // never rejects
    const message = upstreamLog.redact(`upstream \`${name}\` is not available: ${what}`);
    lastError = { at: clock.now(), message };
    change('failed', message);
    const delay = backOffMs[Math.min(failures, backOffMs.length - 1)] ?? 60_000;
    failures += 1;
    retryAt = clock.now() + delay;
    cancelRetry = clock.after(delay, () => void connect()); // never rejects
  }

  async function disconnect(): Promise<void> {
    generation += 1;
    cancelRetry();
    cancelIdle();
    cancelLook();
    retryAt = null;
    const old = client;
    client = undefined;
    await old?.close();
  }

  if (state === 'starting') void connect(); // never rejects
  return {
    view: () => ({ state, error, tools: [...tools.values()] }),
    health: () => ({ state, since, failures, lastError, retryAt, server }),
    tool: (tool) => tools.get(tool),
    ownTool: (tool) => own.get(tool),
    get revision() {
      return revision;
    },
    sawTools,
    lookAgain,
    async restart() {
      await disconnect();
      if (isClosed) return;
      failures = 0;
      shown.clear();
      change('starting', null);
      void connect(); // never rejects
    },
    async stop() {
      change('stopped', null);
      failures = 0;
      await disconnect();
    },
    async close() {
      isClosed = true;
      state = 'stopped';
      await disconnect();
    },
  };

  function isStill(mine: number): () => boolean {
    return () => mine === generation;
  }
}

function hashesOf(tools: ReadonlyMap<string, ToolDefinition>): string {
  return [...tools.values()]
    .map((tool) => `${tool.name} ${tool.definitionHash}`)
    .sort()
    .join('\n');
}
