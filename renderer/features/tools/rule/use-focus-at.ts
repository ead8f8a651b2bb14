import { useEffect, useState, type RefObject } from 'react';

const controls = 'input, select, textarea, button';

/**
 * Leads the focus to the control at a JSON pointer, or to the nearest place around it that there is. Such controls
 * carry `data-pointer`. Answers a function that does so after the next drawing.
 */
export function useFocusAt(
  container: RefObject<HTMLElement | null>,
  start: string | null,
): (pointer: string) => void {
  const [wanted, setWanted] = useState<{ readonly pointer: string } | null>(
    start === null ? null : { pointer: start },
  );
  useEffect(() => {
    if (wanted && container.current) focusAt(container.current, wanted.pointer);
  }, [container, wanted]);
  return (pointer) => setWanted({ pointer });
}

function focusAt(container: HTMLElement, pointer: string): void {
  for (let at = pointer; at !== ''; at = at.slice(0, at.lastIndexOf('/'))) {
    const found = container.querySelector<HTMLElement>(`[data-pointer="${CSS.escape(at)}"]`);
    const control = found?.matches(controls) ? found : found?.querySelector<HTMLElement>(controls);
    if (!found || !control) continue;
    const fold = found.closest('details');
    if (fold) fold.open = true;
    control.focus();
    control.scrollIntoView({ block: 'center' });
    return;
  }
}
