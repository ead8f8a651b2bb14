import type { UpstreamHealth, UpstreamSignIn, UpstreamSpec, UpstreamView } from '../../contract/model.ts';
import type { OpenMcpChannel } from '../../contract/mcp.ts';
import type { Clock, Ids, Log, SecretStore } from '../../contract/ports.ts';
import { addressOf } from './address.ts';
import { createBreaker, type Breaker } from './breaker.ts';
import { startCatalogue, type Catalogue, type CatalogueParts } from './catalogue.ts';
import type { OpenChannel } from './channel.ts';
import { guardedLink, guardedOpen } from './guarded.ts';
import { openHttpChannel } from './http-channel.ts';
import { openEitherEra } from './either-era.ts';
import { createHttpEras } from './http-eras.ts';
import { createHttpLink } from './http-link.ts';
import { openInProcessChannel } from './in-process-channel.ts';
import { openModernChannel } from './modern-channel.ts';
import { authorizedLink } from './oauth/authorized-link.ts';
import { createOAuthSession, type OAuthSession } from './oauth/oauth-session.ts';
import type { SearchPath } from './search-path.ts';
import { openSharedChannel } from './shared-channel.ts';
import { openSseChannel } from './sse-channel.ts';
import { openStdioChannel } from './stdio-channel.ts';
import { secretTexts } from './stored-spec.ts';
import { createUpstreamLog, type UpstreamLog } from './upstream-log.ts';
import type { Connection, Upstream } from './upstream.ts';

/** One upstream with all that belongs to it. */
export interface UpstreamEntry {
  readonly upstream: Upstream;
  readonly catalogue: Catalogue;
  readonly log: UpstreamLog;
  readonly oauth: OAuthSession | undefined;
  health(): UpstreamHealth;
  /** Forgets what was held against it. */
  reset(): void;
  close(): Promise<void>;
}

export interface EntryParts {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly version: string;
  readonly searchPath: SearchPath;
  /** Absent: no sign-in. */
  readonly secrets?: SecretStore | undefined;
  readonly redirectUri: () => string | undefined;
  readonly onSignIn: (name: string, signIn: UpstreamSignIn | null, issuer?: string) => void;
  /** What is the same for the catalogue of every upstream. */
  readonly catalogue: Pick<CatalogueParts, 'record' | 'knownTools'>;
}

/** A process that only listens for changes is ended after this; sessions have their own. */
const catalogueIdleMs = 15_000;
const startBreaker = { threshold: 3, openMs: [1_000, 2_000, 5_000, 10_000, 30_000] };
/** Short: a server that is back should be used again at once, and a refused connection costs little. */
const reachBreaker = { threshold: 5, openMs: [1_000, 2_000, 5_000] };

type Make = {
  readonly description: Pick<UpstreamView, 'name' | 'kind' | 'address'>;
  readonly isStopped: boolean;
  readonly breaker: Breaker | undefined;
  readonly openCatalogue: OpenChannel;
  readonly connection: () => Connection;
  readonly idleMs?: number;
  readonly oauth?: OAuthSession | undefined;
  readonly traits: () => Pick<UpstreamHealth, 'transport' | 'eras'>;
  readonly processes?: () => number;
  readonly end?: () => Promise<void>;
  readonly upstreamLog: UpstreamLog;
};

export function inProcessEntry(name: string, open: OpenMcpChannel, parts: EntryParts): UpstreamEntry {
  const channel = openInProcessChannel(open);
  return entryOf(parts, {
    description: { name, kind: 'in-process', address: 'built in' },
    isStopped: false,
    breaker: undefined,
    openCatalogue: channel,
    connection: () => ({ kind: 'pump', open: channel }),
    traits: () => ({ transport: 'in-process', eras: ['legacy'] }),
    upstreamLog: createUpstreamLog(parts.clock, []),
  });
}

export function addedEntry(spec: UpstreamSpec, isStopped: boolean, parts: EntryParts): UpstreamEntry {
  return spec.kind === 'stdio' ? stdioEntry(spec, isStopped, parts) : httpEntry(spec, isStopped, parts);
}

function stdioEntry(
  spec: Extract<UpstreamSpec, { kind: 'stdio' }>,
  isStopped: boolean,
  parts: EntryParts,
): UpstreamEntry {
  const upstreamLog = createUpstreamLog(parts.clock, secretTexts(spec));
  let processes = 0;
  const onProcess = (change: number) => (processes += change);
  const own = openEitherEra(openStdioChannel(spec, { ...parts, upstreamLog, onProcess }), parts.clock);
  const open = spec.isShared === true ? openSharedChannel(own, parts) : own;
  const breaker = createBreaker({ ...parts, ...startBreaker, onOpen: () => entry.catalogue.lookAgain() });
  // The catalogue of a shared one hears of changes itself.
  const onToolsChanged = spec.isShared === true ? () => {} : () => entry.catalogue.lookAgain();
  const guarded = guardedOpen(open, breaker, () => whyClosed(entry), onToolsChanged);
  const entry = entryOf(parts, {
    description: { name: spec.name, kind: 'stdio', address: addressOf(spec) },
    isStopped,
    breaker,
    openCatalogue: open,
    connection: () => ({ kind: 'pump', open: guarded }),
    ...(spec.isShared !== true && { idleMs: catalogueIdleMs }),
    traits: () => ({ transport: 'stdio', eras: ['legacy'] }),
    processes: () => processes,
    upstreamLog,
  });
  return entry;
}

