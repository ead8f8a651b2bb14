import { useEffect, type RefObject } from 'react';

/**
 * A approves and D denies the card that has the focus, else the first that is in sight. The keys press the card's own
 * buttons, so that whatever holds a click back (the arm delay, a verdict under way) holds a key back too; and like a
 * click they cannot press what is not on the screen.
 */
export function useVerdictKeys(list: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const verdict = verdictKeys[event.key.toLowerCase()];
      if (!verdict || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.defaultPrevented || isTyping(event.target) || isBehindDialog(list.current)) return;
      const cards = [...(list.current?.querySelectorAll<HTMLElement>('[data-pending]') ?? [])];
      const buttonOf = (card: HTMLElement) =>
        card.querySelector<HTMLButtonElement>(`[data-verdict='${verdict}']`);
      const focused = cards.find((it) => it.contains(document.activeElement));
      const button = (focused ? [focused] : cards).map(buttonOf).find((it) => it !== null && isInSight(it));
      button?.click();
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, [list]);
}

const verdictKeys: Readonly<Record<string, 'approve' | 'deny'>> = { a: 'approve', d: 'deny' };

/** Whether a click at its middle would reach it. */
function isInSight(button: HTMLElement): boolean {
  const { left, top, width, height } = button.getBoundingClientRect();
  const hit = document.elementFromPoint(left + width / 2, top + height / 2);
  return hit !== null && button.contains(hit);
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable]') !== null
  );
}

function isBehindDialog(list: HTMLElement | null): boolean {
  return [...document.querySelectorAll('[role=dialog], [role=menu]')].some((it) => !it.contains(list));
}
