import { useId, type ReactNode } from 'react';
import { Words } from '../../../ui/words.tsx';
import styles from './form-section.module.css';

interface Props {
  readonly title: string;
  readonly hint?: ReactNode;
  /** With something in it, the section explains itself; an empty one is a line. */
  readonly isFilled: boolean;
  readonly problem?: string | null;
  /** The JSON pointer of what it is about. */
  readonly pointer: string;
  /** What begins it. */
  readonly action?: ReactNode;
  readonly children?: ReactNode;
}

/** One part of a rule. */
export function FormSection({ title, hint, isFilled, problem = null, pointer, action, children }: Props) {
  const id = useId();
  return (
    <section aria-labelledby={id} className={styles.section} data-pointer={pointer}>
      <header className={styles.head}>
        <div>
          <h3 id={id} className={styles.title}>
            {title}
          </h3>
          {hint !== undefined && isFilled && <p className={styles.hint}>{hint}</p>}
        </div>
        {action}
      </header>
      {problem !== null && (
        <p className={styles.problem} role="alert">
          <Words text={problem} />
        </p>
      )}
      {children}
    </section>
  );
}
