import { Popover as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import styles from './popover.module.css';

interface Props {
  /** What opened it is about, for those who do not see where it hangs. */
  readonly label: string;
  /** A button. */
  readonly trigger: ReactNode;
  readonly children: ReactNode;
}

/** More about something, where it stands: opened by a press, closed by Escape or a press beside it. */
export function Popover({ label, trigger, children }: Props) {
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          className={styles.content}
          aria-label={label}
          align="end"
          sideOffset={5}
          collisionPadding={8}
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
