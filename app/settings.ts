import { settingsSchema, type Settings, type SettingsData } from '../contract/settings.ts';

/** A key-value file that keeps unknown members: conf and electron-store both are one. */
export interface SettingsFile {
  store: Record<string, unknown>;
  set(values: Record<string, unknown>): void;
}

/** The settings over a file. The file is read once: reads afterwards cost nothing. */
export function createSettings(file: SettingsFile): Settings {
  let current = settingsSchema.parse(file.store);
  const listeners = new Set<(settings: SettingsData) => void>();
  return {
    get: () => current,
    set(change) {
      const next = settingsSchema.parse({ ...current, ...change });
      // Only what was set: a default that a later version changes should change for those who never chose.
      file.set(pick(next, Object.keys(change)));
      current = next;
      for (const listener of [...listeners]) listener(current);
      return current;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function pick(data: SettingsData, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(data).filter(([name]) => names.includes(name)));
}
