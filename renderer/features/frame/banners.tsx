import { useData, useIsConnected, useNow, useParts, useView } from '../../lib/console-context.ts';
import { formatTime } from '../../lib/format.ts';
import { useCommand } from '../../lib/use-command.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';

/** What holds for everything below: not running, paused. */
export function Banners() {
  const isPaused = useData((data) => data.isPaused);
  const isConnected = useIsConnected();
  return (
    <>
      {!isConnected && <DownBanner />}
      {isPaused && isConnected && <PausedBanner />}
    </>
  );
}

function DownBanner() {
  const { connection } = useParts();
  const since = useView((view) => (view.connection.kind === 'down' ? view.connection.since : null));
  const now = useNow();
  return (
    <Notice
      isBanner
      tone="deny"
      title="Checkstand is not running, or cannot be reached."
      action={<Button onClick={() => connection.retry()}>Try now</Button>}
    >
      {`What you see is as of ${formatTime(since ?? now)}. The page connects again by itself; after a new start it may ask for a new link.`}
    </Notice>
  );
}

function PausedBanner() {
  const resume = useCommand('gateway.resume');
  return (
    <Notice
      isBanner
      tone="deny"
      title="Paused: every call is denied."
      action={
        <Button isBusy={resume.isRunning} onClick={() => void resume.run({})}>
          Resume
        </Button>
      }
    >
      {resume.problem ?? 'Agents are told so. Nothing is forwarded until you resume.'}
    </Notice>
  );
}
