import type { DatabaseSync } from 'node:sqlite';
import { toolDefinition, type ToolDefinition } from '../../contract/model.ts';
import type { WriteBehind } from './write-behind.ts';

/** A definition that was allowed. Its class is as it was judged then. */
export interface ToolPin {
  readonly upstream: string;
  readonly definition: ToolDefinition;
  readonly pinnedAt: number;
}

export interface ToolPinsTable {
  put(pin: ToolPin): void;
  removeAll(upstream: string): void;
  find(upstream: string, tool: string): ToolPin | undefined;
  of(upstream: string): ToolPin[];
  upstreams(): string[];
}

type Pins = ReadonlyMap<string, Map<string, ToolPin>>;

export function createToolPinsTable(database: DatabaseSync): ToolPinsTable & WriteBehind {
  const put = database.prepare(
    `INSERT INTO tool_pins (upstream, tool, definition, pinned_at) VALUES (?, ?, ?, ?)
     ON CONFLICT (upstream, tool) DO UPDATE SET definition = excluded.definition, pinned_at = excluded.pinned_at`,
  );
  const removeAll = database.prepare('DELETE FROM tool_pins WHERE upstream = ?');
  const list = database.prepare('SELECT * FROM tool_pins ORDER BY upstream, tool');

  // Asked for with every call, changed rarely: kept in memory, by upstream and tool. What is saved is not changed.
  let saved: Pins = new Map();
  let kept = saved;
  for (const pin of list.all().map(toPin)) keep(pin);
  saved = kept;

  function keep(pin: ToolPin): void {
    const { upstream, definition } = pin;
    const before = kept.get(upstream);
    const pins = before && before !== saved.get(upstream) ? before : new Map(before);
    if (pins !== before) kept = new Map(kept).set(upstream, pins);
    pins.set(definition.name, pin);
  }

  return {
    put(pin) {
      const { upstream, definition, pinnedAt } = pin;
      put.run(upstream, definition.name, JSON.stringify(definition), pinnedAt);
      keep(pin);
    },
    removeAll(upstream) {
      removeAll.run(upstream);
      kept = new Map([...kept].filter(([name]) => name !== upstream));
    },
    find: (upstream, tool) => kept.get(upstream)?.get(tool),
    of: (upstream) => [...(kept.get(upstream)?.values() ?? [])],
    upstreams: () => [...kept.keys()],
    save: () => () => void (saved = kept),
    forget: () => void (kept = saved),
  };
}

function toPin(row: Readonly<Record<string, unknown>>): ToolPin {
  return {
    upstream: String(row['upstream']),
    definition: toolDefinition.parse(JSON.parse(String(row['definition']))),
    pinnedAt: Number(row['pinned_at']),
  };
}
