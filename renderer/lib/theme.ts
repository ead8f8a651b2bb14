import { useLayoutEffect } from 'react';
import type { SettingsData } from '../../contract/settings.ts';
import { useData } from './console-context.ts';

const storageKey = 'checkstand.theme';

/** Shows the theme of the settings, and remembers it so that the next start does not flash the other one. */
export function useShownTheme(): void {
  const theme = useData((data) => data.settings.theme);
  useLayoutEffect(() => {
    show(theme);
    localStorage.setItem(storageKey, theme);
  }, [theme]);
}

/** Shows the theme of last time, before anything is drawn. */
export function showRememberedTheme(): void {
  const theme = localStorage.getItem(storageKey);
  if (theme === 'light' || theme === 'dark') show(theme);
}

function show(theme: SettingsData['theme']): void {
  if (theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
}
