import type { ReactNode } from 'react';
import type { Page } from '../../lib/route.ts';
import { Banners } from './banners.tsx';
import { Header } from './header.tsx';
import { Nav } from './nav.tsx';
import styles from './frame.module.css';

interface Props {
  readonly page: Page;
  readonly pendingCount: number;
  readonly changedCount: number;
  readonly children: ReactNode;
}

/** What surrounds every page. */
export function Frame({ page, pendingCount, changedCount, children }: Props) {
  return (
    <div className={styles.frame}>
      <Nav page={page} pendingCount={pendingCount} changedCount={changedCount} />
      <div className={styles.column}>
        <Header page={page} />
        <Banners />
        <main className={styles.main}>{children}</main>
      </div>
    </div>
  );
}
