import { useData } from '../../lib/console-context.ts';
import { formatNumber } from '../../lib/format.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { HistoryList } from './history-list.tsx';
import { pendingOf } from './approval-words.ts';
import { PendingList } from './pending-list.tsx';
import { RememberedList } from './remembered-list.tsx';

export function ApprovalsPage() {
  const approvals = useData((data) => data.approvals);
  const pending = pendingOf(approvals);
  const history = approvals
    .filter((it) => it.state !== 'pending')
    .sort((a, b) => (b.resolvedAt ?? b.requestedAt) - (a.resolvedAt ?? a.requestedAt));
  return (
    <Page>
      <Section
        title="Waiting for you"
        aside={pending.length > 0 && `${formatNumber(pending.length)} pending`}
      >
        <PendingList />
        {pending.length === 0 && (
          <EmptyState title="Nothing waits for you">
            When an agent makes a call that the policy wants asked, it shows here with its price. Keep this
            page or the tray app open: while nobody can answer, such calls are denied at once.
          </EmptyState>
        )}
      </Section>
      <Section title="Remembered answers">
        <RememberedList />
      </Section>
      {history.length > 0 && (
        <Section title="Answered">
          <HistoryList approvals={history} />
        </Section>
      )}
    </Page>
  );
}
