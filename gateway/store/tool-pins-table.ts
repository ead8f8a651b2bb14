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

type Pins = ReadonlyMap<string, ReadonlyMap<string, ToolPin>>;

export function createToolPinsTable(database: DatabaseSync): ToolPinsTable & WriteBehind {
  const put = database.prepare(
    `INSERT INTO tool_pins (upstream, tool, definition, pinned_at) VALUES (?, ?, ?, ?)
     ON CONFLICT (upstream, tool) DO UPDATE SET definition = excluded.definition, pinned_at = excluded.pinned_at`,
  );
  const removeAll = database.prepare('DELETE FROM tool_pins WHERE upstream = ?');
  const list = database.prepare('SELECT * FROM tool_pins ORDER BY upstream, tool');

  // Asked for with every call, changed rarely: kept in memory, by upstream and tool.
  let kept: Pins = list.all().map(toPin).reduce(withPin, new Map());
  let saved = kept;

  return {
    put(pin) {
      const { upstream, definition, pinnedAt } = pin;
      put.run(upstream, definition.name, JSON.stringify(definition), pinnedAt);
      kept = withPin(kept, pin);
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

function withPin(pins: Pins, pin: ToolPin): Pins {
  const { upstream, definition } = pin;
  return new Map(pins).set(upstream, new Map(pins.get(upstream)).set(definition.name, pin));
}

function toPin(row: Readonly<Record<string, unknown>>): ToolPin {
  return {
    upstream: String(row['upstream']),
    definition: toolDefinition.parse(JSON.parse(String(row['definition']))),
    pinnedAt: Number(row['pinned_at']),
  };
}
