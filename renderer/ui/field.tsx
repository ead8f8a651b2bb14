import { useId, type InputHTMLAttributes, type ReactNode } from 'react';
import styles from './field.module.css';

interface Props extends Omit<InputHTMLAttributes<HTMLInputElement>, 'id'> {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly problem?: string | null;
}

export function Field({ label, hint, problem = null, ...rest }: Props) {
  const id = useId();
  return (
    <div className={styles.field}>
      <label htmlFor={id} className={styles.label}>
        {label}
      </label>
      <input
        {...rest}
        id={id}
        className={styles.input}
        aria-invalid={problem !== null}
        aria-describedby={`${id}-note`}
      />
      <p id={`${id}-note`} className={problem === null ? styles.hint : styles.problem}>
        {problem ?? hint}
      </p>
    </div>
  );
}
