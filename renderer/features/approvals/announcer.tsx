import { useData } from '../../lib/console-context.ts';
import { announcementOf, pendingOf } from './approval-words.ts';
import styles from './announcer.module.css';

/** Tells screen readers of the newest pending approval, whichever page is open. */
export function Announcer() {
  const newest = useData((data) => pendingOf(data.approvals).at(-1));
  return (
    <div role="log" aria-live="polite" aria-label="New approvals" className={styles.hidden}>
      {newest && <p key={newest.id}>{announcementOf(newest)}</p>}
    </div>
  );
}
