import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { JsonObject } from '../../contract/json.ts';
import { manualClock } from '../../test/support/manual-clock.ts';
import { budget, decided, recordStage, removed, taking } from '../../test/support/record-stage.ts';
import { silentLog } from '../../test/support/silent-log.ts';
import { openDatabase } from './database.ts';
import { whole } from './event-row.ts';
import { openRecord } from './record.ts';

const { file, journalFile, open, pathOf } = recordStage();

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

/** A line of a journal of another record, far from the beginning of its chain. */
function foreignLine(): string {
  const away = pathOf('other.sqlite');
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
