import type { ButtonHTMLAttributes, ReactNode } from 'react';
import { classes } from '../lib/classes.ts';
import { Tooltip } from './tooltip.tsx';
import styles from './icon-button.module.css';

interface Props extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'children'> {
  /** The name for everybody: the tooltip and the screen reader's. */
  readonly label: string;
  readonly icon: ReactNode;
}

export function IconButton({ label, icon, className, ...rest }: Props) {
  return (
    <Tooltip text={label}>
      <button type="button" {...rest} aria-label={label} className={classes(styles.button, className)}>
        {icon}
      </button>
    </Tooltip>
  );
}
