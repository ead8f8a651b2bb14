import { Check, X } from 'lucide-react';
import { Button } from '../../ui/button.tsx';
import { ArmingButton } from './arming-button.tsx';
import type { Holding } from './holding.ts';
import type { PanelName } from './panel-name.ts';
import styles from './verdict-buttons.module.css';

interface Props {
  readonly holding: Holding;
  readonly onApprove: () => void;
  readonly onDeny: () => void;
  readonly onOpen: (panel: PanelName) => void;
}

const others: readonly { panel: PanelName; label: string; key?: string }[] = [
  { panel: 'change', label: 'Change…', key: 'E' },
  { panel: 'session', label: 'This session…' },
  { panel: 'always', label: 'Always…' },
  { panel: 'word', label: 'Add a word…' },
  { panel: 'block', label: 'Block…' },
];

/** The two answers, and the ways to say more. None has the focus by default. */
export function VerdictButtons({ holding, onApprove, onDeny, onOpen }: Props) {
  return (
    <div className={styles.verdict}>
      <div className={styles.buttons}>
        <ArmingButton
          verdict="approve"
          hint="A"
          holding={holding}
          icon={<Check aria-hidden />}
          onPress={onApprove}
        >
          Approve once
        </ArmingButton>
        <ArmingButton verdict="deny" hint="D" holding={holding} icon={<X aria-hidden />} onPress={onDeny}>
          Deny
        </ArmingButton>
      </div>
      <div className={styles.more}>
        {others.map(({ panel, label, key }) => (
          <Button
            key={panel}
            tone="quiet"
            className={styles.other}
            {...(key !== undefined && { 'data-verdict': panel, 'aria-keyshortcuts': key })}
            onClick={() => onOpen(panel)}
          >
            {label}
            {key !== undefined && (
              <kbd className={styles.key} aria-hidden>
                {key}
              </kbd>
            )}
          </Button>
        ))}
      </div>
    </div>
  );
}
