import type { CatalogueReport, Grade } from '../../../contract/catalogue.ts';
import { classes } from '../../lib/classes.ts';
import { Popover } from '../../ui/popover.tsx';
import { GradeReasons } from './grade-reasons.tsx';
import styles from './grade-mark.module.css';

interface Props {
  readonly upstream: string;
  readonly report: CatalogueReport;
  readonly isLarge?: boolean;
}

/** The grade of an upstream as a letter; pressed, it says what it is made of. */
export function GradeMark({ upstream, report, isLarge }: Props) {
  const { grade, score } = report;
  return (
    <Popover
      label={`Grade ${grade} of ${upstream}`}
      trigger={
        <button
          type="button"
          className={classes(styles.mark, styles[tones[grade]], isLarge && styles.large)}
          aria-label={`Grade ${grade} of ${upstream}, ${score} of 100: why?`}
        >
          {grade}
        </button>
      }
    >
      <GradeReasons report={report} />
    </Popover>
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
