import { expect, test } from 'vitest';
import type { CallView, GrantView } from '../../../contract/model.ts';
import { grantState, lastUse, sortedGrants } from './grant-words.ts';

const grant = (id: string, change: Partial<GrantView> = {}): GrantView => ({
  ...{ id, name: id, upstreams: ['cart'], createdAt: 0, rotatedAt: null, revokedAt: null, expiresAt: null },
  ...{ lastUsedAt: null, client: null },
  ...change,
});

test('revoked is more than expired, and an end is an end to the millisecond', () => {
  expect(grantState(grant('a', { expiresAt: 100 }), 99)).toBe('active');
  expect(grantState(grant('a', { expiresAt: 100 }), 100)).toBe('expired');
  expect(grantState(grant('a', { expiresAt: 100, revokedAt: 50 }), 200)).toBe('revoked');
});

test('usable grants come first, the newest of them on top', () => {
  const grants = [
    grant('old'),
    grant('gone', { createdAt: 9, revokedAt: 10 }),
    grant('new', { createdAt: 5 }),
  ];
  expect(sortedGrants(grants, 100).map((it) => it.id)).toEqual(['new', 'old', 'gone']);
});

test('a call that was just made counts as use', () => {
  const uses = lastUse(
    [grant('a', { lastUsedAt: 10 }), grant('b')],
    [{ grantId: 'a', at: 30 } as CallView, { grantId: 'a', at: 20 } as CallView],
  );
  expect(uses.get('a')).toBe(30);
  expect(uses.get('b')).toBeUndefined();
});
