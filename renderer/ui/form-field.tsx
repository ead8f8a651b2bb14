import { useId, type ReactNode } from 'react';
import { classes } from '../lib/classes.ts';
import unseen from './hidden.module.css';
import styles from './form-field.module.css';
import { Words } from './words.tsx';

/** What a control needs so that its label, its hint and its problem belong to it. */
export interface ControlProps {
  readonly id: string;
  readonly className: string;
  readonly 'aria-invalid': boolean;
  readonly 'aria-describedby': string | undefined;
}

interface Props {
  readonly label: string;
  /** For the eyes the words around the control say it. */
  readonly isLabelHidden?: boolean;
  readonly hint?: ReactNode;
  readonly problem?: string | null;
  readonly className?: string | undefined;
  readonly children: (control: ControlProps) => ReactNode;
}

/** One control of a dense form: a small label above, what is wrong below. */
export function FormField({ label, isLabelHidden, hint, problem = null, className, children }: Props) {
  const id = useId();
  const note = problem ?? hint;
  return (
    <div className={classes(styles.field, className)}>
      <label htmlFor={id} className={isLabelHidden ? unseen.hidden : styles.label}>
        {label}
      </label>
      {children({
        id,
        className: styles.input ?? '',
        'aria-invalid': problem !== null,
        'aria-describedby': note === undefined || note === null ? undefined : `${id}-note`,
      })}
      {note !== undefined && note !== null && (
        <p id={`${id}-note`} className={problem === null ? styles.hint : styles.problem}>
          {problem === null ? hint : <Words text={problem} />}
        </p>
      )}
    </div>
  );
}
