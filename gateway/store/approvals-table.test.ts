import { expect, test } from 'vitest';
import type { ApprovalView } from '../../contract/model.ts';
import { manualClock } from '../../test/support/manual-clock.ts';
import { silentLog } from '../../test/support/silent-log.ts';
import { openDatabase } from './database.ts';
import { openRecord } from './record.ts';

const key = { grantId: 'g', upstream: 'shop', tool: 'buy', argumentsHash: 'h' };
const view: ApprovalView = {
  ...{ id: 'a', callId: 'c', grantId: 'g', grantName: 'agent', client: null, upstream: 'shop', tool: 'buy' },
  ...{ arguments: {}, why: '', rule: '', requestedAt: 0, expiresAt: 1_000, state: 'pending' },
  ...{ isClientWaiting: true, preview: 'none', goods: null, verdict: null, word: null, resolvedAt: null },
  ...{ resolvedBy: null, groupId: 'a' },
};

function setUp() {
  const database = openDatabase(':memory:');
  return openRecord(database, manualClock(), silentLog());
}

test('one that is opened is due at once, though nothing was due a moment ago', () => {
  const { events, approvals } = setUp();
  expect(approvals.due(key)).toBeUndefined();
  events.transaction(() =>
    approvals.insert(view, { argumentsHash: 'h', sessionId: null, definitionHash: null }),
  );
  expect(approvals.due(key)?.view.id).toBe('a');
  events.transaction(() => approvals.close('a', 'consumed', 5));
  expect(approvals.due(key)).toBeUndefined();
});

test('one whose end was rolled back is still due', () => {
  const { events, approvals } = setUp();
  events.transaction(() =>
    approvals.insert(view, { argumentsHash: 'h', sessionId: null, definitionHash: null }),
  );
  expect(() =>
    events.transaction(() => {
      approvals.close('a', 'consumed', 5);
      expect(approvals.due(key)).toBeUndefined();
      throw new Error('no');
    }),
  ).toThrow('no');
  expect(approvals.due(key)?.view.id).toBe('a');
});
