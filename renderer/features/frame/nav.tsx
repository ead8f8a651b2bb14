import {
  Activity,
  Hand,
  Plug,
  ScrollText,
  Server,
  Settings,
  ShoppingCart,
  SlidersHorizontal,
  type LucideIcon,
} from 'lucide-react';
import mark from '../../assets/mark.svg';
import { hrefOf, type Page } from '../../lib/route.ts';
import unseen from '../../ui/hidden.module.css';
import styles from './nav.module.css';

const entries: readonly { readonly page: Page; readonly label: string; readonly icon: LucideIcon }[] = [
  { page: 'live', label: 'Live', icon: Activity },
  { page: 'approvals', label: 'Approvals', icon: Hand },
  { page: 'tools', label: 'Tools', icon: SlidersHorizontal },
  { page: 'upstreams', label: 'Upstreams', icon: Server },
  { page: 'policy', label: 'Policy', icon: ScrollText },
  { page: 'store', label: 'Store', icon: ShoppingCart },
  { page: 'clients', label: 'Clients', icon: Plug },
  { page: 'settings', label: 'Settings', icon: Settings },
];

export function titleOf(page: Page): string {
  return entries.find((it) => it.page === page)?.label ?? page;
}

interface NavProps {
  readonly page: Page;
  readonly pendingCount: number;
  /** How many tools are other than when they were allowed. */
  readonly changedCount: number;
}

/** The pages: a rail at the left, or a bar at the bottom of a narrow window. */
export function Nav({ page, pendingCount, changedCount }: NavProps) {
  return (
    <nav className={styles.nav} aria-label="Pages">
      <span className={styles.brand}>
        <img src={mark} alt="" className={styles.mark} />
        Checkstand
      </span>
      <ul className={styles.entries}>
        {entries.map(({ page: target, label, icon: Icon }) => (
          <li key={target}>
            <a
              href={hrefOf(target)}
              className={styles.entry}
              aria-current={target === page ? 'page' : undefined}
            >
              <Icon aria-hidden />
              <span>{label}</span>
              {target === 'approvals' && <Count count={pendingCount} of="pending" />}
              {target === 'upstreams' && <Count count={changedCount} of="changed" />}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Count({ count, of }: { readonly count: number; readonly of: string }) {
  if (count === 0) return null;
  return (
    <span className={styles.badge}>
      {count}
      <span className={unseen.hidden}> {of}</span>
    </span>
  );
}
