import { ExternalLink } from 'lucide-react';
import { useData, useIsConnected, useParts } from '../../lib/console-context.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Notice } from '../../ui/notice.tsx';
import { pendingOf } from './approval-words.ts';
import { PendingList } from './pending-list.tsx';
import styles from './approval-window.module.css';

/** The small window: pending cards and nothing else. */
export function ApprovalWindow() {
  const { shell } = useParts();
  const isConnected = useIsConnected();
  const isPaused = useData((data) => data.isPaused);
  const pending = pendingOf(useData((data) => data.approvals));
  return (
    <div className={styles.window}>
      <header className={styles.head}>
        <h1 className={styles.title}>
          {pending.length === 1 ? 'One call waits for you' : `${pending.length} calls wait for you`}
        </h1>
        {shell && (
          <IconButton
            label="Open Checkstand"
            icon={<ExternalLink />}
            onClick={() => shell.openMainWindow()}
          />
        )}
      </header>
      {!isConnected && <Notice isBanner tone="deny" title="Not connected. Answers cannot be given now." />}
      {isPaused && <Notice isBanner tone="deny" title="Paused: every new call is denied." />}
      <main className={styles.list}>
        <PendingList />
        {pending.length === 0 && (
          <EmptyState title="Nothing waits for you">This window can be closed.</EmptyState>
        )}
      </main>
    </div>
  );
}
