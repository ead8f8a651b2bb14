import { hash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { canonicalJson, type JsonObject } from '../../contract/json.ts';
import { parseStoredEvent, type NewEvent, type StoredEvent } from '../../contract/events.ts';
import type { Clock, Log, Release } from '../../contract/ports.ts';

/** The append-only, hash-chained record, and the one way to write to the database. */
export interface EventLog {
  /**
   * Runs `work` in one transaction and publishes the events it appended after the commit, in the same turn.
   * Synchronous on purpose: an `await` between deciding and recording lets two calls spend the same budget.
   * Throws what `work` throws, or the database's error; then nothing was written and nothing is published.
   */
  transaction<T>(work: () => T): T;
  /** Adds an event; only inside `transaction`. */
  append(event: NewEvent): StoredEvent;
  /** Listeners get each event after its commit, in `seq` order. One that throws does not disturb the others. */
  subscribe(listener: (event: StoredEvent) => void): Release;
  lastSeq(): number;
  /** The calls that began before `seq`, newest first: the events of each in order. */
  callsBefore(seq: number, limit: number): StoredEvent[][];
  eventsOfCall(callId: string): StoredEvent[];
  /** Walks the whole chain. */
  verify(): { events: number; firstBroken: number | null; message: string };
}

const genesis = '0'.repeat(64);

/** The hash of an event: SHA-256 over canonical JSON, the previous hash among its members. */
function chainHash(previousHash: string, seq: number, at: number, type: string, data: string): string {
  // Written out: this is canonicalJson({ at, data, previousHash, seq, type }) without doing `data` twice.
  return hash(
    'sha256',
    `{"at":${at},"data":${data},"previousHash":"${previousHash}","seq":${seq},"type":"${type}"}`,
  );
}

interface EventRow {
  readonly seq: number;
  readonly at: number;
  readonly type: string;
  readonly data: string;
  readonly hash: string;
}

function toEvent(row: EventRow): StoredEvent {
  return parseStoredEvent({ ...row, data: JSON.parse(row.data) as unknown });
}

/** The call that an event is about, and whether it is the call's first: for finding calls again. */
function callOf(event: NewEvent): string | null {
  return event.type.startsWith('tool_call.') && 'callId' in event.data ? event.data.callId : null;
}

export function createEventLog(database: DatabaseSync, clock: Clock, log: Log): EventLog {
  const insert = database.prepare(
    `INSERT INTO events (seq, at, type, call_id, opens_call, data, hash)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );
  const isKnownCall = database.prepare('SELECT 1 FROM events WHERE call_id = ? LIMIT 1');
  const newest = database.prepare('SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1');
  const callIds = database.prepare(
    'SELECT call_id FROM events WHERE seq < ? AND opens_call = 1 ORDER BY seq DESC LIMIT ?',
  );
  const byCall = database.prepare(
    'SELECT seq, at, type, data, hash FROM events WHERE call_id = ? ORDER BY seq',
  );
  const all = database.prepare('SELECT seq, at, type, data, hash FROM events ORDER BY seq');
  const begin = database.prepare('BEGIN IMMEDIATE');
  const commit = database.prepare('COMMIT');
  const rollback = database.prepare('ROLLBACK');

  const listeners = new Set<(event: StoredEvent) => void>();
  let head = readHead();
  let pending: StoredEvent[] | undefined;

  function readHead(): { seq: number; hash: string } {
    const row = newest.get() as { seq: number; hash: string } | undefined; // the columns of the statement
    return row ?? { seq: 0, hash: genesis };
  }

  function append(event: NewEvent): StoredEvent {
    if (!pending) throw new Error(`event \`${event.type}\` appended outside a transaction`);
    const at = clock.now();
    const seq = head.seq + 1;
    const data = canonicalJson(event.data as JsonObject); // payload schemas hold JSON only
    const callId = callOf(event);
    const opens = event.type === 'tool_call.decided' && !isKnownCall.get(event.data.callId) ? 1 : 0;
    const chained = chainHash(head.hash, seq, at, event.type, data);
    insert.run(seq, at, event.type, callId, opens, data, chained);
    head = { seq, hash: chained };
    const stored: StoredEvent = { ...event, seq, at, hash: chained };
    pending.push(stored);
    return stored;
  }

  const unpublished: StoredEvent[] = [];
  let isPublishing = false;

  /** A listener may cause further events: they queue, so that every listener sees `seq` order. */
  function publish(events: readonly StoredEvent[]): void {
    unpublished.push(...events);
    if (isPublishing) return;
    isPublishing = true;
    for (let event = unpublished.shift(); event; event = unpublished.shift()) {
      for (const listener of listeners) {
        try {
          listener(event);
        } catch (error) {
          log.error('a listener of the event log failed', { type: event.type, error });
        }
      }
    }
    isPublishing = false;
  }

  return {
    append,
    transaction(work) {
      if (pending) throw new Error('transactions do not nest');
      begin.run();
      const appended: StoredEvent[] = [];
      pending = appended;
      let result;
      try {
        result = work();
        commit.run();
      } catch (error) {
        // A failed COMMIT (disk full) leaves the transaction open or already rolled back.
        if (database.isTransaction) rollback.run();
        head = readHead();
        throw error;
      } finally {
        pending = undefined;
      }
      publish(appended);
      return result;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    lastSeq: () => head.seq,
    callsBefore(seq, limit) {
      const rows = callIds.all(seq, limit) as { call_id: string }[]; // the column of the statement
      return rows.map((row) => (byCall.all(row.call_id) as unknown as EventRow[]).map(toEvent));
    },
    eventsOfCall: (callId) => (byCall.all(callId) as unknown as EventRow[]).map(toEvent),
    verify() {
      let previous = genesis;
      let count = 0;
      for (const row of all.iterate() as Iterable<unknown> as Iterable<EventRow>) {
        const expectedSeq = count + 1;
        const expected = chainHash(previous, expectedSeq, row.at, row.type, row.data);
        if (row.seq !== expectedSeq || row.hash !== expected) {
          return {
            events: count,
            firstBroken: expectedSeq,
            message: `the record was changed: the chain holds up to event ${count} and breaks at event ${expectedSeq}`,
          };
        }
        previous = row.hash;
        count = expectedSeq;
      }
      // The head kept in memory tells a record that was cut off at its end while the app ran.
      if (count !== head.seq) {
        return {
          events: count,
          firstBroken: count + 1,
          message: `the record was cut off: ${head.seq} events were written, ${count} are there`,
        };
      }
      return {
        events: count,
        firstBroken: null,
        message: `the record holds: ${count} events, every link verified`,
      };
    },
  };
}
