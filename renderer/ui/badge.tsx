import type { ReactNode } from 'react';
import { classes } from '../lib/classes.ts';
import styles from './badge.module.css';

export type Tone = 'allow' | 'ask' | 'deny' | 'hide' | 'info' | 'none';

interface Props {
  readonly tone: Tone;
  readonly icon?: ReactNode;
  /** Only coloured text: without the box, or where the box would be. */
  readonly isBare?: boolean | 'in place';
  readonly children: ReactNode;
}

/** A state in a word; the colour repeats what the word says. */
export function Badge({ tone, icon, isBare, children }: Props) {
  return (
    <span
      className={classes(styles.badge, styles[tone], isBare && styles.bare, isBare === true && styles.flush)}
    >
      {icon}
      {children}
    </span>
  );
}
