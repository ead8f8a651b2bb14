import { lazy, Suspense, useEffect, type ReactNode } from 'react';
import { Announcer } from './features/approvals/announcer.tsx';
import { ApprovalsPage } from './features/approvals/approvals-page.tsx';
import { PendingList } from './features/approvals/pending-list.tsx';
import { ClientsPage } from './features/clients/clients-page.tsx';
import { Frame } from './features/frame/frame.tsx';
import { GatePage } from './features/frame/gate-page.tsx';
import { LivePage } from './features/live/live-page.tsx';
import { SettingsPage } from './features/settings/settings-page.tsx';
import { SetupCard } from './features/setup/setup-card.tsx';
import { StorePage } from './features/store/store-page.tsx';
import { ToolsPage } from './features/tools/tools-page.tsx';
import { UpstreamsPage } from './features/upstreams/upstreams-page.tsx';
import { BudgetStrip } from './lib/budgets/budget-strip.tsx';
import { useData, useView } from './lib/console-context.ts';
import { usePage, type Page as PageName } from './lib/route.ts';
import { useShownTheme } from './lib/theme.ts';
import { Button } from './ui/button.tsx';
import { EmptyState } from './ui/empty-state.tsx';
import { Page } from './ui/page.tsx';

// The editor is as large as the rest of the console, and few need it at the first look.
const PolicyPage = lazy(() =>
  import('./features/policy/policy-page.tsx').then(
    ({ PolicyPage: page }) => ({ default: page }),
    () => ({ default: NotLoaded }),
  ),
);

/** The whole console: the gate until there is data, then the pages. */
export function Console() {
  const hasData = useView((view) => view.data !== null && view.connection.kind !== 'locked');
  return hasData ? <Pages /> : <GatePage />;
}

function Pages() {
  const page = usePage();
  const pendingCount = useData((data) => data.approvals.filter((it) => it.state === 'pending').length);
  const changedCount = useData((data) =>
    data.upstreams.reduce((sum, it) => sum + (it.changedTools?.length ?? 0), 0),
  );
  useShownTheme();
  useEffect(() => {
    document.title = pendingCount > 0 ? `(${pendingCount}) Checkstand` : 'Checkstand';
  }, [pendingCount]);
  return (
    <Frame page={page} pendingCount={pendingCount} changedCount={changedCount}>
      <Announcer />
      {contentOf(page)}
    </Frame>
  );
}

function contentOf(page: PageName): ReactNode {
  switch (page) {
    case 'live':
      return <LivePage pending={<PendingList />} setup={<SetupCard />} budgets={<BudgetStrip />} />;
    case 'approvals':
      return <ApprovalsPage />;
    case 'tools':
      return <ToolsPage />;
    case 'upstreams':
      return <UpstreamsPage />;
    case 'policy':
      return (
        <Suspense>
          <PolicyPage />
        </Suspense>
      );
    case 'store':
      return <StorePage />;
    case 'clients':
      return <ClientsPage />;
    case 'settings':
      return <SettingsPage />;
  }
}

function NotLoaded() {
  return (
    <Page>
      <EmptyState
        title="This page could not be loaded"
        action={<Button onClick={() => window.location.reload()}>Reload</Button>}
      >
        Its files may have changed since this window was opened.
      </EmptyState>
    </Page>
  );
}
