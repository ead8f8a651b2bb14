import type { CallView } from '../../../contract/model.ts';
import type { CallLog } from '../../lib/call-log.ts';
import { matcherOf, type CallFilter } from './filter-calls.ts';
import { groupCalls, type CallRow } from './group-calls.ts';

/** The rows of a whole log by index, without one long array. */
export interface CallRows {
  readonly length: number;
  at(index: number): CallRow | undefined;
  /** Where the row with this key is, looking onward from `from`; -1 when it is not there. */
  indexOf(key: string, from?: number): number;
}

/**
 * Makes rows of logs under one filter. Settled chunks are grouped once: after that a new call costs what the short
 * recent part costs, however long the log is.
 */
export function createRowMaker(filter: CallFilter): (log: CallLog) => CallRows {
  const matches = matcherOf(filter);
  const settled = new WeakMap<readonly CallView[], CallRow[]>();
  const rowsOf = (calls: readonly CallView[]) => groupCalls(matches ? calls.filter(matches) : calls);
  const settledRowsOf = (chunk: readonly CallView[]) => {
    const rows = settled.get(chunk) ?? rowsOf(chunk);
    settled.set(chunk, rows);
    return rows;
  };
  return (log) => joined([rowsOf(log.recent), ...log.chunks.map(settledRowsOf)]);
}

function joined(parts: readonly CallRow[][]): CallRows {
  let length = 0;
  const starts = parts.map((part) => {
    const start = length;
    length += part.length;
    return start;
  });
  const at = (index: number) => {
    if (index < 0 || index >= length) return undefined;
    const part = lastAtMost(starts, index);
    return parts[part]?.[index - (starts[part] ?? 0)];
  };
  return {
    length,
    at,
    indexOf(key, from = 0) {
      for (let part = lastAtMost(starts, from); part < parts.length; part++) {
        const start = starts[part] ?? 0;
        const found = parts[part]?.findIndex((row, index) => row.key === key && start + index >= from) ?? -1;
        if (found >= 0) return start + found;
      }
      return -1;
    },
  };
}

/** The last position whose value is at most `value`; empty parts share a start with the next, so the last counts. */
function lastAtMost(starts: readonly number[], value: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((starts[middle] ?? 0) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}
