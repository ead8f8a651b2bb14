import type { DatabaseSync } from 'node:sqlite';
import { toolDefinition, type ToolDefinition } from '../../contract/model.ts';

/** The tools each upstream was last seen to offer, so that only a change is recorded. */
export interface KnownTools {
  get(upstream: string): readonly ToolDefinition[];
  put(upstream: string, tools: readonly ToolDefinition[]): void;
}

export function createKnownTools(database: DatabaseSync): KnownTools {
  const get = database.prepare('SELECT value FROM meta WHERE key = ?');
  const put = database.prepare(
    'INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
  );
  const keyOf = (upstream: string) => `tools.${upstream}`;
  return {
    get(upstream) {
      const row = get.get(keyOf(upstream));
      return row ? toolDefinition.array().parse(JSON.parse(String(row['value']))) : [];
    },
    put: (upstream, tools) => void put.run(keyOf(upstream), JSON.stringify(tools)),
  };
}
