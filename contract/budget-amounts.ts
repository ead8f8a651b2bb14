import type { ApprovalView, BudgetView, PolicyView } from './model.ts';
import { parseDecimalMinor } from './money.ts';
import type { PolicyDocument, Spend } from './policy-document.ts';

/** A budget in minor units, with what one call would take of it. */
export interface BudgetAmounts {
  readonly key: string;
  readonly currency: string;
  readonly window: string;
  /** Settled and gone, without what calls under way hold. */
  readonly spentMinor: number;
  readonly reservedMinor: number;
  readonly maxMinor: number;
  /** Null: nobody can say yet. */
  readonly wantedMinor: number | null;
  /** What is left after it; negative: it goes over. */
  readonly leftMinor: number;
}

type Asked = Pick<ApprovalView, 'upstream' | 'tool' | 'grantId'>;

/** The budgets that a call of this tool counts against, by the policy in force for it. */
export function budgetsOfCall(
  call: Asked,
  policies: readonly PolicyView[],
  budgets: readonly BudgetView[],
): BudgetView[] {
  const document = policyOf(call, policies);
  const spends = document ? spendRules(document, call.tool) : [];
  return budgets.filter(
    (budget) =>
      (budget.grantId === null || budget.grantId === call.grantId) &&
      spends.some(
        (spend) =>
          spend.counter === budget.counter &&
          spend.currency === budget.currency &&
          windowText(spend.window) === budget.window &&
          (spend.scope === 'all' || budget.upstream === call.upstream),
      ),
  );
}

function policyOf({ upstream, grantId }: Asked, policies: readonly PolicyView[]): PolicyDocument | undefined {
  const own = policies.find((it) => it.upstream === upstream && it.grantId === grantId);
  return (own ?? policies.find((it) => it.upstream === upstream && it.grantId === null))?.document;
}

function spendRules({ all_tools: all, tools = {} }: PolicyDocument, tool: string): Spend[] {
  const own = Object.hasOwn(tools, tool) ? tools[tool]?.spend : undefined;
  return [...(all?.spend ?? []), ...(own ?? [])];
}

function windowText(window: Spend['window']): string {
  return typeof window === 'number' ? `${window} s` : window;
}

/** The amounts to draw; undefined for one that cannot be read as money. */
export function amountsOf(
  budget: BudgetView,
  wanted: { readonly totalMinor: number | null; readonly currency: string | null } | null,
): BudgetAmounts | undefined {
  const { currency, window, upstream, counter, grantId } = budget;
  const counted = parseDecimalMinor(budget.spent, currency);
  const reservedMinor = parseDecimalMinor(budget.reserved ?? '0', currency);
  const maxMinor = parseDecimalMinor(budget.max, currency);
  if (counted === undefined || reservedMinor === undefined || maxMinor === undefined) return undefined;
  const wantedMinor = wanted?.currency === currency ? wanted.totalMinor : null;
  return {
    key: [upstream, counter, window, currency, grantId ?? ''].join('/'),
    currency,
    window,
    spentMinor: Math.max(0, counted - reservedMinor),
    reservedMinor,
    maxMinor,
    wantedMinor,
    leftMinor: maxMinor - counted - (wantedMinor ?? 0),
  };
}

/** "Today", "This week", "Last 60 min". */
export function windowWords(window: string): string {
  const seconds = /^(\d+) s$/.exec(window)?.[1];
  if (seconds !== undefined) {
    const minutes = Math.round(Number(seconds) / 60);
    return minutes < 1
      ? `Last ${seconds} s`
      : minutes < 120
        ? `Last ${minutes} min`
        : `Last ${Math.round(minutes / 60)} h`;
  }
  return window === 'day' ? 'Today' : `This ${window}`;
}
