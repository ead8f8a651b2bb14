import { classes } from '../../lib/classes.ts';
import styles from './tab-count.module.css';

/** How many, beside a tab's name; nothing for none. */
export function TabCount({ count, isBad }: { readonly count: number; readonly isBad: boolean }) {
  if (count === 0) return null;
  return <span className={classes(styles.count, isBad && styles.bad)}>{count}</span>;
}
