import { classes } from '../classes.ts';
import { formatMinor } from '../format.ts';
import { windowWords, type BudgetAmounts } from '../../../contract/budget-amounts.ts';
import styles from './budget-bar.module.css';

/** One budget: what is spent, what is under way, what this call would take, and what that leaves. */
export function BudgetBar({
  amounts,
  isAboutCall,
}: {
  readonly amounts: BudgetAmounts;
  readonly isAboutCall?: boolean;
}) {
  const { currency, window, spentMinor, reservedMinor, wantedMinor, maxMinor, leftMinor } = amounts;
  const money = (minor: number) => formatMinor(minor, currency) ?? '';
  const wanted = wantedMinor ?? 0;
  const isOver = leftMinor < 0;
  const whole = Math.max(maxMinor, spentMinor + reservedMinor + wanted, 1);
  const parts = [
    { name: 'spent', minor: spentMinor },
    { name: 'reserved', minor: reservedMinor },
    { name: isOver ? 'over' : 'wanted', minor: wanted },
  ];
  const under = reservedMinor > 0 ? `, ${money(reservedMinor)} under way` : '';
  return (
    <div className={styles.budget}>
      <p className={styles.words}>
        <span>
          {windowWords(window)} <strong>{money(spentMinor)}</strong> of {money(maxMinor)} spent{under}
        </span>
        <span className={isOver ? styles.overWords : undefined}>
          {endWords(amounts, isAboutCall ?? false, money)}
        </span>
      </p>
      <div className={styles.bar} aria-hidden>
        {parts.map(
          ({ name, minor }) =>
            minor > 0 && (
              <span
                key={name}
                className={classes(styles.part, styles[name])}
                style={{ width: `${(minor / whole) * 100}%` }}
              />
            ),
        )}
      </div>
    </div>
  );
}

function endWords(
  { wantedMinor, leftMinor }: BudgetAmounts,
  isAboutCall: boolean,
  money: (minor: number) => string,
): string {
  if (isAboutCall && wantedMinor === null)
    return `${money(Math.max(0, leftMinor))} left; this call's price is unknown`;
  if (leftMinor < 0) return `${money(-leftMinor)} over the limit`;
  return isAboutCall ? `${money(leftMinor)} left after this` : `${money(leftMinor)} left`;
}
