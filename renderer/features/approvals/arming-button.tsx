import type { ReactNode } from 'react';
import { classes } from '../../lib/classes.ts';
import { Button } from '../../ui/button.tsx';
import { canApprove, canDeny, type Holding } from './holding.ts';
import styles from './arming-button.module.css';

interface Props {
  /** What it says; the keys of the list find it by that. */
  readonly verdict: 'approve' | 'deny' | 'approve-checked';
  readonly holding: Holding;
  /** The key that presses it. */
  readonly hint?: string;
  readonly icon?: ReactNode;
  /** There is nothing to press it for. */
  readonly isIdle?: boolean;
  readonly onPress: () => void;
  readonly children: ReactNode;
}

/** A button that gives an answer: drawn as its outline until it can be pressed, and filling while the delay runs. */
export function ArmingButton({ verdict, holding, hint, icon, isIdle, onPress, children }: Props) {
  const isDenial = verdict === 'deny';
  const isReady = !isIdle && (isDenial ? canDeny(holding) : canApprove(holding));
  return (
    <Button
      tone={verdict === 'approve' ? 'primary' : 'plain'}
      data-verdict={verdict}
      className={classes(styles.arming, holding.isArmed && styles.armed)}
      icon={icon}
      isBusy={holding.isBusy && !isDenial}
      aria-disabled={!isReady}
      aria-keyshortcuts={hint}
      title={holding.all ?? (isDenial ? null : holding.approve) ?? undefined}
      onClick={() => isReady && onPress()}
    >
      {children}
      {hint !== undefined && (
        <kbd className={styles.key} aria-hidden>
          {hint}
        </kbd>
      )}
    </Button>
  );
}
