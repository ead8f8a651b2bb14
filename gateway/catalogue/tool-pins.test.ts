import type { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import type { StoredEvent } from '../../contract/events.ts';
import type { PolicyView, ToolDefinition } from '../../contract/model.ts';
import { openRecord } from '../store/record.ts';
import { createKnownTools } from '../store/known-tools.ts';
import { openDatabase } from '../store/database.ts';
import { readToolDefinition } from '../upstreams/tool-definition.ts';
import { createToolPins } from './tool-pins.ts';

const clock = { now: () => 1_000, after: () => () => {} };
const log = { info() {}, warn() {}, error() {} };

function tool(name: string, description: string): ToolDefinition {
  const definition = readToolDefinition({ name, description, inputSchema: { type: 'object' } });
  if (!definition) throw new Error('no tool');
  return definition;
}

/** Pins on a database of their own, for upstreams whose policies allow everything. */
function start(database: DatabaseSync = openDatabase(':memory:'), builtIn: readonly string[] = []) {
  const { events, toolPins: table } = openRecord(database, clock, log);
  const seen: StoredEvent[] = [];
  events.subscribe((event) => seen.push(event));
  const policies = ['notes', 'own'].map((upstream): PolicyView => ({
    ...{ upstream, grantId: null, version: 1, savedAt: 0, savedBy: 'test' },
    document: { version: '1', default: 'allow', tools: { closed: { action: 'deny' } } },
  }));
  const knownTools = createKnownTools(database);
  const pins = createToolPins({
    table,
    events,
    knownTools,
    policies: () => policies,
    isBuiltIn: (name) => builtIn.includes(name),
    clock,
  });
  const list = (upstream: string, ...tools: ToolDefinition[]) =>
    events.transaction(() => {
      knownTools.put(upstream, tools);
      pins.listed(upstream, tools);
    });
  onTestFinished(() => (database.isOpen ? database.close() : undefined));
  return { pins, list, events, database, types: () => seen.map((it) => it.type) };
}

test('a change is told once; one that is taken back is told too, and asks no more', () => {
  const { pins, list, types } = start();
  const [before, after] = [tool('read', 'Reads.'), tool('read', 'Reads more.')];
  list('notes', before);
  list('notes', after);
  list('notes', after, tool('new', 'Reads.'));
  expect(types()).toEqual(['tool.definition_changed']);
  expect(pins.isChanged('notes', 'read', after)).toBe(true);
  list('notes', before);
  expect(types()).toEqual(['tool.definition_changed', 'tool.definition_restored']);
  expect(pins.isChanged('notes', 'read', before)).toBe(false);
  expect(pins.drift()).toEqual([]);
});

test('a tool that goes and comes back otherwise is still the one that was allowed', () => {
  const { pins, list } = start();
  list('notes', tool('read', 'Reads.'));
  list('notes');
  list('notes', tool('read', 'Deletes.'));
  expect(pins.changedTools('notes')).toEqual(['read']);
  expect(pins.drift()).toMatchObject([{ before: { category: 'Read' }, after: { category: 'Destructive' } }]);
  // Not listed at all, and called: nobody knows what that is now.
  expect(pins.isChanged('notes', 'read', undefined)).toBe(true);
});

test('what no policy lets pass is not pinned, until a call of it is allowed', () => {
  const { pins, list } = start();
  const [before, after] = [tool('closed', 'Reads.'), tool('closed', 'Reads more.')];
  list('notes', before);
  list('notes', after);
  expect(pins.isChanged('notes', 'closed', after)).toBe(false);
  pins.allowed('notes', after);
  expect(pins.isChanged('notes', 'closed', before)).toBe(true);
});

test('a server that comes with the app may change with it, but not while it runs', () => {
  const database = openDatabase(':memory:');
  const first = start(database, ['own']);
  first.list('own', tool('read', 'Reads.'));
  const second = start(database, ['own']);
  second.list('own', tool('read', 'Reads more.'));
  expect(second.types()).toEqual([]);
  expect(second.pins.drift()).toEqual([]);
  second.list('own', tool('read', 'Reads most.'));
  expect(second.types()).toEqual(['tool.definition_changed']);
});

test('an upstream that was removed is forgotten: another of its name begins anew', () => {
  const { pins, list, database } = start();
  list('notes', tool('read', 'Reads.'));
  pins.forget('notes');
  list('notes', tool('read', 'Reads more.'));
  expect(pins.drift()).toEqual([]);
  expect(start(database).pins.drift()).toEqual([]);
});

test('what a version without pins had allowed is pinned as it was known, not as it comes back', () => {
  const database = openDatabase(':memory:');
  createKnownTools(database).put('notes', [tool('read', 'Reads.')]);
  const { pins, list } = start(database);
  list('notes', tool('read', 'Reads more.'));
  expect(pins.changedTools('notes')).toEqual(['read']);
});

test('what cannot be recorded is not accepted', () => {
  const { pins, list, database } = start();
  list('notes', tool('read', 'Reads.'));
  const now = tool('read', 'Reads more.');
  list('notes', now);
  database.exec("CREATE TRIGGER full BEFORE INSERT ON events BEGIN SELECT RAISE(ABORT, 'full'); END");
  expect(() => pins.accept('notes', 'read', now.definitionHash, 'console')).toThrow('full');
  expect(pins.isChanged('notes', 'read', now)).toBe(true);
  database.exec('DROP TRIGGER full');
  expect(start(database).pins.changedTools('notes')).toEqual(['read']);
});

test('a tool whose first allowed call could not be recorded is not pinned', () => {
  const { pins, list, events, database } = start();
  const [before, after] = [tool('closed', 'Reads.'), tool('closed', 'Reads more.')];
  list('notes', before);
  const allowed = () =>
    events.transaction(() => {
      pins.allowed('notes', before);
      throw new Error('full');
    });
  expect(allowed).toThrow('full');
  expect(pins.isUnpinned('notes', before)).toBe(true);
  expect(pins.isChanged('notes', 'closed', after)).toBe(false);
  // So the next one that is allowed pins it, for after a restart too.
  events.transaction(() => pins.allowed('notes', before));
  expect(start(database).pins.isChanged('notes', 'closed', after)).toBe(true);
});
