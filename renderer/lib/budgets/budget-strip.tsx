import { useBudgets, useData } from '../console-context.ts';
import { amountsOf } from '../../../contract/budget-amounts.ts';
import { BudgetBar } from './budget-bar.tsx';
import styles from './budget-strip.module.css';

/** Every budget there is, each with the agent it belongs to. Draws nothing when there are none. */
export function BudgetStrip() {
  const budgets = useBudgets();
  const grants = useData((data) => data.grants);
  const shown = budgets.flatMap((budget) => {
    const amounts = amountsOf(budget, null);
    if (!amounts) return [];
    const owner = grants.find((it) => it.id === budget.grantId)?.name;
    return [{ amounts, owner: budget.grantId === null ? null : (owner ?? 'an agent') }];
  });
  if (shown.length === 0) return null;
  return (
    <ul className={styles.strip} aria-label="Budgets">
      {shown.map(({ amounts, owner }) => (
        <li key={amounts.key} className={styles.item}>
          {owner !== null && <span className={styles.owner}>{owner}</span>}
          <BudgetBar amounts={amounts} />
        </li>
      ))}
    </ul>
  );
}
