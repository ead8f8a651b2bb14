import type { DatabaseSync } from 'node:sqlite';
import { parseStoredEvent, type StoredEvent } from '../../contract/events.ts';

/** Walks the record of calls in slices, so that a long walk can pause between them. Reads only. */
export interface EventReader {
  lastSeq(): number;
  /** The sequence number of the newest event before that time; 0 when there is none. */
  lastSeqBefore(at: number): number;
  /** The events of calls after `afterSeq`, up to and with `throughSeq`, at most `limit` of them, in order. */
  callEvents(afterSeq: number, throughSeq: number, limit: number): CallEvent[];
}

export interface CallEvent {
  readonly event: StoredEvent;
  /** Whether its call began with it. */
  readonly isFirst: boolean;
}

/** `settle` has the database take what was recorded ahead of it. */
export function createEventReader(database: DatabaseSync, settle: () => void = () => {}): EventReader {
  const newest = database.prepare('SELECT coalesce(max(seq), 0) AS seq FROM events');
  const timeOf = database.prepare('SELECT at FROM events WHERE seq = ?');
  // Not by the index on calls: their ids are in no order.
  const calls = database.prepare(
    `SELECT seq, at, type, opens_call, data, hash FROM events NOT INDEXED
     WHERE seq > ? AND seq <= ? AND call_id IS NOT NULL ORDER BY seq LIMIT ?`,
  );

  function lastSeq(): number {
    settle();
    return Number(newest.get()?.['seq']);
  }

  return {
    lastSeq,
    lastSeqBefore(at) {
      // Sequence numbers have no gaps and times grow with them, so halving finds the place without an index.
      let [low, high] = [0, lastSeq()];
      while (low < high) {
        const middle = Math.ceil((low + high) / 2);
        if (Number(timeOf.get(middle)?.['at']) < at) low = middle;
        else high = middle - 1;
      }
      return low;
    },
    callEvents: (afterSeq, throughSeq, limit) => calls.all(afterSeq, throughSeq, limit).map(toCallEvent),
  };
}

function toCallEvent(row: Readonly<Record<string, unknown>>): CallEvent {
  const event = parseStoredEvent({
    seq: Number(row['seq']),
    at: Number(row['at']),
    type: String(row['type']),
    hash: String(row['hash']),
    data: JSON.parse(String(row['data'])) as unknown,
  });
  return { event, isFirst: row['opens_call'] === 1 };
}
