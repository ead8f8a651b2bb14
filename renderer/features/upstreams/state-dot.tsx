import type { UpstreamView } from '../../../contract/model.ts';
import { classes } from '../../lib/classes.ts';
import styles from './state-dot.module.css';

interface Props {
  readonly state: UpstreamView['state'];
  readonly signIn: UpstreamView['signIn'];
}

/** How an upstream is, at a glance; the words beside it say the same. */
export function StateDot({ state, signIn }: Props) {
  const isWaiting = signIn === 'required' || signIn === 'waiting';
  return <span aria-hidden className={classes(styles.dot, isWaiting ? styles.waiting : styles[state])} />;
}
