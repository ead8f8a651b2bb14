import { createHash } from 'node:crypto';
import {
  appendFileSync,
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { StatementSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { NewEvent } from '../../contract/events.ts';
import type { JsonObject } from '../../contract/json.ts';
import type { Log } from '../../contract/ports.ts';
import { manualClock } from '../../test/support/manual-clock.ts';
import { silentLog } from '../../test/support/silent-log.ts';
import { openDatabase } from './database.ts';
import { whole, type FirstDecision } from './event-row.ts';
import { openJournal } from './journal.ts';
import { openRecord } from './record.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'checkstand-intents-'));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

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

const decided = (callId: string, args: JsonObject = { text: 'two lines\nand a\ttab' }): FirstDecision => ({
  type: 'tool_call.decided',
  data: {
    callId,
    grantId: 'g',
    grantName: 'agent',
    client: null,
    sessionId: null,
    upstream: 'shop',
    tool: 'buy',
    arguments: args,
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

test('lines that the database has are passed over, also when later ones were written over a part of them', () => {
  const first = open();
  for (const callId of ['a', 'b', 'c']) first.events.appendAhead(decided(callId), taking('1'));
  first.events.settle();
  first.events.appendAhead(decided('after'), taking('1'));
  first.die();
  expect(readFileSync(journalFile(), 'utf8')).toMatch(/"callId":"after"[^]*\n\{.*"callId":"c"/);
  const second = open();
  expect(second.events.verify()).toMatchObject({ events: 4, firstBroken: null });
  expect(second.counters.read(budget, 0).value).toBe('4');
  expect(existsSync(`${journalFile()}.unfit`)).toBe(false);
  second.die();
});

test('what a call says is recorded as it was decided, whatever becomes of it in the hands of its server', () => {
  const it = open();
  const args = { item: 'tea' };
  it.events.appendAhead(decided('a', args), taking('1'));
  args.item = 'something else';
  expect(it.events.eventsOfCall('a')).toMatchObject([{ data: { arguments: { item: 'tea' } } }]);
  it.die();
});

test('a decision without the hash of its arguments gets that of those that are recorded, after a crash too', () => {
  const first = open();
  first.events.appendAhead(decided('a'), taking('1'));
  first.events.settle();
  first.events.appendAhead(decided('b'), taking('1'));
  first.die();
  const second = open();
  const sha256 = createHash('sha256').update('{"text":"two lines\\nand a\\ttab"}').digest('hex');
  for (const callId of ['a', 'b']) {
    expect(second.events.eventsOfCall(callId)).toMatchObject([{ data: { argumentsHash: sha256 } }]);
  }
  expect(second.events.verify()).toMatchObject({ events: 2, firstBroken: null });
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

test('a line continues the record that it names: not one of the same length, and not over a gap', () => {
  const first = open();
  first.events.transaction(() => first.events.append(removed('a')));
  for (const callId of ['one', 'two']) first.events.appendAhead(decided(callId), taking('2'));
  first.die();
  const lines = readFileSync(journalFile(), 'utf8').split('\n');
  writeFileSync(journalFile(), `${lines[1]}\n`);
  const second = open();
  expect(second.events.verify().events).toBe(1);
  expect(readFileSync(`${journalFile()}.unfit`, 'utf8')).toContain('"callId":"two"');
  second.die();

  for (const end of ['', '-wal', '-shm']) rmSync(`${file()}${end}`, { force: true });
  const other = open();
  other.events.transaction(() => other.events.append(removed('b')));
  other.die();
  writeFileSync(journalFile(), `${lines[0]}\n`);
  const third = open();
  expect(third.events.verify().events).toBe(1);
  expect(third.counters.read(budget, 0).value).toBe('0');
  expect(readFileSync(`${journalFile()}.unfit-2`, 'utf8')).toContain('"callId":"one"');
  third.die();
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

test('a decision that cannot be counted is not in the journal either, and does not stand in the way of the next', () => {
  const first = open();
  vi.spyOn(first.counters, 'takeFixed').mockImplementationOnce(() => {
    throw new Error('disk I/O error');
  });
  expect(() => first.events.appendAhead(decided('a'), taking('2'))).toThrow('disk I/O error');
  first.events.appendAhead(decided('b'), taking('3'));
  first.die();
  const second = open();
  expect(second.events.eventsOfCall('a')).toEqual([]);
  expect(second.events.eventsOfCall('b')).toHaveLength(1);
  expect(second.counters.read(budget, 0).value).toBe('3');
  expect(second.events.verify()).toMatchObject({ events: 1, firstBroken: null });
  second.die();
});

test('a transaction that fails because the database cannot be read leaves memory as it was', () => {
  const it = open();
  it.events.transaction(() => it.counters.takeFixed('budget', 0, '1'));
  it.events.appendAhead(decided('a'), taking('2'));
  const noReads = () => {
    throw new Error('disk I/O error');
  };
  expect(() =>
    it.events.transaction(() => {
      it.counters.takeFixed('budget', 0, '100');
      it.openCalls.put('never', 'held');
      it.events.append(removed('x'));
      vi.spyOn(StatementSync.prototype, 'all').mockImplementation(noReads);
      vi.spyOn(StatementSync.prototype, 'get').mockImplementation(noReads);
      throw new Error('no');
    }),
  ).toThrow('no');
  expect(it.counters.read(budget, 0).value).toBe('3');
  vi.restoreAllMocks();
  it.events.appendAhead(decided('b'), taking('2'));
  expect(it.events.verify()).toMatchObject({ events: 2, firstBroken: null });
  expect(it.counters.read(budget, 0).value).toBe('5');
  expect(it.openCalls.list().map(({ callId }) => callId)).toEqual(['a', 'b']);
  it.die();
});

/** A line of a journal of another record, far from the beginning of its chain. */
function foreignLine(): string {
  const away = join(folder, 'other.sqlite');
  const database = openDatabase(away);
  const { events } = openRecord(database, manualClock(), silentLog());
  for (const name of ['a', 'b', 'c']) events.transaction(() => events.append(removed(name)));
  events.appendAhead(decided('foreign'), taking('7'));
  database.close();
  events.close();
  return readFileSync(`${away}.intents`, 'utf8');
}

test('what fits stays in the journal until the database has it, whatever lies beside it there', () => {
  const first = open();
  first.events.appendAhead(decided('a'), taking('2'));
  first.die();
  appendFileSync(journalFile(), foreignLine());

  const failing = openDatabase(file());
  failing.exec('PRAGMA query_only = 1');
  expect(() => openRecord(failing, manualClock(), silentLog())).toThrow(/readonly/);
  failing.close();

  const second = open();
  expect(second.events.eventsOfCall('a')).toHaveLength(1);
  expect(second.counters.read(budget, 0).value).toBe('2');
  expect(readFileSync(`${journalFile()}.unfit`, 'utf8')).toContain('"callId":"foreign"');
  second.events.appendAhead(decided('b'), taking('1'));
  second.die();
  const third = open();
  expect(third.counters.read(budget, 0).value).toBe('3');
  third.die();
});

test('a line whose end is missing was refused, and is no decision', () => {
  const first = open();
  first.events.appendAhead(decided('a'), taking('2'));
  first.die();
  truncateSync(journalFile(), readFileSync(journalFile()).length - 1);
  const second = open();
  expect(second.events.verify().events).toBe(0);
  expect(second.counters.read(budget, 0).value).toBe('0');
  second.die();
});

test('a journal beside a database that went on without it is kept too, and what was kept before stays', () => {
  const first = open();
  first.events.appendAhead(decided('mine'), taking('2'));
  first.die();
  for (const end of ['', '-wal', '-shm']) rmSync(`${file()}${end}`, { force: true });
  const other = openDatabase(file());
  const kept = readFileSync(journalFile());
  rmSync(journalFile());
  const { events } = openRecord(other, manualClock(), silentLog());
  for (const name of ['a', 'b']) events.transaction(() => events.append(removed(name)));
  other.close();
  events.close();
  for (const name of ['.unfit', '.unfit-2']) {
    appendFileSync(journalFile(), kept);
    const told: string[] = [];
    const second = open({ ...silentLog(), error: (text) => told.push(text) });
    expect(told.join()).toMatch(/journal does not continue the record/);
    expect(readFileSync(`${journalFile()}${name}`, 'utf8')).toContain('"callId":"mine"');
    expect(second.events.verify().events).toBe(2);
    second.die();
  }
});

test('once it is closed nothing is written, not even into the file that has its number now', () => {
  const path = journalFile();
  const journal = openJournal(path);
  journal.close();
  const other = join(folder, 'other');
  const file = openSync(other, 'w');
  expect(() => journal.append('a decision')).toThrow(/closed/);
  closeSync(file);
  expect(readFileSync(other, 'utf8')).toBe('');
});

test('who reads the record sees what the database did not have yet, and what waits for it is called soon', async () => {
  const it = open();
  it.events.appendAhead(decided('a'), taking('2'));
  expect(it.events.eventsOfCall('a')).toHaveLength(1);
  it.events.appendAhead(decided('b'), taking('2'));
  expect(it.events.callsBefore(100, 10)).toHaveLength(2);
  it.events.appendAhead(decided('c'), taking('2'));
  expect(it.events.lastSeq()).toBe(3);
  expect(it.database.prepare('SELECT max(seq) AS seq FROM events').get()).toEqual({ seq: 3 });
  const called = new Promise<void>((resolve) => it.events.onSettling(resolve));
  it.events.settleSoon();
  await called;
  it.die();
});

test('who decides on hearing of decisions meets the one that is being recorded', () => {
  const it = open();
  const most = 510;
  /** As the gate does: looks at the counter, then records. */
  const decide = (callId: string) => {
    if (Number(it.counters.read(budget, 0).value) < most) it.events.appendAhead(decided(callId), taking('1'));
  };
  let heard = 0;
  it.events.subscribe(() => {
    heard += 1;
    decide(`heard ${heard}`);
  });
  for (let count = 1; count <= most; count += 1) decide(`call ${count}`);
  expect(heard).toBeGreaterThan(0);
  expect(it.counters.read(budget, 0).value).toBe(String(most));
  expect(it.events.verify()).toMatchObject({ events: most, firstBroken: null });
  expect(heard).toBe(most);
  it.die();
});

test('a decision that cannot be written keeps nobody from hearing of those before it', async () => {
  const failed = Promise.withResolvers<void>();
  const it = open({ ...silentLog(), error: () => failed.resolve() });
  const heard: number[] = [];
  it.events.subscribe(({ seq }) => heard.push(seq));
  it.events.appendAhead(decided('a'), taking('2'));
  it.database.exec('PRAGMA query_only = 1');
  await failed.promise;
  it.database.exec('PRAGMA query_only = 0');
  vi.spyOn(it.counters, 'takeFixed').mockImplementationOnce(() => {
    throw new Error('disk I/O error');
  });
  expect(() => it.events.appendAhead(decided('b'), taking('2'))).toThrow('disk I/O error');
  expect(heard).toEqual([1]);
  it.die();
});

const oddArguments: readonly [string, string][] = [
  ['a member named __proto__', '{"b":1,"__proto__":{"z":1,"a":2}}'],
  ['names of what objects have', '{"toString":1,"constructor":"x","toJSON":"y","hasOwnProperty":null}'],
  ['names that are numbers', '{"10":1,"9":2,"-1":3}'],
  ['numbers at the edge', '{"a":-0,"b":1e300,"c":0.1,"d":12345678901234567890,"e":5e-324}'],
  ['lone surrogates', '{"\\ud800":"\\udfff and \\ud83d","é漢":"😀"}'],
  ['what ends lines and columns', '{"a":"\\n\\t\\r\\u2028\\u0000\\ufeff"}'],
  ['much', JSON.stringify({ texts: Array.from({ length: 3_000 }, (_, at) => `${at} ü`.repeat(20)) })],
];

test.each(oddArguments)('recorded ahead, and after a crash, is what a transaction records: %s', (_, text) => {
  const args = JSON.parse(text) as JsonObject;
  const first = open();
  first.events.transaction(() => first.events.append(whole(decided('x', args))));
  first.events.appendAhead(decided('x', args), taking('1'));
  first.events.settle();
  first.events.appendAhead(decided('x', args), taking('1'));
  first.die();
  const second = open();
  const rows = second.database.prepare('SELECT data FROM events ORDER BY seq').all();
  expect(rows).toHaveLength(3);
  expect(new Set(rows.map(({ data }) => data)).size).toBe(1);
  expect(second.events.verify()).toMatchObject({ events: 3, firstBroken: null });
  second.die();
  // What the journal still holds is known to be in the record.
  const third = open();
  expect(third.events.verify()).toMatchObject({ events: 3 });
  expect(existsSync(`${journalFile()}.unfit`)).toBe(false);
  third.die();
});

test('a journal that cannot be put aside goes on in its own file', () => {
  const path = journalFile();
  const journal = openJournal(path);
  rmSync(path);
  expect(() => journal.setAside()).toThrow(/ENOENT/);
  const other = join(folder, 'other');
  const file = openSync(other, 'w');
  journal.append('a decision\n');
  expect(journal.lines()).toEqual(['a decision']);
  expect(readFileSync(other, 'utf8')).toBe('');
  closeSync(file);
  journal.close();
});

test('much that waits is taken by the database at once, and the journal does not stay long', () => {
  const it = open();
  const size = () => readFileSync(journalFile()).length;
  it.events.appendAhead(decided('a', { text: 'x'.repeat(9_000_000) }), taking('1'));
  expect(size()).toBeGreaterThan(9_000_000);
  it.events.appendAhead(decided('b'), taking('1'));
  expect(it.database.prepare('SELECT max(seq) AS seq FROM events').get()).toEqual({ seq: 1 });
  expect(size()).toBeLessThan(2_000);
  it.die();
  const again = open();
  expect(again.events.verify()).toMatchObject({ events: 2, firstBroken: null });
  again.die();
});
