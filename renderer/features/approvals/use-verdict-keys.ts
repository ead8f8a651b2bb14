import { useEffect, type RefObject } from 'react';

/**
 * A approves, D denies and E edits the card that has the focus, else the first that is in sight; in a list S approves
 * those that are checked, and digits check. The keys press the card's own buttons, so that whatever holds a click back
 * (the arm delay, a verdict under way) holds a key back too; and like a click they cannot press what is not on the
 * screen. While something is open for a closer look, keys from elsewhere mean nothing: they could be meant for either.
 */
export function useVerdictKeys(list: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const selector = selectorOf(event.key.toLowerCase());
      if (!selector || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.defaultPrevented || isTyping(event.target) || isBehindDialog(list.current)) return;
      const button = scopesIn(list.current)
        .map((scope) => controlIn(scope, selector))
        .find((it) => it !== undefined && isInSight(it));
      if (!button) return;
      // The key is spent: it must not type into the form that it opens.
      event.preventDefault();
      button.click();
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, [list]);
}

const verdictKeys: Readonly<Record<string, string>> = {
  a: 'approve',
  d: 'deny',
  e: 'change',
  s: 'approve-checked',
};

function selectorOf(key: string): string | undefined {
  if (/^[1-9]$/.test(key)) return `[data-place='${key}']`;
  return Object.hasOwn(verdictKeys, key) ? `[data-verdict='${verdictKeys[key]}']` : undefined;
}

/** Where a key may press something: the card or list that has the focus, else all of them. */
function scopesIn(list: HTMLElement | null): HTMLElement[] {
  if (!list) return [];
  const focused = document.activeElement?.closest<HTMLElement>('[data-scope]');
  if (focused && list.contains(focused)) return [focused];
  if (list.querySelector('[data-open]')) return [];
  return [...list.querySelectorAll<HTMLElement>('[data-scope]')];
}

/** The scope's own control, not one of a card inside of it. */
function controlIn(scope: HTMLElement, selector: string): HTMLElement | undefined {
  const found = [...scope.querySelectorAll<HTMLElement>(selector)];
  return found.find((it) => it.closest('[data-scope]') === scope);
}

/** Whether a click at its middle would reach it. */
function isInSight(control: HTMLElement): boolean {
  const { left, top, width, height } = control.getBoundingClientRect();
  const hit = document.elementFromPoint(left + width / 2, top + height / 2);
  return hit !== null && control.contains(hit);
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.closest("input:not([type='checkbox']), textarea, select, [contenteditable]") !== null
  );
}

function isBehindDialog(list: HTMLElement | null): boolean {
  return [...document.querySelectorAll('[role=dialog], [role=menu]')].some((it) => !it.contains(list));
}
