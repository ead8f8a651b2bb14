import { Switch as Radix } from 'radix-ui';
import { useId, type ReactNode } from 'react';
import { classes } from '../lib/classes.ts';
import styles from './switch.module.css';

interface Props {
  readonly label: string;
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
  readonly isDisabled?: boolean;
  /** What being on means: something good, or a stop. */
  readonly tone?: 'accent' | 'stop';
  readonly hint?: ReactNode;
}

export function Switch({ label, isOn, onChange, isDisabled, tone = 'accent', hint }: Props) {
  const id = useId();
  return (
    <div className={styles.row}>
      <Radix.Root
        id={id}
        className={classes(styles.track, styles[tone])}
        checked={isOn}
        onCheckedChange={onChange}
        disabled={isDisabled ?? false}
        {...(hint !== undefined && { 'aria-describedby': `${id}-hint` })}
      >
        <Radix.Thumb className={styles.thumb} />
      </Radix.Root>
      <div>
        <label htmlFor={id} className={styles.label}>
          {label}
        </label>
        {hint !== undefined && (
          <p id={`${id}-hint`} className={styles.hint}>
            {hint}
          </p>
        )}
      </div>
    </div>
  );
}
