import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { NewEvent } from '../../contract/events.ts';
import type { Log } from '../../contract/ports.ts';
import { manualClock } from '../../test/support/manual-clock.ts';
import { silentLog } from '../../test/support/silent-log.ts';
import { openDatabase } from './database.ts';
import { openRecord } from './record.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'checkstand-intents-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const file = () => join(folder, 'db.sqlite');
const journalFile = () => `${file()}.intents`;

function open(log: Log = silentLog()) {
  const database = openDatabase(file());
  const record = openRecord(database, manualClock(), log);
  /** As by kill -9: nothing is written any more. */
  const die = () => {
    database.close();
    record.events.close();
  };
  return { database, ...record, die };
}

const decided = (callId: string): NewEvent => ({
  type: 'tool_call.decided',
  data: {
    callId,
    grantId: 'g',
    grantName: 'agent',
    client: null,
    sessionId: null,
    upstream: 'shop',
    tool: 'buy',
    arguments: { text: 'two lines\nand a\ttab' },
    argumentsHash: 'h',
    policyVersion: 1,
    approvalId: null,
    decision: { effect: 'allow', code: 'allowed', rule: '', text: '', reasons: [], isRetryable: false },
  },
});
const taking = (amount: string) => ({
  isOpen: true,
  takes: [{ kind: 'fixed', key: 'budget', startAt: 0, amount } as const],
});
const budget = { key: 'budget', window: { kind: 'fixed', startAt: 0, endAt: 1 } } as const;
const removed = (name: string): NewEvent => ({ type: 'upstream.removed', data: { name } });

test('what was recorded ahead survives a crash: its event, what it took, and that the call is open', () => {
  const first = open();
  first.events.transaction(() => first.events.append(removed('before')));
  first.events.appendAhead(decided('a'), taking('2.50'));
  first.events.appendAhead(decided('b'), taking('1'));
  expect(first.counters.read(budget, 0).value).toBe('3.5');
  first.die();

  const second = open();
  expect(second.events.eventsOfCall('a')).toMatchObject([
    { seq: 2, data: { arguments: { text: 'two lines\nand a\ttab' } } },
  ]);
  expect(second.events.callsBefore(100, 10)).toHaveLength(2);
  expect(second.counters.read(budget, 0).value).toBe('3.5');
  expect(second.openCalls.list().map(({ callId }) => callId)).toEqual(['a', 'b']);
  expect(second.events.verify()).toMatchObject({ events: 3, firstBroken: null });
  second.die();
});

test('what the database has already is not taken from the journal once more', () => {
  const first = open();
  first.events.appendAhead(decided('a'), taking('2'));
  first.events.settle();
  first.die();
  expect(readFileSync(journalFile(), 'utf8')).toContain('"callId":"a"');
  const second = open();
  expect(second.counters.read(budget, 0).value).toBe('2');
  expect(second.events.verify()).toMatchObject({ events: 1, firstBroken: null });
  second.die();
});

test('a line that was not written whole is no decision, and neither is the rest of one that was written over', () => {
  const first = open();
  first.events.appendAhead(decided('long'.repeat(100)), taking('1'));
  first.events.settle();
  first.events.appendAhead(decided('b'), taking('1'));
  first.die();
  appendFileSync(journalFile(), '{"at":1,"data":{"callId":"torn"');
  const second = open();
  expect(second.events.verify()).toMatchObject({ events: 2, firstBroken: null });
  expect(second.counters.read(budget, 0).value).toBe('2');
  expect(existsSync(`${journalFile()}.unfit`)).toBe(false);
  second.die();
});

test('a journal that was written beside another database is kept, told of, and changes nothing', () => {
  const first = open();
  first.events.transaction(() => first.events.append(removed('a')));
  first.events.appendAhead(decided('a'), taking('2'));
  first.die();
  for (const end of ['', '-wal', '-shm']) rmSync(`${file()}${end}`, { force: true });
  const told: string[] = [];
  const second = open({ ...silentLog(), error: (text) => told.push(text) });
  expect(told.join()).toMatch(/journal does not continue the record/);
  expect(readFileSync(`${journalFile()}.unfit`, 'utf8')).toContain('"callId":"a"');
  expect(second.events.verify().events).toBe(0);
  expect(second.counters.read(budget, 0).value).toBe('0');
  second.die();
});

test('a transaction that fails takes nothing of what was recorded ahead with it', () => {
  const it = open();
  it.events.appendAhead(decided('a'), taking('2'));
  expect(() =>
    it.events.transaction(() => {
      it.counters.takeFixed('budget', 0, '100');
      it.openCalls.remove('a');
      throw new Error('no');
    }),
  ).toThrow('no');
  expect(it.counters.read(budget, 0).value).toBe('2');
  it.events.appendAhead(decided('b'), taking('2'));
  expect(it.events.verify()).toMatchObject({ events: 2, firstBroken: null });
  expect(it.openCalls.list()).toHaveLength(2);
  it.die();
});

test('a database that does not take it stops further decisions, until it does', async () => {
  const failed = Promise.withResolvers<void>();
  const it = open({ ...silentLog(), error: () => failed.resolve() });
  it.events.appendAhead(decided('a'), taking('2'));
  it.database.exec('PRAGMA query_only = 1');
  await failed.promise;
  expect(() => it.events.appendAhead(decided('b'), taking('2'))).toThrow(/readonly/);
  expect(it.counters.read(budget, 0).value).toBe('2');
  it.database.exec('PRAGMA query_only = 0');
  it.events.appendAhead(decided('c'), taking('2'));
  expect(it.events.verify()).toMatchObject({ events: 2, firstBroken: null });
  expect(it.events.eventsOfCall('b')).toEqual([]);
  it.die();
});

test.runIf(existsSync('/dev/full'))('on a full disk a decision is refused, and takes nothing', () => {
  symlinkSync('/dev/full', journalFile());
  const it = open();
  expect(() => it.events.appendAhead(decided('a'), taking('2'))).toThrow(/ENOSPC/);
  expect(it.counters.read(budget, 0).value).toBe('0');
  expect(it.events.verify()).toMatchObject({ events: 0, firstBroken: null });
  it.die();
});

test('a call that begins and ends before the database is written leaves no open call', () => {
  const it = open();
  it.events.appendAhead(decided('a'), taking('2'));
  it.events.transaction(() => it.openCalls.remove('a'));
  expect(it.openCalls.list()).toEqual([]);
  it.die();
});

test('after its database is closed nothing is recorded', () => {
  const it = open();
  it.database.close();
  expect(() => it.events.appendAhead(decided('a'), taking('2'))).toThrow(/closed/);
  it.events.close();
});
