import type { ApprovalView } from '../../../contract/model.ts';

/** What several pending approvals of one agent come to. */
export interface AgentTotal {
  readonly grantId: string;
  readonly grantName: string;
  readonly count: number;
  /** Null when no total is known, or they are in several currencies. */
  readonly currency: string | null;
  readonly totalMinor: number | null;
  /** How many of them have no known total. */
  readonly unpriced: number;
}

/** One entry for each agent that waits for more than one answer, in the order of their first call. */
export function agentTotals(pending: readonly ApprovalView[]): AgentTotal[] {
  const byGrant = Map.groupBy(pending, (it) => it.grantId);
  return [...byGrant.values()].filter((group) => group.length > 1).flatMap(totalOf);
}

function totalOf(group: readonly ApprovalView[]): AgentTotal[] {
  const [first] = group;
  if (!first) return [];
  const priced = group.flatMap(({ goods }) =>
    goods && goods.totalMinor !== null && goods.currency !== null
      ? [{ minor: goods.totalMinor, currency: goods.currency }]
      : [],
  );
  const currencies = new Set(priced.map((it) => it.currency));
  const isSummable = currencies.size === 1;
  return [
    {
      grantId: first.grantId,
      grantName: first.grantName,
      count: group.length,
      currency: isSummable ? (priced[0]?.currency ?? null) : null,
      totalMinor: isSummable ? priced.reduce((sum, it) => sum + it.minor, 0) : null,
      unpriced: group.length - priced.length,
    },
  ];
}
