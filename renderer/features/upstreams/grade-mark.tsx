import type { Grade } from '../../../contract/catalogue.ts';
import { classes } from '../../lib/classes.ts';
import styles from './grade-mark.module.css';

/** The grade of an upstream as a letter. */
export function GradeMark({ grade, isLarge }: { readonly grade: Grade; readonly isLarge?: boolean }) {
  return (
    <span
      className={classes(styles.mark, styles[tones[grade]], isLarge && styles.large)}
      title={`Grade ${grade}`}
    >
      <span className={styles.hidden}>Grade </span>
      {grade}
    </span>
  );
}

const tones: Readonly<Record<Grade, 'good' | 'fair' | 'poor'>> = {
  A: 'good',
  B: 'good',
  C: 'fair',
  D: 'fair',
  E: 'poor',
  F: 'poor',
};
