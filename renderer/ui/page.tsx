import type { ReactNode } from 'react';
import { classes } from '../lib/classes.ts';
import styles from './page.module.css';

interface Props {
  readonly children: ReactNode;
  /** The page scrolls something inside itself instead of as a whole. */
  readonly isFixed?: boolean;
}

/** The space of a page: its width, its margins, its scrolling. */
export function Page({ children, isFixed }: Props) {
  return <div className={classes(styles.page, isFixed && styles.fixed)}>{children}</div>;
}

interface SectionProps {
  readonly title: string;
  /** Beside the title: a count, an action. */
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}

export function Section({ title, aside, children }: SectionProps) {
  return (
    <section className={styles.section} aria-label={title}>
      <header className={styles.head}>
        <h2 className={styles.title}>{title}</h2>
        {aside}
      </header>
      {children}
    </section>
  );
}
