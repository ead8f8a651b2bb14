import type { DatabaseSync } from 'node:sqlite';
import { toolDefinition, type ToolDefinition } from '../../contract/model.ts';

/** A definition that was allowed. Its class is as it was judged then. */
export interface ToolPin {
  readonly upstream: string;
  readonly definition: ToolDefinition;
  readonly pinnedAt: number;
}

export interface ToolPinsTable {
  put(pin: ToolPin): void;
  removeAll(upstream: string): void;
  list(): ToolPin[];
}

export function createToolPinsTable(database: DatabaseSync): ToolPinsTable {
  const put = database.prepare(
    `INSERT INTO tool_pins (upstream, tool, definition, pinned_at) VALUES (?, ?, ?, ?)
     ON CONFLICT (upstream, tool) DO UPDATE SET definition = excluded.definition, pinned_at = excluded.pinned_at`,
  );
  const removeAll = database.prepare('DELETE FROM tool_pins WHERE upstream = ?');
  const list = database.prepare('SELECT * FROM tool_pins ORDER BY upstream, tool');
  return {
    put: ({ upstream, definition, pinnedAt }) =>
      void put.run(upstream, definition.name, JSON.stringify(definition), pinnedAt),
    removeAll: (upstream) => void removeAll.run(upstream),
    list: () =>
      list.all().map((row) => ({
        upstream: String(row['upstream']),
        definition: toolDefinition.parse(JSON.parse(String(row['definition']))),
        pinnedAt: Number(row['pinned_at']),
      })),
  };
}
