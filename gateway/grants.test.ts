import { expect, onTestFinished, test } from 'vitest';
import type { StoredEvent } from '../contract/events.ts';
import { countingIds } from '../test/support/counting-ids.ts';
import { manualClock } from '../test/support/manual-clock.ts';
import { silentLog } from '../test/support/silent-log.ts';
import { createGrants } from './grants.ts';
import { openDatabase } from './store/database.ts';
import { openRecord } from './store/record.ts';

function start() {
  const database = openDatabase(':memory:');
  onTestFinished(() => database.close());
  const clock = manualClock();
  const log = silentLog();
  const { events, grants: table } = openRecord(database, clock, log);
  onTestFinished(() => events.close());
  const seen: StoredEvent[] = [];
  events.subscribe((event) => seen.push(event));
  const grants = createGrants({ table, events, clock, ids: countingIds(), log });
  const { grant, token } = grants.create({ name: 'agent', upstreams: ['shop'] });
  return { grants, id: grant.id, token, database, types: () => seen.map(({ type }) => type) };
}

const client = { name: 'client', version: '1' };

test.each(['revoke', 'rotate'] as const)(
  'who connected before the record says %s did so before it',
  (change) => {
    const { grants, id, token, types } = start();
    grants.connected(id, 'shop', client);
    grants[change](id);
    grants.flush();
    expect(types()).toEqual([
      'grant.created',
      'client.connected',
      change === 'revoke' ? 'grant.revoked' : 'grant.rotated',
    ]);
    expect(grants.authenticate(token).ok).toBe(false);
    expect(grants.list()).toMatchObject([{ client }]);
  },
);

test('a client whose connection is recorded after the revocation does not bring the grant back', () => {
  const { grants, id, token } = start();
  expect(grants.authenticate(token).ok).toBe(true);
  grants.revoke(id);
  grants.connected(id, 'shop', client);
  grants.flush();
  expect(grants.authenticate(token)).toEqual({ ok: false, why: 'revoked' });
});

test('a token that was never recorded is never known, and one that could not be replaced still is', () => {
  const { grants, id, token, database } = start();
  database.exec('PRAGMA query_only = 1');
  expect(() => grants.rotate(id)).toThrow(/readonly/);
  expect(() => grants.create({ name: 'other', upstreams: [] })).toThrow(/readonly/);
  expect(() => grants.revoke(id)).toThrow(/readonly/);
  expect(grants.authenticate(token).ok).toBe(true);
  expect(grants.list()).toHaveLength(1);
});
