import { useEffect, useRef, type ReactNode } from 'react';
import { Button } from '../../ui/button.tsx';
import styles from './panel.module.css';

interface Props {
  readonly title: string;
  readonly children: ReactNode;
  /** The button that gives the answer. */
  readonly confirm: ReactNode;
  /** Enter in a field of it. */
  readonly onSubmit: () => void;
  readonly onClose: () => void;
}

/** A form in the place of a card's buttons. The person opened it, so its first field may take the focus. */
export function Panel({ title, children, confirm, onSubmit, onClose }: Props) {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    const first = form.current?.querySelector<HTMLElement>('input, select, textarea');
    (first ?? form.current)?.focus({ preventScroll: true });
    form.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  return (
    <form
      ref={form}
      className={styles.panel}
      aria-label={title}
      tabIndex={-1}
      data-open
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        onClose();
      }}
    >
      <h4 className={styles.title}>{title}</h4>
      {children}
      <div className={styles.buttons}>
        {confirm}
        <Button tone="quiet" onClick={onClose}>
          Back
        </Button>
      </div>
    </form>
  );
}
