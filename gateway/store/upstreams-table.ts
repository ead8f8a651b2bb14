import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { upstreamSpec, type UpstreamSpec } from '../../contract/model.ts';

/** How to reach the upstreams that the user added. What may be a secret is not here. */
export interface UpstreamsTable {
  put(spec: UpstreamSpec): void;
  remove(name: string): void;
  /** The user does not want it to run, or does again. */
  setStopped(name: string, isStopped: boolean): void;
  list(): { readonly spec: UpstreamSpec; readonly isStopped: boolean }[];
}

const stored = z.object({ isStopped: z.boolean().optional() });

export function createUpstreamsTable(database: DatabaseSync): UpstreamsTable {
  const put = database.prepare(
    'INSERT INTO upstreams (name, spec) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET spec = excluded.spec',
  );
  const remove = database.prepare('DELETE FROM upstreams WHERE name = ?');
  const setStopped = database.prepare(
    `UPDATE upstreams SET spec = json_set(spec, '$.isStopped', json(?)) WHERE name = ?`,
  );
  const list = database.prepare('SELECT spec FROM upstreams ORDER BY name');
  return {
    put: (spec) => void put.run(spec.name, JSON.stringify(spec)),
    remove: (name) => void remove.run(name),
    setStopped: (name, isStopped) => void setStopped.run(JSON.stringify(isStopped), name),
    list: () =>
      list.all().map((row) => {
        const value: unknown = JSON.parse(String(row['spec']));
        return { spec: upstreamSpec.parse(value), isStopped: stored.parse(value).isStopped ?? false };
      }),
  };
}
