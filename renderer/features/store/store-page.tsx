import { AppWindow, LogIn, RotateCw, Save, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { StoreView } from '../../../contract/model.ts';
import { BudgetStrip } from '../../lib/budgets/budget-strip.tsx';
import { useData, useIsConnected, useNow } from '../../lib/console-context.ts';
import { formatAgo, formatFull, formatTime } from '../../lib/format.ts';
import { sentence, useCommand } from '../../lib/use-command.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { Facts } from '../../ui/facts.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { Words } from '../../ui/words.tsx';
import { Cart } from './cart.tsx';
import { DemoMenu } from './demo-menu.tsx';
import { browserWords, mainActionOf, problemTitle, sessionWord, storeName } from './store-words.ts';
import styles from './store-page.module.css';

/** The shop's session and cart, as the bundled server last saw them. */
export function StorePage() {
  const view = useData((data) => data.store);
  const isConnected = useIsConnected();
  const refresh = useCommand('store.refresh');
  const signIn = useCommand('store.signIn');
  const openBrowser = useCommand('store.openBrowser');
  const save = useCommand('store.saveSession');
  const forget = useCommand('store.forgetSession');
  const [isForgetting, setIsForgetting] = useState(false);
  const session = sessionWord(view);
  const isBusy = [refresh, signIn, openBrowser, save, forget].some((it) => it.isRunning);
  const problems = [refresh.problem, signIn.problem, openBrowser.problem, save.problem].filter(
    (it) => it !== null,
  );
  const isDown = !isConnected || isBusy;
  const mainAction = mainActionOf(view);
  return (
    <Page>
      <Section title={storeName(view.store)} aside={<Badge tone={session.tone}>{session.text}</Badge>}>
        {view.problem !== null && (
          <Notice tone={view.needsPerson ? 'ask' : 'deny'} title={problemTitle(view)}>
            <Words text={sentence(view.problem)} />
          </Notice>
        )}
        {view.needsPerson && <NeedNote need={view.needsPerson} />}
        {problems.map((problem) => (
          <Notice key={problem} tone="deny">
            {problem}
          </Notice>
        ))}
        <Facts
          facts={[
            ['Browser', browserWords[view.browser]],
            ['Last read', <Ago key="ago" at={view.checkedAt} never="not yet" />],
            ['Session saved', <Ago key="ago" at={view.lastSavedAt} never="not yet" />],
          ]}
        />
        <div className={styles.actions}>
          <Button
            tone={mainAction === 'refresh' ? 'primary' : 'plain'}
            icon={<RotateCw aria-hidden />}
            isBusy={refresh.isRunning}
            disabled={isDown && !refresh.isRunning}
            onClick={() => void refresh.run({})} // problems are shown above
          >
            Refresh
          </Button>
          {view.needsPerson && (
            <Button
              tone={mainAction === 'open_browser' ? 'primary' : 'plain'}
              icon={<AppWindow aria-hidden />}
              isBusy={openBrowser.isRunning}
              disabled={isDown && !openBrowser.isRunning}
              onClick={() => void openBrowser.run({})} // problems are shown above
            >
              Open the browser
            </Button>
          )}
          {view.session !== 'signed_in' && (
            <Button
              tone={mainAction === 'sign_in' ? 'primary' : 'plain'}
              icon={<LogIn aria-hidden />}
              isBusy={signIn.isRunning}
              disabled={isDown && !signIn.isRunning}
              onClick={() => void signIn.run({})} // problems are shown above
            >
              Sign in
            </Button>
          )}
          <Button
            icon={<Save aria-hidden />}
            isBusy={save.isRunning}
            disabled={isDown && !save.isRunning}
            onClick={() => void save.run({})} // problems are shown above
          >
            Save now
          </Button>
          <Button
            tone="quiet"
            icon={<Trash2 aria-hidden />}
            disabled={isDown}
            onClick={() => setIsForgetting(true)}
          >
            Forget…
          </Button>
        </div>
        {view.store !== 'demo' && view.session !== 'signed_in' && (
          <p className={styles.hint}>
            Signing in opens a browser window: type your password there, into the shop&apos;s own page.
            Checkstand does not see it, and keeps only the session, encrypted, on this machine.
          </p>
        )}
      </Section>
      <Section title="Budgets">
        <BudgetStrip />
      </Section>
      <Cart cart={view.cart} />
      {view.store === 'demo' && <DemoMenu />}
      <ConfirmDialog
        isOpen={isForgetting}
        title="Forget this session?"
        action="Forget"
        isBusy={forget.isRunning}
        problem={forget.problem}
        onClose={() => setIsForgetting(false)}
        onConfirm={() => void forget.run({}).then((done) => done && setIsForgetting(false))} // `run` never rejects
      >
        The browser profile and the saved session are wiped from this machine. The cart stays at the shop;
        agents need you to sign in again before they can use it.
      </ConfirmDialog>
    </Page>
  );
}

/** Who waits for the person, and how long agents are kept away. */
function NeedNote({ need }: { readonly need: NonNullable<StoreView['needsPerson']> }) {
  const now = useNow();
  const isKept = need.retryAt !== null && need.retryAt > now;
  if (!need.isCallWaiting && !isKept) return null;
  return (
    <p className={styles.hint}>
      {need.isCallWaiting && 'A call of an agent waits for you and goes on when you are done. '}
      {isKept && `Agents are kept away from the shop until ${formatTime(need.retryAt ?? 0)}.`}
    </p>
  );
}

function Ago({ at, never }: { readonly at: number | null; readonly never: string }) {
  const now = useNow();
  if (at === null) return never;
  return <time title={formatFull(at)}>{formatAgo(at, now)}</time>;
}
