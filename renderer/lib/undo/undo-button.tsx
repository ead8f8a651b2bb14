import { Undo2 } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { useIsConnected, useParts } from '../console-context.ts';
import { sentence, useCommand } from '../use-command.ts';
import styles from './undo-button.module.css';

interface Props {
  readonly callId: string;
  /** What it takes back, for screen readers. */
  readonly about?: string;
}

/** Takes back what one call added, and says how that went. */
export function UndoButton({ callId, about }: Props) {
  const { canManage } = useParts();
  const isConnected = useIsConnected();
  const undo = useCommand('calls.undo');
  const [done, setDone] = useState<string | null>(null);
  if (!canManage) return null;
  if (done !== null) {
    return (
      <span role="status" className={styles.done}>
        {sentence(done)}
      </span>
    );
  }
  return (
    <span className={styles.undo}>
      <Button
        icon={<Undo2 aria-hidden />}
        isBusy={undo.isRunning}
        disabled={!isConnected}
        aria-label={about === undefined ? undefined : `Undo: ${about}`}
        onClick={() => void undo.run({ callId }).then((it) => it && setDone(`taken back: ${it.message}`))} // never rejects
      >
        Undo
      </Button>
      {undo.problem !== null && (
        <span role="alert" className={styles.problem}>
          {undo.problem}
        </span>
      )}
    </span>
  );
}
