import type { DatabaseSync } from 'node:sqlite';
import { ApiError } from '../contract/errors.ts';
import type { UpstreamChange, UpstreamConfig, UpstreamSpec } from '../contract/model.ts';
import type { Log, SecretStore } from '../contract/ports.ts';
import type { EventLog } from './store/event-log.ts';
import { createUpstreamsTable } from './store/upstreams-table.ts';
import { addressOf } from './upstreams/address.ts';
import { oauthSecretName } from './upstreams/oauth/oauth-session.ts';
import { hasOwnKey } from './upstreams/upstream-entry.ts';
import { changedSpec, configOf, joinSpec, readSecrets, splitSpec } from './upstreams/stored-spec.ts';
import type { Upstreams } from './upstreams/upstreams.ts';

/** The upstreams that the user added: where they are kept, and with which secrets they are started. */
export interface UpstreamRegistry {
  /** Starts every known one. One that does not start says so in its view and holds nobody up. */
  start(): Promise<void>;
  add(spec: UpstreamSpec): Promise<void>;
  /** What may be shown of one. */
  config(name: string): Promise<UpstreamConfig>;
  /** The added ones with their secrets: to see whether another one is the same. Not for showing. */
  specs(): Promise<UpstreamSpec[]>;
  /** Replaces one and starts it anew; `invalid_input` when a value that is to be kept is none. */
  update(change: UpstreamChange): Promise<void>;
  remove(name: string): Promise<void>;
  setStopped(name: string, isStopped: boolean): void;
}

interface Parts {
  readonly database: DatabaseSync;
  readonly events: EventLog;
  readonly upstreams: Upstreams;
  readonly secrets: SecretStore;
  readonly log: Log;
}

const secretName = (upstream: string) => `upstream.${upstream}`;

export function createUpstreamRegistry({
  database,
  events,
  upstreams,
  secrets,
  log,
}: Parts): UpstreamRegistry {
  const table = createUpstreamsTable(database);

  async function withSecrets(spec: UpstreamSpec): Promise<UpstreamSpec> {
    const stored = await secrets.get(secretName(spec.name));
    return stored === undefined ? spec : joinSpec(spec, readSecrets(spec.kind, stored));
  }

  /** The secrets first: a spec without them would start and fail in a way that nobody understands. */
  async function store(
    spec: UpstreamSpec,
    type: 'upstream.added' | 'upstream.updated' | null,
  ): Promise<void> {
    const { bare, secrets: values } = splitSpec(spec);
    if (values) await secrets.set(secretName(spec.name), JSON.stringify(values));
    events.transaction(() => {
      table.put(bare);
      const { name, kind } = spec;
      if (type) events.append({ type, data: { name, kind, address: addressOf(spec) } });
    });
    if (!values) await secrets.delete(secretName(spec.name));
  }

  async function find(name: string): Promise<UpstreamSpec> {
    const bare = table.list().find((it) => it.spec.name === name)?.spec;
    if (!bare) throw new ApiError('conflict', `\`${name}\` is built in: there is nothing to configure`);
    return withSecrets(bare);
  }

  async function startOne(bare: UpstreamSpec, isStopped: boolean): Promise<void> {
    const spec = await withSecrets(bare);
    // Written by a version that kept secret arguments in the open: not for a moment longer.
    if (JSON.stringify(splitSpec(spec).bare) !== JSON.stringify(bare)) await store(spec, null);
    upstreams.add(spec, { isStopped });
  }

  return {
    async start() {
      await Promise.all(
        table.list().map(({ spec, isStopped }) =>
          startOne(spec, isStopped).catch((error: unknown) => {
            log.error('an upstream could not be added at the start', {
              name: spec.name,
              error: String(error),
            });
          }),
        ),
      );
    },
    async add(spec) {
      await store(spec, 'upstream.added');
      upstreams.add(spec);
    },
    config: async (name) => configOf(await find(name)),
    specs: () => Promise.all(table.list().map(({ spec }) => withSecrets(spec))),
    async update(change) {
      const before = await find(change.name);
      const spec = changedSpec(before, change);
      await store(spec, 'upstream.updated');
      table.setStopped(change.name, false);
      // A sign-in is for the address it was made at.
      const isElsewhere = before.kind !== 'http' || spec.kind !== 'http' || before.url !== spec.url;
      const isSignedIn = upstreams.health(change.name).signIn === 'signed_in';
      // One that is wanted and not there is found out anew.
      if (isElsewhere || !isSignedIn || hasOwnKey(spec)) await upstreams.endSignIn(change.name);
      await upstreams.remove(change.name);
      if (isElsewhere) await secrets.delete(oauthSecretName(change.name));
      upstreams.add(spec);
    },
    async remove(name) {
      await upstreams.endSignIn(name);
      await upstreams.remove(name);
      events.transaction(() => {
        table.remove(name);
        events.append({ type: 'upstream.removed', data: { name } });
      });
      await secrets.delete(secretName(name));
      await secrets.delete(oauthSecretName(name));
    },
    setStopped: (name, isStopped) => table.setStopped(name, isStopped),
  };
}
