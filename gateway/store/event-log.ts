import type { DatabaseSync } from 'node:sqlite';
import { parseStoredEvent, type NewEvent, type StoredEvent } from '../../contract/events.ts';
import type { Clock, Log, Release } from '../../contract/ports.ts';
import { genesis, verifyChain, type Link, type StoredRow, type Verified } from './chain.ts';
import type { CountersTable } from './counters-table.ts';
import { rowOf, whole, type FirstDecision } from './event-row.ts';
import { createIntents, type IntentEffects } from './intents.ts';
import type { Journal } from './journal.ts';
import type { OpenCallsTable } from './open-calls-table.ts';
import type { WriteBehind } from './write-behind.ts';

/** The append-only, hash-chained record, and the one way to write to the database. */
export interface EventLog {
  /**
   * Runs `work` in one transaction, after what was recorded ahead, and publishes the events of both after the commit, in
   * the same turn.
   * Synchronous on purpose: an `await` between deciding and recording lets two calls spend the same budget.
   * Throws what `work` throws, or the database's error; then nothing was written and nothing is published.
   */
  transaction<T>(work: () => T): T;
  /** Adds an event; only inside `transaction`. */
  append(event: NewEvent): StoredEvent;
  /**
   * Records the decision that begins a call, outside of a transaction: in the journal at once, in the database a moment
   * later, and then it is published. Throws when it cannot be written, or when the database did not take the last ones
   * and still does not; then nothing of it stays.
   */
  appendAhead(event: FirstDecision, effects: IntentEffects): void;
  /** Called before what was recorded ahead is written into the database, for what else is to be written then. */
  onSettling(listener: () => void): Release;
  /** Writes what was recorded ahead into the database. Throws when it cannot take it; then it is kept. */
  settle(): void;
  /** Has `onSettling` called in a moment, also when nothing is recorded ahead. */
  settleSoon(): void;
  /** The same for what could not be written: in a second. */
  settleAgain(): void;
  /** Listeners get each event after its commit, in `seq` order. One that throws does not disturb the others. */
  subscribe(listener: (event: StoredEvent) => void): Release;
  /** The newest event; the database has it, and all before it. */
  lastSeq(): number;
  /** The calls that began before `seq`, newest first: the events of each in order. */
  callsBefore(seq: number, limit: number): StoredEvent[][];
  eventsOfCall(callId: string): StoredEvent[];
  /** Walks the whole chain. */
  verify(): Verified;
  /** Nothing is recorded ahead any more. */
  close(): void;
}

export interface EventLogParts {
  readonly database: DatabaseSync;
  readonly journal: Journal;
  readonly openCalls: OpenCallsTable;
  readonly counters: CountersTable;
  /** Further tables that keep something in memory. */
  readonly behind?: readonly WriteBehind[];
  readonly clock: Clock;
  readonly log: Log;
}

/** How long what was recorded ahead waits for the database, and how long after a failure, in milliseconds. */
const settleMs = 10;
const settleAgainMs = 1_000;

function toEvent(row: StoredRow): StoredEvent {
  return parseStoredEvent({ ...row, data: JSON.parse(row.data) as unknown });
}

