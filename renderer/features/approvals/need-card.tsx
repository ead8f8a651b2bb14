import { AppWindow } from 'lucide-react';
import type { StoreView } from '../../../contract/model.ts';
import { useData, useIsConnected, useParts } from '../../lib/console-context.ts';
import { sentence, useCommand } from '../../lib/use-command.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import styles from './need-card.module.css';

type Need = NonNullable<StoreView['needsPerson']>;

/** The shop wants the person: what for, who waits, and the button that opens the browser there. */
export function NeedCard({ need }: { readonly need: Need }) {
  const { shell, canManage } = useParts();
  const problem = useData((data) => data.store.problem);
  const isConnected = useIsConnected();
  const signIn = useCommand('store.signIn');
  const openBrowser = useCommand('store.openBrowser');
  const { title, action } = words[need.kind];
  const command = need.kind === 'sign_in' ? signIn : openBrowser;
  return (
    <article className={styles.card} aria-label={title}>
      <h3 className={styles.title}>{title}</h3>
      {problem !== null && <p>{sentence(problem)}</p>}
      <p className={styles.hint}>
        {need.isCallWaiting
          ? 'A call of an agent waits for you, and goes on when you are done.'
          : 'Agents are told to ask you. Their next call goes on when you are done.'}
      </p>
      {command.problem !== null && <Notice tone="deny">{command.problem}</Notice>}
      <div>
        {!canManage ? (
          <Button tone="primary" icon={<AppWindow aria-hidden />} onClick={() => shell?.openMainWindow()}>
            Open Checkstand
          </Button>
        ) : (
          <Button
            tone="primary"
            icon={<AppWindow aria-hidden />}
            isBusy={command.isRunning}
            disabled={!isConnected}
            onClick={() => void command.run({})} // problems are shown above
          >
            {action}
          </Button>
        )}
      </div>
    </article>
  );
}

const words = {
  sign_in: { title: 'Sign-in required', action: 'Open the browser to sign in' },
  robot_check: { title: 'Robot check: the shop wants to see a person', action: 'Open the browser' },
  choose_store: { title: 'The shop wants to know which store', action: 'Open the browser' },
} as const satisfies Record<Need['kind'], { title: string; action: string }>;
