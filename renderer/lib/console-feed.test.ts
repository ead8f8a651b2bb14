import { expect, test } from 'vitest';
import type { Snapshot } from '../../contract/api.ts';
import type { Push } from '../../contract/bridge.ts';
import { settingsSchema } from '../../contract/settings.ts';
import { asStale, emptyFeed, withPush, withSnapshot } from './console-feed.ts';

const snapshotAt = (seq: number, change: Partial<Snapshot> = {}): Snapshot => ({
  ...{ seq, version: '', mcpUrl: '', dataDir: '', isPaused: false, calls: [], approvals: [], grants: [] },
  ...{ upstreams: [], policies: [], settings: settingsSchema.parse({}) },
  store: {
    ...{ store: 'demo', session: 'unknown', name: null, checkedAt: null, lastSavedAt: null },
    ...{ browser: 'not_started', problem: null, cart: null },
  },
  ...change,
});
const paused = (seq: number): Push => ({
  kind: 'event',
  event: { type: 'gateway.paused', data: { by: 'tray' }, seq, at: 1, hash: '' },
});
const resumed = (seq: number): Push => ({
  kind: 'event',
  event: { type: 'gateway.resumed', data: { by: 'tray' }, seq, at: 1, hash: '' },
});

test('events that come before the snapshot are applied on top of it, those it holds already are not', () => {
  const feed = withSnapshot([paused(5), resumed(6), paused(7)].reduce(withPush, emptyFeed), snapshotAt(6));
  expect(feed.isStale).toBe(false);
  expect(feed.data?.isPaused).toBe(true);
  expect(feed.data?.seq).toBe(7);
});

test('a gap makes the feed stale and changes nothing until a new snapshot, which catches up', () => {
  const before = withSnapshot(emptyFeed, snapshotAt(3));
  const gapped = withPush(withPush(before, paused(5)), resumed(6));
  expect(gapped.isStale).toBe(true);
  expect(gapped.data?.isPaused).toBe(false);
  expect(gapped.data?.seq).toBe(3);
  const after = withSnapshot(gapped, snapshotAt(5, { isPaused: true }));
  expect(after.isStale).toBe(false);
  expect(after.data?.seq).toBe(6);
  expect(after.data?.isPaused).toBe(false);
});

test('a snapshot that is itself too old for what was held leaves the feed stale', () => {
  const gapped = withPush(withSnapshot(emptyFeed, snapshotAt(3)), paused(9));
  expect(withSnapshot(gapped, snapshotAt(4)).isStale).toBe(true);
});

test('an event that came twice changes nothing', () => {
  const feed = withPush(withSnapshot(emptyFeed, snapshotAt(3)), paused(4));
  expect(withPush(feed, paused(4))).toBe(feed);
});

test('unrecorded state that came while the snapshot was on its way wins over it', () => {
  const store = { ...snapshotAt(1).store, session: 'signed_in' as const, name: 'Ada' };
  const feed = withSnapshot(withPush(emptyFeed, { kind: 'store', store }), snapshotAt(3));
  expect(feed.data?.store.name).toBe('Ada');
});

test('a new connection keeps the data to look at, and drops what the old one had pending', () => {
  const gapped = withPush(withSnapshot(emptyFeed, snapshotAt(3)), paused(9));
  const stale = asStale(gapped);
  expect(stale.data?.seq).toBe(3);
  // The app may have started over with a shorter record: the snapshot counts, whatever its number.
  expect(withSnapshot(stale, snapshotAt(1))).toMatchObject({ isStale: false, data: { seq: 1 } });
});
