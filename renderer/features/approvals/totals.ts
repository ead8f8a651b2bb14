import type { ApprovalView, BudgetView, PolicyView } from '../../../contract/model.ts';
import { amountsOf, budgetsOfCall, type BudgetAmounts } from '../../../contract/budget-amounts.ts';
import type { ApprovalGroup } from './groups.ts';

/** What several pending approvals come to. */
export interface Total {
  readonly count: number;
  /** Null when no total is known, or they are in several currencies. */
  readonly currency: string | null;
  readonly totalMinor: number | null;
  /** How many of them have no known total. */
  readonly unpriced: number;
}

export interface AgentTotal extends Total {
  readonly grantId: string;
  readonly grantName: string;
}

/** One entry for each agent that waits in more than one place on the screen, in the order of their first call. */
export function agentTotals(groups: readonly ApprovalGroup[]): AgentTotal[] {
  const pending = groups
    .map(({ approvals }) => approvals.filter((it) => it.state === 'pending'))
    .filter((it) => it.length > 0);
  const byGrant = Map.groupBy(pending, ([first]) => first?.grantId ?? '');
  return [...byGrant].flatMap(([grantId, lists]) => {
    const grantName = lists[0]?.[0]?.grantName;
    if (grantName === undefined || lists.length < 2) return [];
    return [{ grantId, grantName, ...totalOf(lists.flat()) }];
  });
}

export function totalOf(approvals: readonly ApprovalView[]): Total {
  const priced = approvals.flatMap(({ goods }) =>
    goods && goods.totalMinor !== null && goods.currency !== null
      ? [{ minor: goods.totalMinor, currency: goods.currency }]
      : [],
  );
  const isSummable = new Set(priced.map((it) => it.currency)).size === 1;
  return {
    count: approvals.length,
    currency: isSummable ? (priced[0]?.currency ?? null) : null,
    totalMinor: isSummable ? priced.reduce((sum, it) => sum + it.minor, 0) : null,
    unpriced: approvals.length - priced.length,
  };
}

/** The budgets that these calls count against, each with what they would take of it together. */
export function budgetsTogether(
  approvals: readonly ApprovalView[],
  policies: readonly PolicyView[],
  budgets: readonly BudgetView[],
): BudgetAmounts[] {
  return budgets.flatMap((budget) => {
    const counted = approvals.filter((it) => budgetsOfCall(it, policies, budgets).includes(budget));
    const inCurrency = counted.filter(({ goods }) => goods?.currency === budget.currency);
    const amounts = counted.length > 0 ? amountsOf(budget, totalOf(inCurrency)) : undefined;
    return amounts ? [amounts] : [];
  });
}
