import { accessSync, constants, mkdirSync, readFileSync } from 'node:fs';
import type { AppParts } from './app.ts';
import { createConfSettings } from './conf-settings.ts';
import { dataFiles } from './data-dir.ts';
import { createFileLog } from './file-log.ts';
import { createFileSecrets } from './file-secrets.ts';
import { randomIds } from './random-ids.ts';
import { systemClock } from './system-clock.ts';

/** The parts of the app on a machine without Electron, on one data folder. */
export function systemParts(options: {
  dataDir: string;
  overrides: AppParts['overrides'];
  /** Shows warnings and errors as they are logged. */
  show: (line: string) => void;
}): AppParts {
  const { dataDir, overrides, show } = options;
  makeFolder(dataDir);
  const files = dataFiles(dataDir);
  const log = createFileLog({ dir: files.logs, now: () => systemClock.now(), show });
  return {
    version: packageVersion(),
    dataDir,
    settings: createConfSettings(dataDir, log),
    secrets: createFileSecrets(files.secrets, log),
    clock: systemClock,
    ids: randomIds,
    log,
    overrides,
  };
}

function makeFolder(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    accessSync(dataDir, constants.W_OK);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`cannot use the data folder \`${dataDir}\`: ${why}; give another with --data-dir`, {
      cause: error,
    });
  }
}

function packageVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version; // our own manifest
}
