import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react';
import { classes } from '../lib/classes.ts';
import styles from './button.module.css';

interface Props extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly tone?: 'primary' | 'plain' | 'quiet' | 'danger';
  readonly icon?: ReactNode;
  /** Something is under way: shown, announced and not clickable again. */
  readonly isBusy?: boolean;
  readonly ref?: Ref<HTMLButtonElement>;
}

export function Button({ tone = 'plain', icon, isBusy, className, children, disabled, ...rest }: Props) {
  return (
    <button
      type="button"
      {...rest}
      className={classes(styles.button, styles[tone], className)}
      disabled={disabled ?? false}
      aria-busy={isBusy ?? false}
      aria-disabled={isBusy || rest['aria-disabled']}
      onClick={isBusy ? undefined : rest.onClick}
    >
      {icon}
      <span className={styles.label}>{children}</span>
    </button>
  );
}
