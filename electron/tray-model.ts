import { amountsOf, windowWords } from '../contract/budget-amounts.ts';
import type { ApprovalView, BudgetView } from '../contract/model.ts';
import { formatMoney } from '../contract/money.ts';
import { approvalLine, canApproveByLine, oneLine } from './approval-text.ts';
import type { ShellState } from './shell-state.ts';

export type TrayIcon = 'idle' | 'pending' | 'paused' | 'problem';

export type TrayItem =
  | { readonly kind: 'text'; readonly label: string }
  | { readonly kind: 'separator' }
  | {
      readonly kind: 'approval';
      readonly id: string;
      readonly label: string;
      readonly asker: string;
      readonly canApprove: boolean;
    }
  | { readonly kind: 'show_approvals'; readonly label: string }
  | { readonly kind: 'pause'; readonly label: string; readonly isPaused: boolean }
  | { readonly kind: 'open_console'; readonly label: string }
  | { readonly kind: 'quit'; readonly label: string };

export interface TrayModel {
  readonly icon: TrayIcon;
  readonly tooltip: string;
  readonly count: number;
  readonly items: readonly TrayItem[];
}

/** More would make a menu that nobody reads; the window shows all. */
const listedApprovals = 6;

/** What the tray shows. Pure. `notice` is something the person should know that is no fault. */
export function trayModel(state: ShellState, notice: string | null): TrayModel {
  const count = state.pending.length;
  const status = statusOf(state);
  return {
    icon: iconOf(state),
    tooltip: `Checkstand: ${status}`,
    count,
    items: [
      textItem(status),
      ...(state.problem && !status.endsWith(shortProblem(state.problem))
        ? [textItem(shortProblem(state.problem))]
        : []),
      ...(notice ? [textItem(notice)] : []),
      ...budgetItems(state.budgets),
      ...(state.need ? [{ kind: 'open_console', label: needLabels[state.need.kind] } as const] : []),
      { kind: 'separator' },
      ...approvalItems(state.pending),
      { kind: 'pause', label: 'Pause: deny every call', isPaused: state.isPaused },
      { kind: 'open_console', label: 'Open Checkstand' },
      { kind: 'separator' },
      { kind: 'quit', label: 'Quit Checkstand' },
    ],
  };
}

function iconOf({ pending, isPaused, problem, need }: ShellState): TrayIcon {
  if (pending.length > 0 || need?.isCallWaiting) return 'pending';
  if (isPaused) return 'paused';
  return problem ? 'problem' : 'idle';
}

function statusOf({ pending, isPaused, problem }: ShellState): string {
  const waiting = pending.length === 1 ? '1 call waits for you' : `${pending.length} calls wait for you`;
  const parts = [
    ...(pending.length > 0 ? [waiting] : []),
    ...(isPaused ? ['paused, every call is denied'] : []),
  ];
  if (parts.length > 0) return parts.join('; ');
  return problem ? shortProblem(problem) : 'watching, nothing waits';
}

function shortProblem(problem: string): string {
  return oneLine(problem, 100);
}

function textItem(text: string): TrayItem {
  return { kind: 'text', label: text.charAt(0).toUpperCase() + text.slice(1) };
}

const needLabels = {
  sign_in: 'Sign in to the shop…',
  robot_check: 'Answer the shop’s robot check…',
  choose_store: 'Choose a store…',
} as const satisfies Record<NonNullable<ShellState['need']>['kind'], string>;

/** More would push what can be answered out of sight. */
const listedBudgets = 3;

function budgetItems(budgets: readonly BudgetView[]): TrayItem[] {
  return budgets.slice(0, listedBudgets).flatMap((budget) => {
    const amounts = amountsOf(budget, null);
    if (!amounts) return [];
    const money = (amountMinor: number) => formatMoney({ amountMinor, currency: amounts.currency });
    const under = amounts.reservedMinor > 0 ? `, ${money(amounts.reservedMinor)} under way` : '';
    const label = `${windowWords(amounts.window)}: ${money(amounts.spentMinor)} of ${money(amounts.maxMinor)} spent${under}`;
    return [textItem(label)];
  });
}

function approvalItems(pending: readonly ApprovalView[]): TrayItem[] {
  if (pending.length === 0) return [];
  const shown = pending.slice(0, listedApprovals).map((approval): TrayItem => ({
    kind: 'approval',
    id: approval.id,
    label: approvalLine(approval),
    asker: `${oneLine(approval.grantName, 30)} asks for ${oneLine(approval.tool, 40)}`,
    canApprove: canApproveByLine(approval),
  }));
  const more = pending.length - shown.length;
  return [
    ...shown,
    { kind: 'show_approvals', label: more > 0 ? `Show all (${more} more)` : 'Show what waits' },
    { kind: 'separator' },
  ];
}
