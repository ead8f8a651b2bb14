import type { DatabaseSync } from 'node:sqlite';
import { afterEach, expect, test, vi } from 'vitest';
import { startGateway, type StartedGateway } from '../support/start-gateway.ts';

let started: StartedGateway;
afterEach(() => started.close());

const look = (name: string, token: string) => started.connect(name, token).then((it) => it.listTools());

/** Writes to the table go well until the transaction ends, as with a disk that is full only then. */
function failOn(database: DatabaseSync, table: string): void {
  database.exec(`
    CREATE TABLE whole (id INTEGER PRIMARY KEY);
    CREATE TABLE part (id INTEGER REFERENCES whole (id) DEFERRABLE INITIALLY DEFERRED);
    CREATE TRIGGER on_insert AFTER INSERT ON ${table} BEGIN INSERT INTO part VALUES (1); END;
    CREATE TRIGGER on_update AFTER UPDATE ON ${table} BEGIN INSERT INTO part VALUES (1); END;
  `);
}

test('a grant is what the record says: new, replaced, revoked or narrowed only when that is written', async () => {
  started = await startGateway({ policy: { default: 'allow' } });
  const { gateway, database, token } = started;
  const { grants } = gateway;
  const [before] = grants.list();
  const id = before?.id ?? '';
  failOn(database, 'grants');
  expect(() => grants.create({ name: 'second', upstreams: ['shop'] })).toThrow('constraint');
  expect(() => grants.rotate(id)).toThrow('constraint');
  expect(() => grants.revoke(id)).toThrow('constraint');
  expect(() => grants.setUpstreams(id, [])).toThrow('constraint');
  expect(grants.list()).toEqual([before]);
  expect((await look('agent', token)).tools).not.toEqual([]);
});

test('a pause that was not lifted in the record is not lifted', async () => {
  started = await startGateway({ policy: { default: 'allow' } });
  const { gateway, database } = started;
  gateway.pause('console');
  failOn(database, 'meta');
  expect(() => gateway.resume('console')).toThrow('constraint');
  expect(gateway.state(1).isPaused).toBe(true);
  const client = await started.connect();
  const { content } = await client.callTool({ name: 'look', arguments: {} });
  expect(content).toMatchObject([{ text: expect.stringContaining('Checkstand is paused') as unknown }]);
});

test('clients that connect are recorded a moment later, and the grant shows who was last', async () => {
  started = await startGateway({ policy: { default: 'allow' } });
  const { gateway, events } = started;
  await Promise.all(['one', 'two', 'three'].map((name) => started.connect(name)));
  await started.seen('client.connected', ({ data }) => data.client.name === 'three');
  const connected = events.filter((it) => it.type === 'client.connected');
  expect(connected.map(({ data }) => data.client.name).sort()).toEqual(['one', 'three', 'two']);
  const [grant] = gateway.grants.list();
  expect(grant).toMatchObject({ client: connected.at(-1)?.data.client, lastUsedAt: connected.at(-1)?.at });
});

test('those that connect as it stops are recorded too', async () => {
  started = await startGateway({ policy: { default: 'allow' } });
  const { gateway, events } = started;
  await started.connect('last');
  await gateway.close();
  expect(events.map(({ type }) => type).slice(-2)).toEqual(['client.connected', 'app.stopped']);
});

test('where it cannot be recorded that a client connected, the log says so and the client is served', async () => {
  started = await startGateway({ policy: { default: 'allow' } });
  const { database, log, gateway } = started;
  failOn(database, 'grants');
  const client = await started.connect();
  expect((await client.listTools()).tools).not.toEqual([]);
  await gateway.close();
  expect(log.entries).toMatchObject([
    { level: 'error', message: 'that clients connected could not be recorded', details: { count: 1 } },
  ]);
});

test('how a call ended is recorded once that can be done again, also when nothing else happens', async () => {
  started = await startGateway({ policy: { default: 'allow' } });
  const { database, log, gateway } = started;
  const client = await started.connect();
  await started.seen('client.connected');
  database.exec(`
    CREATE TRIGGER full BEFORE INSERT ON events WHEN NEW.type = 'tool_call.completed'
    BEGIN SELECT RAISE(ABORT, 'full'); END
  `);
  await client.callTool({ name: 'look', arguments: {} });
  await vi.waitFor(() => {
    expect(log.entries[0]?.message).toContain('tried again');
  }, 5_000);
  database.exec('DROP TRIGGER full');
  await started.seen('tool_call.completed');
  expect(gateway.state(1).calls).toMatchObject([{ state: 'completed' }]);
});
