import type { EventData } from '../../contract/events.ts';
import type { ReplayChange, ReplayReport } from '../../contract/model.ts';

export interface Redecided {
  readonly data: EventData<'tool_call.decided'>;
  readonly at: number;
  readonly from: string;
  readonly to: string;
  readonly text: string;
}

/** Counts what came out of a replay. */
export interface ReplayTally {
  decided(call: Redecided): void;
  unchanged(): void;
  undecidable(): void;
  report(): ReplayReport;
}

const mostCalls = 5;
/** Agents make up tool names: beyond this many kinds of changes the rest is told as one. */
const mostChanges = 200;

export function createReplayTally(): ReplayTally {
  const changes = new Map<string, ReplayChange>();
  let unchanged = 0;
  let undecidable = 0;

  function changeFor(tool: string, from: string, to: string): ReplayChange {
    const isNew = !changes.has(keyOf(tool, from, to));
    const shown = isNew && changes.size >= mostChanges ? '(other tools)' : tool;
    const key = keyOf(shown, from, to);
    const change = changes.get(key) ?? { tool: shown, from, to, count: 0, calls: [] };
    changes.set(key, change);
    return change;
  }

  return {
    decided({ data, at, from, to, text }) {
      if (from === to) {
        unchanged += 1;
        return;
      }
      const change = changeFor(data.tool, from, to);
      change.count += 1;
      change.calls.push({ callId: data.callId, at, arguments: data.arguments, text });
      if (change.calls.length > mostCalls) change.calls.shift();
    },
    unchanged: () => void (unchanged += 1),
    undecidable: () => void (undecidable += 1),
    report() {
      const sorted = [...changes.values()].sort((a, b) => b.count - a.count || (a.tool < b.tool ? -1 : 1));
      const changed = sorted.reduce((sum, it) => sum + it.count, 0);
      return {
        calls: unchanged + changed,
        unchanged,
        changes: sorted.map((it) => ({ ...it, calls: it.calls.toReversed() })),
        undecidable,
      };
    },
  };
}

function keyOf(...parts: readonly string[]): string {
  return JSON.stringify(parts);
}
