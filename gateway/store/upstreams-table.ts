import type { DatabaseSync } from 'node:sqlite';
import { upstreamSpec, type UpstreamSpec } from '../../contract/model.ts';

/** How to reach the upstreams that the user added. Values of `env` and `headers` are not here: they are secrets. */
export interface UpstreamsTable {
  put(spec: UpstreamSpec): void;
  remove(name: string): void;
  list(): UpstreamSpec[];
}

export function createUpstreamsTable(database: DatabaseSync): UpstreamsTable {
  const put = database.prepare(
    'INSERT INTO upstreams (name, spec) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET spec = excluded.spec',
  );
  const remove = database.prepare('DELETE FROM upstreams WHERE name = ?');
  const list = database.prepare('SELECT spec FROM upstreams ORDER BY name');
  return {
    put: (spec) => void put.run(spec.name, JSON.stringify(spec)),
    remove: (name) => void remove.run(name),
    list: () => list.all().map((row) => upstreamSpec.parse(JSON.parse(String(row['spec'])) as unknown)),
  };
}
