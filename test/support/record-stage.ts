import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import type { NewEvent } from '../../contract/events.ts';
import type { JsonObject } from '../../contract/json.ts';
import type { Log } from '../../contract/ports.ts';
import { openDatabase } from '../../gateway/store/database.ts';
import type { FirstDecision } from '../../gateway/store/event-row.ts';
import { openRecord } from '../../gateway/store/record.ts';
import { manualClock } from './manual-clock.ts';
import { silentLog } from './silent-log.ts';

/** A record on disk in a folder of its own for each test of a file. */
export function recordStage() {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'checkstand-record-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const pathOf = (name: string) => join(folder, name);
  const file = () => pathOf('db.sqlite');

  return {
    pathOf,
    file,
    journalFile: () => `${file()}.intents`,
    open(log: Log = silentLog(), path = file()) {
      const database = openDatabase(path);
      const record = openRecord(database, manualClock(), log);
      /** As by kill -9: nothing is written any more. */
      const die = () => {
        database.close();
        record.events.close();
      };
      return { database, ...record, die };
    },
  };
}

export const decided = (
  callId: string,
  args: JsonObject = { text: 'two lines\nand a\ttab' },
): FirstDecision => ({
  type: 'tool_call.decided',
  data: {
    ...{ callId, grantId: 'g', grantName: 'agent', client: null, sessionId: null, upstream: 'shop' },
    ...{ tool: 'buy', arguments: args, policyVersion: 1, approvalId: null },
    decision: { effect: 'allow', code: 'allowed', rule: '', text: '', reasons: [], isRetryable: false },
  },
});

export const removed = (name: string): NewEvent => ({ type: 'upstream.removed', data: { name } });

/** What a decision takes from `budget`. */
export const taking = (amount: string) => ({
  isOpen: true,
  takes: [{ kind: 'fixed', key: 'budget', startAt: 0, amount } as const],
});
export const budget = { key: 'budget', window: { kind: 'fixed', startAt: 0, endAt: 1 } } as const;
