import { LogIn, LogOut, Pencil, Play, RotateCw, Square, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { UpstreamView } from '../../../contract/model.ts';
import { useIsConnected } from '../../lib/console-context.ts';
import { useCommand } from '../../lib/use-command.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { Notice } from '../../ui/notice.tsx';
import { SignInNotice } from './sign-in-notice.tsx';
import { EditDialog } from './spec/edit-dialog.tsx';
import styles from './upstream-actions.module.css';

interface Props {
  readonly upstream: UpstreamView;
  readonly onRemoved: () => void;
}

/** What a person does with a server: sign in, restart, stop, edit, remove. */
export function UpstreamActions({ upstream, onRemoved }: Props) {
  const { name, kind, state, signIn } = upstream;
  const isConnected = useIsConnected();
  const start = useCommand('upstreams.start');
  const stop = useCommand('upstreams.stop');
  const restart = useCommand('upstreams.restart');
  const signOut = useCommand('upstreams.signOut');
  const begin = useCommand('upstreams.signIn');
  const remove = useCommand('upstreams.remove');
  const [isRemoving, setIsRemoving] = useState(false);
  const [isEditing, setIsEditing] = useState(false);
  const [link, setLink] = useState<{ url: string; isOpened: boolean } | null>(null);
  const problem =
    start.problem ?? stop.problem ?? restart.problem ?? signOut.problem ?? begin.problem ?? null;
  const needsSignIn = signIn === 'required' || signIn === 'waiting';
  if (kind === 'in-process') return null;
  return (
    <>
      <div className={styles.actions}>
        {needsSignIn && (
          <Button
            tone="primary"
            icon={<LogIn aria-hidden />}
            disabled={!isConnected}
            isBusy={begin.isRunning}
            onClick={() => void begin.run({ name }).then((found) => setLink(found ?? null))} // problems are shown below
          >
            {signIn === 'waiting' ? 'Sign in again' : 'Sign in'}
          </Button>
        )}
        {signIn === 'signed_in' && (
          <Button
            icon={<LogOut aria-hidden />}
            disabled={!isConnected}
            isBusy={signOut.isRunning}
            onClick={() => void signOut.run({ name })} // problems are shown below
          >
            Sign out
          </Button>
        )}
        {state === 'stopped' ? (
          <Button
            icon={<Play aria-hidden />}
            disabled={!isConnected}
            isBusy={start.isRunning}
            onClick={() => void start.run({ name })} // problems are shown below
          >
            Start
          </Button>
        ) : (
          <>
            <Button
              icon={<RotateCw aria-hidden />}
              disabled={!isConnected}
              isBusy={restart.isRunning}
              onClick={() => void restart.run({ name })} // problems are shown below
            >
              Restart
            </Button>
            <Button
              icon={<Square aria-hidden />}
              disabled={!isConnected}
              isBusy={stop.isRunning}
              onClick={() => void stop.run({ name })} // problems are shown below
            >
              Stop
            </Button>
          </>
        )}
        <Button
          tone="quiet"
          icon={<Pencil aria-hidden />}
          disabled={!isConnected}
          onClick={() => setIsEditing(true)}
        >
          Edit…
        </Button>
        <Button
          tone="quiet"
          icon={<Trash2 aria-hidden />}
          disabled={!isConnected}
          onClick={() => setIsRemoving(true)}
        >
          Remove…
        </Button>
      </div>
      {problem !== null && (
        <div className={styles.wide}>
          <Notice tone="deny">{problem}</Notice>
        </div>
      )}
      {link && needsSignIn && (
        <div className={styles.wide}>
          <SignInNotice name={name} {...link} />
        </div>
      )}
      {isEditing && <EditDialog upstream={upstream} onClose={() => setIsEditing(false)} />}
      <ConfirmDialog
        isOpen={isRemoving}
        title={`Remove “${name}”?`}
        action="Remove"
        isBusy={remove.isRunning}
        problem={remove.problem}
        onClose={() => {
          setIsRemoving(false);
          remove.clear();
        }}
        onConfirm={() => void remove.run({ name }).then((done) => done && onRemoved())} // problems are shown in it
      >
        Agents lose its tools at once, and its keys are forgotten. The record and its policy stay.
      </ConfirmDialog>
    </>
  );
}
