import type { DatabaseSync } from 'node:sqlite';
import type { Clock, Log } from '../../contract/ports.ts';
import { createApprovalsTable, type ApprovalsTable } from './approvals-table.ts';
import { createCountersTable, type CountersTable } from './counters-table.ts';
import { createEventLog, type EventLog } from './event-log.ts';
import { createGrantsTable, type GrantsTable } from './grants-table.ts';
import { journalBeside, openJournal } from './journal.ts';
import { createOpenCallsTable, type OpenCallsTable } from './open-calls-table.ts';
import { createToolPinsTable, type ToolPinsTable } from './tool-pins-table.ts';

/** The record, and the tables that are written together with it. */
export interface CallRecord {
  readonly events: EventLog;
  readonly openCalls: OpenCallsTable;
  readonly counters: CountersTable;
  readonly approvals: ApprovalsTable;
  readonly grants: GrantsTable;
  readonly toolPins: ToolPinsTable;
}

/** Opens the record in a database, with its journal beside it. What a crash left in the journal is in the database then. */
export function openRecord(database: DatabaseSync, clock: Clock, log: Log): CallRecord {
  const openCalls = createOpenCallsTable(database);
  const counters = createCountersTable(database);
  const approvals = createApprovalsTable(database);
  const grants = createGrantsTable(database);
  const journal = openJournal(journalBeside(database));
  const toolPins = createToolPinsTable(database);
  const behind = [approvals, grants, toolPins];
  try {
    const events = createEventLog({ database, journal, openCalls, counters, behind, clock, log });
    events.settle();
    return { events, openCalls, counters, approvals, grants, toolPins };
  } catch (error) {
    journal.close();
    throw error;
  }
}
