import type { ApprovalView } from '../../../contract/model.ts';
import { BudgetBar } from '../../lib/budgets/budget-bar.tsx';
import { useBudgets, useData } from '../../lib/console-context.ts';
import { formatLeft, formatMinor } from '../../lib/format.ts';
import { budgetsTogether, totalOf } from './totals.ts';
import styles from './batch-head.module.css';

/** Who asks for several things at once, what they come to together, and what that does to the budget. */
export function BatchHead({
  pending,
  now,
}: {
  readonly pending: readonly ApprovalView[];
  readonly now: number;
}) {
  const policies = useData((data) => data.policies);
  const budgets = useBudgets();
  const [first] = pending;
  if (!first) return null;
  const { count, currency, totalMinor, unpriced } = totalOf(pending);
  const sum = formatMinor(totalMinor, currency);
  const left = formatLeft(Math.min(...pending.map((it) => it.expiresAt)), now);
  const waiting = pending.filter((it) => it.isClientWaiting).length;
  return (
    <header className={styles.head}>
      <p className={styles.who}>
        <span>
          <strong>{first.grantName}</strong> asks for {count} things at once
          {first.client && (
            <span className={styles.client}>{` ${first.client.name} ${first.client.version}`}</span>
          )}
        </span>
        <span className={styles.time}>
          {waiting === count
            ? 'Agent is waiting'
            : waiting === 0
              ? 'Agent stopped waiting'
              : `${waiting} still wait`}
          {' · '}
          {left === undefined ? 'expired' : `${left} left`}
        </span>
      </p>
      <p className={styles.total}>
        <span>Total</span>
        <strong className={sum === undefined ? styles.unknown : styles.sum}>{sum ?? 'Price unknown'}</strong>
        {sum !== undefined && unpriced > 0 && (
          <span className={styles.unknown}>and {unpriced} without a known price</span>
        )}
      </p>
      {budgetsTogether(pending, policies, budgets).map((amounts) => (
        <BudgetBar key={amounts.key} amounts={amounts} isAboutCall />
      ))}
    </header>
  );
}
