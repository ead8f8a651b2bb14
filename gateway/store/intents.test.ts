import { closeSync, existsSync, openSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { StatementSync } from 'node:sqlite';
import { afterEach, expect, test, vi } from 'vitest';
import { budget, decided, recordStage, removed, taking } from '../../test/support/record-stage.ts';
import { silentLog } from '../../test/support/silent-log.ts';
import { openJournal } from './journal.ts';

const { journalFile, open, pathOf } = recordStage();
afterEach(() => vi.restoreAllMocks());

test('what a call says is recorded as it was decided, whatever becomes of it in the hands of its server', () => {
  const it = open();
  const args = { item: 'tea' };
  it.events.appendAhead(decided('a', args), taking('1'));
  args.item = 'something else';
  expect(it.events.eventsOfCall('a')).toMatchObject([{ data: { arguments: { item: 'tea' } } }]);
  it.die();
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

test('once it is closed nothing is written, not even into the file that has its number now', () => {
  const path = journalFile();
  const journal = openJournal(path);
  journal.close();
  const other = pathOf('other');
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

test('a journal that cannot be put aside goes on in its own file', () => {
  const path = journalFile();
  const journal = openJournal(path);
  rmSync(path);
  expect(() => journal.setAside()).toThrow(/ENOENT/);
  const other = pathOf('other');
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
