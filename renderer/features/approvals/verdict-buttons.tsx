import { Check, MessageSquare, X } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { classes } from '../../lib/classes.ts';
import styles from './verdict-buttons.module.css';

interface Props {
  /** The arm delay has passed. */
  readonly isArmed: boolean;
  readonly isBusy: boolean;
  /** Why no answer can be given now. */
  readonly heldBy: string | null;
  /** Why it cannot be approved now, though it can be denied. */
  readonly approveHeldBy: string | null;
  readonly onApprove: () => void;
  readonly onDeny: (word: string) => void;
}

const wordMax = 500;

/** The two answers. Neither has the focus by default, and neither can be pressed before the arm delay is over. */
export function VerdictButtons({ isArmed, isBusy, heldBy, approveHeldBy, onApprove, onDeny }: Props) {
  const [word, setWord] = useState<string | null>(null);
  const canAnswer = isArmed && !isBusy && heldBy === null;
  const canApprove = canAnswer && approveHeldBy === null;
  const deny = () => canAnswer && onDeny(word?.trim() ?? '');
  return (
    <div className={styles.verdict}>
      {word !== null && (
        <form
          className={styles.wordForm}
          onSubmit={(event) => {
            event.preventDefault();
            deny();
          }}
        >
          <label className={styles.wordLabel}>
            What the agent is told with the denial
            <input
              className={styles.word}
              value={word}
              maxLength={wordMax}
              placeholder="for example: get the smaller pack"
              // The person pressed a button to write here.
              autoFocus
              onChange={(event) => setWord(event.target.value)}
              onKeyDown={(event) => event.key === 'Escape' && setWord(null)}
            />
          </label>
        </form>
      )}
      <div className={styles.buttons}>
        <Button
          tone="primary"
          data-verdict="approve"
          className={classes(styles.arming, isArmed && styles.armed)}
          icon={<Check aria-hidden />}
          isBusy={isBusy}
          aria-disabled={!canApprove}
          aria-keyshortcuts="A"
          title={heldBy ?? approveHeldBy ?? undefined}
          onClick={() => canApprove && onApprove()}
        >
          Approve once
          <kbd className={styles.key} aria-hidden>
            A
          </kbd>
        </Button>
        <Button
          data-verdict="deny"
          className={classes(styles.arming, isArmed && styles.armed)}
          icon={<X aria-hidden />}
          aria-disabled={!canAnswer}
          aria-keyshortcuts="D"
          title={heldBy ?? undefined}
          onClick={deny}
        >
          Deny
          <kbd className={styles.key} aria-hidden>
            D
          </kbd>
        </Button>
        <Button
          tone="quiet"
          className={styles.wordButton}
          icon={<MessageSquare aria-hidden />}
          aria-expanded={word !== null}
          onClick={() => setWord(word === null ? '' : null)}
        >
          {word === null ? 'Add a word…' : 'No word'}
        </Button>
      </div>
    </div>
  );
}
