import { ApiError } from '../../contract/errors.ts';
import type { OpenMcpChannel } from '../../contract/mcp.ts';
import type {
  ToolDefinition,
  UpstreamHealth,
  UpstreamLogLine,
  UpstreamSpec,
  UpstreamView,
} from '../../contract/model.ts';
import type { Clock, Ids, Log, Release, SecretStore } from '../../contract/ports.ts';
import type { UpstreamEvent } from './catalogue.ts';
import { createSearchPath } from './search-path.ts';
import type { Upstream } from './upstream.ts';
import { addedEntry, inProcessEntry, type EntryParts, type UpstreamEntry } from './upstream-entry.ts';

export type { Connection, Upstream } from './upstream.ts';

export interface UpstreamsParts {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly version: string;
  readonly record: (event: UpstreamEvent) => void;
  /** What was last recorded of an upstream's tools: the same again is not recorded again. */
  readonly knownTools?: (upstream: string) => readonly ToolDefinition[];
  /** Where sign-ins are kept. Absent: nobody can sign in anywhere. */
  readonly secrets?: SecretStore;
  /** Where the browser comes back to after a sign-in; undefined while nothing listens. */
  readonly redirectUri?: () => string | undefined;
}

/** The upstreams and what they offer. Starting one never waits for it: its state tells. Unknown names are `not_found`. */
export interface Upstreams {
  addInProcess(upstream: { name: string; open: OpenMcpChannel }): void;
  /** A name that is taken is a `conflict`. */
  add(spec: UpstreamSpec, options?: { readonly isStopped?: boolean }): void;
  remove(name: string): Promise<void>;
  /** Ends its sessions and starts it anew, also when it was stopped. */
  restart(name: string): Promise<void>;
  /** Ends its sessions and starts no others before `restart`. */
  stop(name: string): Promise<void>;
  get(name: string): Upstream | undefined;
  views(): UpstreamView[];
  health(name: string): UpstreamHealth;
  logs(name: string): UpstreamLogLine[];
  tool(upstream: string, tool: string): ToolDefinition | undefined;
  /** Begins a sign-in; answers the address to open. What stands in the way is `unavailable` or `conflict`. */
  signIn(name: string): Promise<string>;
  signOut(name: string): Promise<void>;
  /** Before it is removed or reached in another way. Nothing where nobody signs in. */
  endSignIn(name: string): Promise<void>;
  /** Takes what the browser brings back. Never rejects: the text is for the person. */
  finishSignIn(answer: URLSearchParams): Promise<{ readonly isSignedIn: boolean; readonly text: string }>;
  /** Its sessions are over: it was removed, stopped or restarted. */
  onReset(listener: (upstream: string) => void): Release;
  close(): Promise<void>;
}

export function createUpstreams(parts: UpstreamsParts): Upstreams {
  const entries = new Map<string, UpstreamEntry>();
  const resetListeners = new Set<(upstream: string) => void>();
  let isClosed = false;
  /** What cannot be recorded is in the log: the upstream itself is as it is. */
  const record = (event: UpstreamEvent): void => {
    if (isClosed) return;
    try {
      parts.record(event);
    } catch (error) {
      parts.log.error('what happened to an upstream could not be recorded', {
        ...event,
        error: String(error),
      });
    }
  };
  const entryParts: EntryParts = {
    clock: parts.clock,
    ids: parts.ids,
    log: parts.log,
    version: parts.version,
    searchPath: createSearchPath(parts),
    secrets: parts.secrets,
    redirectUri: () => parts.redirectUri?.(),
    onSignIn: (name, signIn, issuer) =>
      record({
        type: 'upstream.sign_in_changed',
        data: { name, signIn, ...(issuer !== undefined && { issuer }) },
      }),
    catalogue: {
      record,
      ...(parts.knownTools && { knownTools: parts.knownTools }),
    },
  };

  function requireFree(name: string): void {
    if (entries.has(name)) throw new ApiError('conflict', `an upstream named \`${name}\` exists already`);
  }

  function known(name: string): UpstreamEntry {
    const entry = entries.get(name);
    if (!entry) throw new ApiError('not_found', `no upstream is named \`${name}\``);
    return entry;
  }

  function endSessions(name: string): void {
    resetListeners.forEach((listener) => listener(name));
  }

  function oauthOf(name: string) {
    const { oauth } = known(name);
    if (oauth) return oauth;
    const text = `nobody signs in at \`${name}\`: that is for upstreams over HTTP without an \`Authorization\` header`;
    throw new ApiError('conflict', text);
  }

  return {
    addInProcess({ name, open }) {
      requireFree(name);
      entries.set(name, inProcessEntry(name, open, entryParts));
    },
    add(spec, { isStopped = false } = {}) {
      requireFree(spec.name);
      entries.set(spec.name, addedEntry(spec, isStopped, entryParts));
    },
    async remove(name) {
      const entry = known(name);
      entries.delete(name);
      endSessions(name);
      await entry.close();
    },
    async restart(name) {
      const { catalogue, reset } = known(name);
      endSessions(name);
      reset();
      await catalogue.restart();
    },
    async stop(name) {
      const { catalogue } = known(name);
      const stopping = catalogue.stop();
      // After it is marked as stopped: none of their clients gets in again.
      endSessions(name);
      await stopping;
    },
    get: (name) => entries.get(name)?.upstream,
    views: () => [...entries.values()].map(({ upstream }) => upstream.view()),
    health: (name) => known(name).health(),
    logs: (name) => known(name).log.lines(),
    tool: (upstream, tool) => entries.get(upstream)?.catalogue.tool(tool),
    async signIn(name) {
      const oauth = oauthOf(name);
      try {
        return await oauth.begin();
      } catch (cause) {
        const why = cause instanceof Error ? cause.message : String(cause);
        throw new ApiError('unavailable', `cannot sign in at \`${name}\`: ${why}`, { cause });
      }
    },
    signOut: (name) => oauthOf(name).signOut(),
    endSignIn: async (name) => known(name).oauth?.end(),
    async finishSignIn(answer) {
      const state = answer.get('state') ?? '';
      const found = [...entries].find(([, { oauth }]) => oauth?.isWaitingFor(state));
      const [name, entry] = found ?? [];
      if (name === undefined || !entry?.oauth) {
        return {
          isSignedIn: false,
          text: 'This sign-in is not known here, or over. Begin it again in Checkstand.',
        };
      }
      try {
        await entry.oauth.finish(answer);
        return { isSignedIn: true, text: `Checkstand may use ${name} now. You can close this page.` };
      } catch (error) {
        const why = entry.log.redact(error instanceof Error ? error.message : String(error)).slice(0, 300);
        entry.log.add('gateway', `the sign-in failed: ${why}`);
        return {
          isSignedIn: false,
          text: `The sign-in at ${name} failed: ${why}. Begin it again in Checkstand.`,
        };
      }
    },
    onReset(listener) {
      resetListeners.add(listener);
      return () => resetListeners.delete(listener);
    },
    async close() {
      isClosed = true;
      await Promise.all([...entries.values()].map((entry) => entry.close()));
    },
  };
}