/** A key of the user's own stands where a sign-in would. */
export function hasOwnKey(spec: UpstreamSpec): boolean {
  const headers = spec.kind === 'http' ? (spec.headers ?? {}) : {};
  return Object.keys(headers).some((it) => it.toLowerCase() === 'authorization');
}

function httpEntry(
  spec: Extract<UpstreamSpec, { kind: 'http' }>,
  isStopped: boolean,
  parts: EntryParts,
): UpstreamEntry {
  const { name, url, headers } = spec;
  const { clock, version, secrets: store } = parts;
  const upstreamLog = createUpstreamLog(clock, secretTexts(spec));
  const oauth =
    store === undefined || hasOwnKey(spec)
      ? undefined
      : createOAuthSession({
          ...parts,
          name,
          url,
          given: spec.oauth,
          secrets: store,
          onChanged(signIn, issuer) {
            upstreamLog.add('gateway', `sign-in: ${signIn?.replaceAll('_', ' ') ?? 'not needed'}`);
            parts.onSignIn(name, signIn, issuer);
          },
          onRevoked: (text) => upstreamLog.add('gateway', text),
          onSignedIn: () => void entry.catalogue.restart(), // never rejects
        });
  const plain = createHttpLink(url, headers ?? {}, clock);
  const link = oauth ? authorizedLink(plain, oauth, name) : plain;
  const eras = createHttpEras(link, { clock, version, isSse: spec.transport === 'sse' });
  const speakLegacy = openHttpChannel(link, clock);
  const speakSse = openSseChannel(link, url, clock);
  const definition = (tool: string) => entry.catalogue.tool(tool);
  const speakModern = openModernChannel({ link, clock, definition });
  const open: OpenChannel = async (listener) => {
    const { legacy } = await eras.find();
    if (eras.isSse) return speakSse(listener);
    return legacy ? speakLegacy(listener) : speakModern(listener);
  };
  const breaker = createBreaker({ clock, ...reachBreaker, onOpen: () => entry.catalogue.lookAgain() });
  const why = () => whyClosed(entry);
  const relayed = guardedLink(link, breaker, why);
  const guarded = guardedOpen(open, breaker, why, () => entry.catalogue.lookAgain());
  const relay: Connection = { kind: 'relay', link: relayed, eras, open: guarded };
  const pump: Connection = { kind: 'pump', open: guarded };
  const entry = entryOf(parts, {
    description: { name, kind: 'http', address: addressOf(spec) },
    isStopped,
    breaker,
    async openCatalogue(listener) {
      // A new version of it may have learned another era since.
      await eras.refresh();
      return open(listener);
    },
    connection: () => (eras.isSse ? pump : relay),
    oauth,
    traits() {
      const known = eras.known();
      const spoken = (['legacy', 'modern'] as const).filter((it) => known?.[it]);
      return { transport: known ? (eras.isSse ? 'sse' : 'streamable') : null, eras: spoken };
    },
    end: () => plain.close(),
    upstreamLog,
  });
  return entry;
}

function whyClosed(entry: UpstreamEntry): string | undefined {
  return entry.catalogue.view().state === 'stopped'
    ? 'it is stopped: start it on the Upstreams page, or with `checkstand upstreams start`'
    : undefined;
}

function entryOf(parts: EntryParts, make: Make): UpstreamEntry {
  const { description, oauth, breaker } = make;
  const { name } = description;
  const startedAt = parts.clock.now();
  const catalogue = startCatalogue({
    ...parts.catalogue,
    name,
    version: parts.version,
    clock: parts.clock,
    log: parts.log,
    upstreamLog: make.upstreamLog,
    open: make.openCatalogue,
    onReady: () => breaker?.reset(),
    isStopped: make.isStopped,
    ...(make.idleMs !== undefined && { idleMs: make.idleMs }),
  });
  return {
    catalogue,
    oauth,
    log: make.upstreamLog,
    upstream: {
      name,
      get connection() {
        return make.connection();
      },
      view: () => ({ ...description, ...catalogue.view(), ...(oauth?.signIn && { signIn: oauth.signIn }) }),
      tool: (tool) => catalogue.tool(tool),
      ownTool: (tool) => catalogue.ownTool(tool),
      get revision() {
        return catalogue.revision;
      },
      sawTools: (entries) => catalogue.sawTools(entries),
    },
    health: () => ({
      name,
      ...catalogue.health(),
      ...(breaker && breaker.state !== 'closed' && { retryAt: breaker.retryAt }),
      breaker: breaker?.state ?? 'closed',
      ...make.traits(),
      processes: make.processes?.() ?? 0,
      startedAt,
      signIn: oauth?.signIn ?? null,
    }),
    reset: () => breaker?.reset(),
    async close() {
      oauth?.close();
      await catalogue.close();
      await make.end?.();
    },
  };
}
