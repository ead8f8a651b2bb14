import { homedir } from 'node:os';
import { join, posix, win32 } from 'node:path';

/** Where the app keeps its things unless told otherwise: the place that each system sets aside for it. */
export function defaultDataDir(
  platform: NodeJS.Platform = process.platform,
  env: Readonly<Record<string, string | undefined>> = process.env,
  home: string = homedir(),
): string {
  switch (platform) {
    case 'darwin':
      return posix.join(home, 'Library', 'Application Support', 'Checkstand');
    case 'win32':
      return win32.join(env['APPDATA'] ?? win32.join(home, 'AppData', 'Roaming'), 'Checkstand');
    default: {
      const base = env['XDG_DATA_HOME'];
      // The XDG base directory specification: a relative path there is invalid and to be ignored.
      return posix.join(
        base && posix.isAbsolute(base) ? base : posix.join(home, '.local', 'share'),
        'checkstand',
      );
    }
  }
}

/** The files of a data folder, by what they hold. */
export function dataFiles(dataDir: string) {
  return {
    database: join(dataDir, 'checkstand.db'),
    secrets: join(dataDir, 'secrets.json'),
    lock: join(dataDir, 'lock.db'),
    running: join(dataDir, 'running.json'),
    logs: join(dataDir, 'logs'),
    cart: join(dataDir, 'cart'),
    demoStore: join(dataDir, 'demo-store.json'),
  } as const;
}
