import type { DatabaseSync } from 'node:sqlite';
import type { UpstreamSpec } from '../contract/model.ts';
import type { Log, SecretStore } from '../contract/ports.ts';
import type { EventLog } from './store/event-log.ts';
import { createUpstreamsTable } from './store/upstreams-table.ts';
import { addressOf } from './upstreams/address.ts';
import type { Upstreams } from './upstreams/upstreams.ts';

/** The upstreams that the user added: where they are kept, and with which secrets they are started. */
export interface UpstreamRegistry {
  /** Starts every known one. One that does not start says so in its view and holds nobody up. */
  start(): Promise<void>;
  add(spec: UpstreamSpec): Promise<void>;
  remove(name: string): Promise<void>;
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
    if (stored === undefined) return spec;
    const values = JSON.parse(stored) as Record<string, string>; // written by `add` below
    return spec.kind === 'stdio' ? { ...spec, env: values } : { ...spec, headers: values };
  }

  return {
    async start() {
      for (const spec of table.list()) {
        try {
          upstreams.add(await withSecrets(spec));
        } catch (error) {
          log.error('an upstream could not be added at the start', { name: spec.name, error });
        }
      }
    },
    async add(spec) {
      const { bare, values } = split(spec);
      if (values) await secrets.set(secretName(spec.name), JSON.stringify(values));
      events.transaction(() => {
        table.put(bare);
        events.append({
          type: 'upstream.added',
          data: { name: spec.name, kind: spec.kind, address: addressOf(bare) },
        });
      });
      upstreams.add(spec);
    },
    async remove(name) {
      await upstreams.remove(name);
      events.transaction(() => {
        table.remove(name);
        events.append({ type: 'upstream.removed', data: { name } });
      });
      await secrets.delete(secretName(name));
    },
  };
}

/** The spec as it may be stored, and the values that may be secrets. */
function split(spec: UpstreamSpec): { bare: UpstreamSpec; values: Record<string, string> | undefined } {
  if (spec.kind === 'stdio') {
    const { env, ...bare } = spec;
    return { bare, values: env };
  }
  const { headers, ...bare } = spec;
  return { bare, values: headers };
}
