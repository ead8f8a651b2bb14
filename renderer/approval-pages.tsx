import { Announcer } from './features/approvals/announcer.tsx';
import { ApprovalWindow } from './features/approvals/approval-window.tsx';
import { GatePage } from './features/frame/gate-page.tsx';
import { useView } from './lib/console-context.ts';
import { useShownTheme } from './lib/theme.ts';

/** The small always-on-top window. */
export function ApprovalPages() {
  const hasData = useView((view) => view.data !== null && view.connection.kind !== 'locked');
  return hasData ? <Shown /> : <GatePage />;
}

function Shown() {
  useShownTheme();
  return (
    <>
      <Announcer />
      <ApprovalWindow />
    </>
  );
}
