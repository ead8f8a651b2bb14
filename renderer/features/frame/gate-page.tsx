import { useState, type ReactNode } from 'react';
import mark from '../../assets/mark.svg';
import type { LockReason } from '../../lib/connection.ts';
import { useParts, useView } from '../../lib/console-context.ts';
import { sentence } from '../../lib/use-command.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import styles from './gate-page.module.css';

/** Shown until there is something to show: connecting, not running, locked. */
export function GatePage() {
  const { connection: parts } = useParts();
  const connection = useView((view) => view.connection);
  const problem = useView((view) => view.problem);
  switch (connection.kind) {
    case 'connecting':
      return <Gate title="Connecting…" />;
    case 'open':
      return problem === null ? (
        <Gate title="Connecting…" />
      ) : (
        <Gate title="Checkstand did not give its state">{sentence(problem)}</Gate>
      );
    case 'down':
      return (
        <Gate
          title="Checkstand is not running"
          action={<Button onClick={() => parts.retry()}>Try now</Button>}
        >
          Nothing answers at {window.location.host}. Start it with <code>npm start</code>; this page connects
          again by itself. After a new start it may ask for a new link.
        </Gate>
      );
    case 'locked':
      return <LockedGate why={connection.why} onUnlock={(text) => parts.unlock(text)} />;
  }
}

const lockedTitles: Readonly<Record<LockReason, string>> = {
  no_key: 'This page is locked',
  used_link: 'This link was used already, or is too old',
  refused_key: 'This key is not valid any more',
};

function LockedGate({
  why,
  onUnlock,
}: {
  readonly why: LockReason;
  readonly onUnlock: (text: string) => void;
}) {
  const [text, setText] = useState('');
  return (
    <Gate title={lockedTitles[why]}>
      <p>
        The console opens by a one-time link, so that nothing else on this machine can answer for you. Press
        Enter in the terminal where Checkstand runs to get a new link, then open it or paste it here.
      </p>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (text.trim() !== '') onUnlock(text);
        }}
      >
        <Field
          label="Link or key"
          type="password"
          autoComplete="off"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <Button tone="primary" type="submit">
          Open
        </Button>
      </form>
    </Gate>
  );
}

interface GateProps {
  readonly title: string;
  readonly action?: ReactNode;
  readonly children?: ReactNode;
}

function Gate({ title, action, children }: GateProps) {
  return (
    <main className={styles.gate}>
      <div className={styles.box} aria-live="polite">
        <img src={mark} alt="Checkstand" className={styles.mark} />
        <h1 className={styles.title}>{title}</h1>
        <div className={styles.text}>{children}</div>
        {action}
      </div>
    </main>
  );
}
