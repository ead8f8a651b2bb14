import { parseArgs } from 'node:util';
import { parseStartOptions, type StartOptions } from '../app/start-options.ts';

/** Started like this, the app shows its tray icon and no window. */
export const hiddenFlag = '--hidden';

export interface ShellOptions extends StartOptions {
  readonly isHidden: boolean;
  /** To start again with the same data folder. */
  readonly dataDirFlags: readonly string[];
}

const understood = ['port', 'data-dir', 'store', 'browser'] as const;

/** Reads the start options among Chromium's and Electron's own flags. A UsageError says what is wrong with them. */
export function readShellOptions(argv: readonly string[]): ShellOptions {
  const { values } = parseArgs({
    args: [...argv],
    strict: false,
    options: {
      ...Object.fromEntries(understood.map((name) => [name, { type: 'string' as const }])),
      [hiddenFlag.slice(2)]: { type: 'boolean' },
    },
  });
  const given = understood.flatMap((name) => {
    const value: unknown = values[name];
    return value === undefined ? [] : [typeof value === 'string' ? `--${name}=${value}` : `--${name}`];
  });
  const options = parseStartOptions(given);
  return {
    ...options,
    isHidden: values[hiddenFlag.slice(2)] === true,
    dataDirFlags: values['data-dir'] === undefined ? [] : [`--data-dir=${options.dataDir}`],
  };
}