/** `database`, and the journal beside it, hold the record. What a crash left in the journal comes with the first transaction. */
export function createEventLog(parts: EventLogParts): EventLog {
  const { database, clock, log } = parts;
  const tables: readonly WriteBehind[] = [parts.openCalls, parts.counters, ...(parts.behind ?? [])];
  const insert = database.prepare(
    `INSERT INTO events (seq, at, type, call_id, opens_call, data, hash)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );
  const isKnownCall = database.prepare('SELECT 1 FROM events WHERE call_id = ? LIMIT 1');
  const newest = database.prepare('SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1');
  const rowAt = database.prepare('SELECT at, data FROM events WHERE seq = ?');
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
  const settlers = new Set<() => void>();
  let head = readHead();
  const intents = createIntents(parts, {
    head,
    rowAt: (seq) => rowAt.get(seq) as { at: number; data: string } | undefined, // the columns of the statement
  });
  let pending: StoredEvent[] | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isRefusing = false;
  let isClosed = false;

  function readHead(): Link {
    const row = newest.get() as { seq: number; hash: string } | undefined; // the columns of the statement
    return row ?? genesis;
  }

  /** The next row of the record. */
  function put(event: NewEvent, at: number, isFirstOfCall: boolean): StoredEvent {
    const { seq, type, callId, data, hash } = rowOf(event, at, head);
    insert.run(seq, at, type, callId, isFirstOfCall ? 1 : 0, data, hash);
    head = { seq, hash };
    return { ...event, seq, at, hash };
  }

  function append(event: NewEvent): StoredEvent {
    if (!pending) throw new Error(`event \`${event.type}\` appended outside a transaction`);
    const opensCall = event.type === 'tool_call.decided' && !isKnownCall.get(event.data.callId);
    const stored = put(event, clock.now(), opensCall);
    pending.push(stored);
    return stored;
  }

  function appendAhead(event: FirstDecision, effects: IntentEffects): void {
    if (pending) throw new Error(`event \`${event.type}\` recorded ahead inside a transaction`);
    // Else a gateway whose database was closed under it would go on writing.
    if (!database.isOpen) throw new Error('the database is closed');
    const taken = isRefusing || intents.isFull ? write(() => {}).appended : [];
    try {
      intents.add({ event, at: clock.now(), effects });
      settleSoon();
    } finally {
      // Not before: a listener that decides too has to meet what this decision takes.
      publish(taken);
    }
  }

  function transaction<T>(work: () => T): T {
    const { result, appended } = write(work);
    publish(appended);
    return result;
  }

  /** What was recorded ahead, and `work`; the events that are to be published then. */
  function write<T>(work: () => T): { result: T; appended: readonly StoredEvent[] } {
    if (pending) throw new Error('transactions do not nest');
    begin.run();
    const before = head;
    const appended: StoredEvent[] = [];
    pending = appended;
    let result;
    try {
      for (const { event, at } of intents.waiting()) appended.push(put(whole(event), at, true));
      result = work();
      const saved = tables.map((table) => table.save());
      commit.run();
      for (const done of saved) done();
    } catch (error) {
      for (const table of tables) table.forget();
      intents.carryOutAgain();
      head = before;
      // A failed COMMIT (disk full) leaves the transaction open or already rolled back.
      if (database.isTransaction) rollback.run();
      throw error;
    } finally {
      pending = undefined;
    }
    intents.settled(head);
    isRefusing = false;
    return { result, appended };
  }

  function settle(): void {
    if (intents.count > 0 && !pending) transaction(() => {});
  }

  function settleSoon(afterMs = settleMs): void {
    if (isClosed || !database.isOpen) return;
    timer ??= setTimeout(() => {
      timer = undefined;
      try {
        for (const listener of settlers) listener();
        settle();
      } catch (error) {
        isRefusing = true;
        log.error('decisions are in the journal and could not be written into the database; trying again', {
          error,
        });
        settleSoon(settleAgainMs);
      }
    }, afterMs);
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
    appendAhead,
    transaction,
    onSettling(listener) {
      settlers.add(listener);
      return () => settlers.delete(listener);
    },
    settle,
    settleSoon: () => settleSoon(),
    settleAgain: () => settleSoon(settleAgainMs),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    lastSeq() {
      settle();
      return head.seq;
    },
    callsBefore(seq, limit) {
      settle();
      const rows = callIds.all(seq, limit) as { call_id: string }[]; // the column of the statement
      return rows.map((row) => (byCall.all(row.call_id) as unknown as StoredRow[]).map(toEvent));
    },
    eventsOfCall(callId) {
      settle();
      return (byCall.all(callId) as unknown as StoredRow[]).map(toEvent);
    },
    verify() {
      settle();
      return verifyChain(all.iterate() as Iterable<unknown> as Iterable<StoredRow>, head);
    },
    close() {
      isClosed = true;
      clearTimeout(timer);
      parts.journal.close();
    },
  };
}
