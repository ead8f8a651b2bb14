import { X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import { useRef, type ReactNode } from 'react';
import { classes } from '../lib/classes.ts';
import styles from './dialog.module.css';

interface Props {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly description?: ReactNode;
  /** In the middle, a sheet that covers the window (details on a narrow one), or at the right for longer work. */
  readonly form?: 'box' | 'wide' | 'sheet' | 'drawer';
  /** Escape and clicks beside it do not close: something in it would be lost. */
  readonly isSticky?: boolean;
  readonly actions?: ReactNode;
  readonly children?: ReactNode;
}

/**
 * A modal dialog: focus stays inside and goes back where it was. Radix's own overlay is left out because it locks
 * scrolling with an injected style element, which the page's CSP refuses; the page behind does not scroll anyway.
 */
export function Dialog({
  isOpen,
  onClose,
  title,
  description,
  form = 'box',
  isSticky,
  actions,
  children,
}: Props) {
  const before = useRef<Element | null>(null);
  const hold = (event: Event) => {
    if (isSticky) event.preventDefault();
  };
  return (
    <Radix.Root open={isOpen} onOpenChange={(open) => !open && onClose()}>
      <Radix.Portal>
        <div className={styles.scrim} />
        <Radix.Content
          className={classes(styles.content, styles[form])}
          onOpenAutoFocus={() => {
            before.current = document.activeElement;
          }}
          onCloseAutoFocus={(event) => {
            // Radix gives the focus back to its own trigger, and these dialogs have none.
            event.preventDefault();
            if (before.current instanceof HTMLElement) before.current.focus();
          }}
          onEscapeKeyDown={hold}
          onInteractOutside={hold}
          {...(description === undefined && { 'aria-describedby': undefined })}
        >
          <header className={styles.head}>
            <Radix.Title className={styles.title}>{title}</Radix.Title>
            <Radix.Close className={styles.close} aria-label="Close">
              <X aria-hidden />
            </Radix.Close>
          </header>
          <div className={styles.body}>
            {description !== undefined && (
              <Radix.Description className={styles.description}>{description}</Radix.Description>
            )}
            {children}
          </div>
          {actions !== undefined && <footer className={styles.actions}>{actions}</footer>}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
