import { ApiError } from '../../contract/errors.ts';
import type { OpenMcpChannel } from '../../contract/mcp.ts';
import type { ToolDefinition, UpstreamSpec, UpstreamView } from '../../contract/model.ts';
import type { Clock, Ids, Log, Release } from '../../contract/ports.ts';
import { addressOf } from './address.ts';
import { startCatalogue, type Catalogue, type UpstreamEvent } from './catalogue.ts';
import type { OpenChannel } from './channel.ts';
import { openEitherEra } from './either-era.ts';
import { createHttpLink, type HttpLink } from './http-link.ts';
import { openHttpChannel } from './http-channel.ts';
import { createHttpEras, type HttpEras } from './http-eras.ts';
import { openInProcessChannel } from './in-process-channel.ts';
import { openModernChannel } from './modern-channel.ts';
import { openStdioChannel } from './stdio-channel.ts';

export interface UpstreamsParts {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly version: string;
  readonly record: (event: UpstreamEvent) => void;
  /** What was last recorded of an upstream's tools: the same again is not recorded again. */
  readonly knownTools?: (upstream: string) => readonly ToolDefinition[];
}

/** How client sessions reach an upstream. */
export type Connection =
  | { readonly kind: 'pump'; readonly open: OpenChannel }
  | {
      readonly kind: 'relay';
      readonly link: HttpLink;
      readonly eras: HttpEras;
      /** A conversation in the legacy era, whatever the upstream speaks. */
      readonly open: OpenChannel;
    };

export interface Upstream {
  readonly name: string;
  readonly connection: Connection;
  view(): UpstreamView;
  tool(name: string): ToolDefinition | undefined;
}

/** The upstreams and what they offer. Starting one never waits for it: its state tells. */
export interface Upstreams {
  addInProcess(upstream: { name: string; open: OpenMcpChannel }): void;
  /** A name that is taken is a `conflict`. */
  add(spec: UpstreamSpec): void;
  /** An unknown name is `not_found`. */
  remove(name: string): Promise<void>;
  restart(name: string): Promise<void>;
  get(name: string): Upstream | undefined;
  views(): UpstreamView[];
  tool(upstream: string, tool: string): ToolDefinition | undefined;
  onListChanged(listener: (upstream: string) => void): Release;
  /** Its sessions are over: it was removed or restarted. */
  onReset(listener: (upstream: string) => void): Release;
  close(): Promise<void>;
}

interface Entry {
  readonly upstream: Upstream;
  readonly catalogue: Catalogue;
}

export function createUpstreams(parts: UpstreamsParts): Upstreams {
  const entries = new Map<string, Entry>();
  const listListeners = new Set<(upstream: string) => void>();
  const resetListeners = new Set<(upstream: string) => void>();

  function start(
    description: Pick<UpstreamView, 'name' | 'kind' | 'address'>,
    connection: Connection,
    openCatalogue: OpenChannel,
  ): void {
    const { name } = description;
    if (entries.has(name)) throw new ApiError('conflict', `an upstream named \`${name}\` exists already`);
    const catalogue = startCatalogue({
      ...parts,
      name,
      open: openCatalogue,
      onListChanged: () => listListeners.forEach((listener) => listener(name)),
    });
    const upstream: Upstream = {
      name,
      connection,
      view: () => ({ ...description, ...catalogue.view() }),
      tool: (tool) => catalogue.tool(tool),
    };
    entries.set(name, { upstream, catalogue });
  }

  function known(name: string): Entry {
    const entry = entries.get(name);
    if (!entry) throw new ApiError('not_found', `no upstream is named \`${name}\``);
    return entry;
  }

  return {
    addInProcess({ name, open }) {
      const channel = openInProcessChannel(open);
      start({ name, kind: 'in-process', address: 'built in' }, { kind: 'pump', open: channel }, channel);
    },
    add(spec) {
      const description = { name: spec.name, kind: spec.kind, address: addressOf(spec) };
      if (spec.kind === 'stdio') {
        const channel = openEitherEra(openStdioChannel(spec, parts), parts.clock);
        start(description, { kind: 'pump', open: channel }, channel);
      } else {
        const link = createHttpLink(spec.url, spec.headers);
        const eras = createHttpEras(link, parts.clock, parts.version);
        const speakLegacy = openHttpChannel(link, parts.clock);
        const speakModern = openModernChannel({
          link,
          clock: parts.clock,
          definition: (tool) => entries.get(spec.name)?.catalogue.tool(tool),
        });
        const open: OpenChannel = async (listener) =>
          (await eras.find()).legacy ? speakLegacy(listener) : speakModern(listener);
        start(description, { kind: 'relay', link, eras, open }, async (listener) => {
          // A new version of it may have learned another era since.
          await eras.refresh();
          return open(listener);
        });
      }
    },
    async remove(name) {
      const { catalogue, upstream } = known(name);
      entries.delete(name);
      resetListeners.forEach((listener) => listener(name));
      await catalogue.close();
      if (upstream.connection.kind === 'relay') await upstream.connection.link.close();
    },
    async restart(name) {
      const { catalogue } = known(name);
      resetListeners.forEach((listener) => listener(name));
      await catalogue.restart();
    },
    get: (name) => entries.get(name)?.upstream,
    views: () => [...entries.values()].map(({ upstream }) => upstream.view()),
    tool: (upstream, tool) => entries.get(upstream)?.catalogue.tool(tool),
    onListChanged(listener) {
      listListeners.add(listener);
      return () => listListeners.delete(listener);
    },
    onReset(listener) {
      resetListeners.add(listener);
      return () => resetListeners.delete(listener);
    },
    async close() {
      await Promise.all([...entries.values()].map(({ catalogue }) => catalogue.close()));
      for (const { upstream } of entries.values()) {
        if (upstream.connection.kind === 'relay') await upstream.connection.link.close();
      }
    },
  };
}
