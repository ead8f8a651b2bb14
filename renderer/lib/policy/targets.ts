import type { JsonObject } from '../../../contract/json.ts';
import type { GrantView, PolicyView } from '../../../contract/model.ts';

/** Whose policy: an upstream's, for every client (null) or for one grant alone. */
export interface PolicyTarget {
  readonly upstream: string;
  readonly grantId: string | null;
}

/** The saved policy of a target; undefined when it has none of its own. */
export function savedPolicy(
  policies: readonly PolicyView[],
  { upstream, grantId }: PolicyTarget,
): PolicyView | undefined {
  return policies.find((it) => it.upstream === upstream && it.grantId === grantId);
}

/** The policy that decides the calls of a target: its own, or the one for every client. */
export function policyInForce(policies: readonly PolicyView[], target: PolicyTarget): PolicyView | undefined {
  return savedPolicy(policies, target) ?? savedPolicy(policies, { ...target, grantId: null });
}

/** Grants that may use an upstream: only they can have a policy there. */
export function grantsOf(grants: readonly GrantView[], upstream: string): readonly GrantView[] {
  return grants.filter((it) => it.revokedAt === null && it.upstreams.includes(upstream));
}

/** What a first policy starts from: nothing is allowed that nobody allowed. */
export const firstPolicy: JsonObject = { version: '1', default: 'deny' };

/** The document of a policy, as plain JSON. */
export function documentOf(policy: PolicyView | undefined): JsonObject {
  return policy ? (policy.document as JsonObject) : firstPolicy; // a policy document is JSON
}
