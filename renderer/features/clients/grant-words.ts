import type { CallView, GrantView } from '../../../contract/model.ts';

export type GrantState = 'active' | 'revoked' | 'expired';

export function grantState(grant: GrantView, now: number): GrantState {
  if (grant.revokedAt !== null) return 'revoked';
  return grant.expiresAt !== null && grant.expiresAt <= now ? 'expired' : 'active';
}

/** Usable ones first, then by age; ended ones last. */
export function sortedGrants(grants: readonly GrantView[], now: number): GrantView[] {
  const isOver = (grant: GrantView) => Number(grantState(grant, now) !== 'active');
  return [...grants].sort((a, b) => isOver(a) - isOver(b) || b.createdAt - a.createdAt);
}

/** When each grant was last used: its record, or a newer call among the given ones. */
export function lastUse(
  grants: readonly GrantView[],
  calls: readonly CallView[],
): ReadonlyMap<string, number> {
  const uses = new Map<string, number>();
  for (const grant of grants) if (grant.lastUsedAt !== null) uses.set(grant.id, grant.lastUsedAt);
  for (const call of calls) uses.set(call.grantId, Math.max(call.at, uses.get(call.grantId) ?? 0));
  return uses;
}

const dayMs = 86_400_000;

/** How long a new grant may last. */
export const lifetimes = [
  { value: 'forever', label: 'No end', ms: null },
  { value: 'day', label: '1 day', ms: dayMs },
  { value: 'week', label: '7 days', ms: 7 * dayMs },
  { value: 'month', label: '30 days', ms: 30 * dayMs },
] as const;
export type Lifetime = (typeof lifetimes)[number]['value'];
