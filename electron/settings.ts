import { join } from 'node:path';
import ElectronStore from 'electron-store';
import { setBrokenAside } from '../app/conf-settings.ts';
import { createSettings } from '../app/settings.ts';
import type { Log } from '../contract/ports.ts';
import type { Settings } from '../contract/settings.ts';

/** The settings in `config.json` of the data folder: the file that the app without Electron reads and writes too. */
export function createStoreSettings(dataDir: string, log: Log): Settings {
  setBrokenAside(join(dataDir, 'config.json'), log);
  return createSettings(new ElectronStore<Record<string, unknown>>({ cwd: dataDir, configFileMode: 0o600 }));
}
