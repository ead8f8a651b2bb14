import { renameSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Conf from 'conf';
import { isJsonObject } from '../contract/json.ts';
import type { Log } from '../contract/ports.ts';
import type { Settings } from '../contract/settings.ts';
import { createSettings } from './settings.ts';

/** The settings in `config.json` of the data folder, without Electron. */
export function createConfSettings(dataDir: string, log: Log): Settings {
  setBrokenAside(join(dataDir, 'config.json'), log);
  return createSettings(new Conf<Record<string, unknown>>({ cwd: dataDir, configFileMode: 0o600 }));
}

/** Settings hold comfort, not permissions, so a broken file costs the defaults and a warning, not the start. */
export function setBrokenAside(path: string, log: Log): void {
  try {
    if (isJsonObject(JSON.parse(readFileSync(path, 'utf8')))) return;
  } catch (error) {
    if (!(error instanceof SyntaxError)) return;
  }
  renameSync(path, `${path}.broken`);
  log.warn(`\`${path}\` is not a JSON object; kept it as \`config.json.broken\` and took the defaults`);
}
