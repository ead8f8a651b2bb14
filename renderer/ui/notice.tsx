import { CircleAlert, Info, OctagonX, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { classes } from '../lib/classes.ts';
import styles from './notice.module.css';

interface Props {
  readonly tone: 'info' | 'ask' | 'deny';
  readonly title?: string;
  readonly action?: ReactNode;
  /** Across the whole width, without a frame. */
  readonly isBanner?: boolean;
  readonly children?: ReactNode;
}

const icons = { info: Info, ask: TriangleAlert, deny: CircleAlert } as const;

/** Something to know, in place. A problem is announced; the rest is read when met. */
export function Notice({ tone, title, action, isBanner, children }: Props) {
  const Icon = isBanner && tone === 'deny' ? OctagonX : icons[tone];
  return (
    <div
      role={tone === 'info' ? undefined : 'alert'}
      className={classes(styles.notice, styles[tone], isBanner && styles.banner)}
    >
      <Icon aria-hidden className={styles.icon} />
      <div className={styles.text}>
        {title !== undefined && <strong>{title}</strong>}
        {children !== undefined && <div>{children}</div>}
      </div>
      {action}
    </div>
  );
}
