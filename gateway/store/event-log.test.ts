import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { NewEvent, StoredEvent } from '../../contract/events.ts';
import { manualClock } from '../../test/support/manual-clock.ts';
import { silentLog } from '../../test/support/silent-log.ts';
import { DatabaseError, openDatabase } from './database.ts';
import { openRecord } from './record.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'checkstand-log-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const open = () => {
  const database = openDatabase(join(folder, 'db.sqlite'));
  return { database, events: openRecord(database, manualClock(), silentLog()).events };
};
const removed = (name: string): NewEvent => ({ type: 'upstream.removed', data: { name } });

test('events are published after their commit, in order, with no gaps in seq', () => {
  const { database, events } = open();
  const seen: [string, number][] = [];
  events.subscribe((event) => {
    const row = database.prepare('SELECT count(*) AS n FROM events').get();
    seen.push([event.type, Number(row?.['n'])]);
  });
  events.transaction(() => {
    events.append(removed('a'));
    events.append(removed('b'));
    expect(seen).toEqual([]);
  });
  expect(seen).toEqual([
    ['upstream.removed', 2],
    ['upstream.removed', 2],
  ]);
  expect(events.lastSeq()).toBe(2);
});

test('a listener that causes an event does not make others see it first', () => {
  const { events } = open();
  const seen: number[] = [];
  events.subscribe((event) => {
    if (event.seq === 1) events.transaction(() => events.append(removed('caused')));
  });
  events.subscribe((event) => seen.push(event.seq));
  events.transaction(() => events.append(removed('cause')));
  expect(seen).toEqual([1, 2]);
});

test('a transaction that throws writes nothing, publishes nothing and leaves the chain whole', () => {
  const { events } = open();
  const seen: StoredEvent[] = [];
  events.subscribe((event) => seen.push(event));
  expect(() =>
    events.transaction(() => {
      events.append(removed('lost'));
      throw new Error('no');
    }),
  ).toThrow('no');
  events.transaction(() => events.append(removed('kept')));
  expect(seen.map((it) => it.seq)).toEqual([1]);
  expect(events.verify()).toMatchObject({ events: 1, firstBroken: null });
});

test('a listener that throws does not disturb the others', () => {
  const { events } = open();
  const seen: number[] = [];
  events.subscribe(() => {
    throw new Error('broken listener');
  });
  events.subscribe((event) => seen.push(event.seq));
  events.transaction(() => events.append(removed('a')));
  expect(seen).toEqual([1]);
});

test.each([
  ['changed data', `UPDATE events SET data = '{"name":"x"}' WHERE seq = 2`, 2],
  ['changed time', 'UPDATE events SET at = at + 1 WHERE seq = 3', 3],
  ['a row taken out', 'DELETE FROM events WHERE seq = 2', 2],
  ['the end cut off', 'DELETE FROM events WHERE seq = 4', 4],
  [
    'a row put in',
    `INSERT INTO events SELECT 5, at, type, call_id, 0, data, hash FROM events WHERE seq = 4`,
    5,
  ],
])('verification names the first broken link: %s', (_name, sql, broken) => {
  const { database, events } = open();
  events.transaction(() => ['a', 'b', 'c', 'd'].forEach((name) => events.append(removed(name))));
  expect(events.verify().firstBroken).toBeNull();
  database.exec(sql);
  expect(events.verify().firstBroken).toBe(broken);
});

test('the chain goes on where it ended after reopening', () => {
  const first = open();
  first.events.transaction(() => first.events.append(removed('a')));
  first.database.close();
  const second = open();
  second.events.transaction(() => second.events.append(removed('b')));
  expect(second.events.verify()).toMatchObject({ events: 2, firstBroken: null });
});

test('a database written by a newer version is refused and left alone', () => {
  const path = join(folder, 'newer.sqlite');
  const database = new DatabaseSync(path);
  database.exec('PRAGMA user_version = 999');
  database.close();
  expect(() => openDatabase(path)).toThrow(DatabaseError);
  expect(() => openDatabase(path)).toThrow(/newer Checkstand.*schema 999/);
});

test('a file that is no database is an error that names it and says what to do', () => {
  expect(() => openDatabase(folder)).toThrow(/cannot open the database `.*`.*writable/);
});
