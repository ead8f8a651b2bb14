import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';

export interface FoundBrowser {
  readonly path: string;
  readonly name: string;
}

/** No browser could be found: `lookedFor` lists every place. */
export class BrowserNotFoundError extends Error {
  readonly code = 'browser_not_found';
  readonly lookedFor: readonly string[];
  constructor(message: string, lookedFor: readonly string[]) {
    super(message);
    this.name = 'BrowserNotFoundError';
    this.lookedFor = lookedFor;
  }
}

export interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  isExecutable(path: string): boolean;
  /** Where Playwright would keep a Chromium of its own. */
  readonly playwrightPath: string;
}

/**
 * Finds the browser to drive: the configured path, `CHECKSTAND_BROWSER`, then Chrome, Edge and Chromium as they are
 * installed, then Playwright's own. A path that was named but holds nothing is an error, never a silent other choice.
 */
export function findBrowser(configured: string, at: Surroundings = hereAndNow()): FoundBrowser {
  const named = configured || at.env['CHECKSTAND_BROWSER'];
  if (named) {
    if (at.isExecutable(named)) return { path: named, name: 'configured browser' };
    const setting = configured ? 'the browser path in the settings' : 'the variable CHECKSTAND_BROWSER';
    throw new BrowserNotFoundError(
      `no browser at \`${named}\`; correct ${setting}, or empty it to look for one`,
      [named],
    );
  }
  const candidates = browserCandidates(at);
  const found = candidates.find((it) => at.isExecutable(it.path));
  if (found) return found;
  const lookedFor = candidates.map((it) => it.path);
  throw new BrowserNotFoundError(
    `no browser found; install Chrome, Edge or Chromium (${howToInstall(at.platform)}), or name one with ` +
      `CHECKSTAND_BROWSER or the browser path in the settings. looked for: ${lookedFor.join(', ')}`,
    lookedFor,
  );
}

/** Every place to look, in order. Pure. */
export function browserCandidates(at: Omit<Surroundings, 'isExecutable'>): FoundBrowser[] {
  const named = (name: string, paths: readonly string[]) => paths.map((path) => ({ name, path }));
  return [...installed(at, named), { name: 'Playwright Chromium', path: at.playwrightPath }];
}

type Named = (name: string, paths: readonly string[]) => FoundBrowser[];

function installed({ platform, env }: Omit<Surroundings, 'isExecutable'>, named: Named): FoundBrowser[] {
  if (platform === 'win32') {
    const roots = [env['PROGRAMFILES'], env['PROGRAMFILES(X86)'], env['LOCALAPPDATA']].filter(
      (it) => it !== undefined,
    );
    const under = (path: string) => roots.map((root) => `${root}\\${path}`);
    return [
      ...named('Chrome', under('Google\\Chrome\\Application\\chrome.exe')),
      ...named('Edge', under('Microsoft\\Edge\\Application\\msedge.exe')),
      ...named('Chromium', under('Chromium\\Application\\chrome.exe')),
    ];
  }
  if (platform === 'darwin') {
    const under = (path: string) =>
      ['/Applications', `${env['HOME'] ?? ''}/Applications`].map((it) => `${it}/${path}`);
    return [
      ...named('Chrome', under('Google Chrome.app/Contents/MacOS/Google Chrome')),
      ...named('Edge', under('Microsoft Edge.app/Contents/MacOS/Microsoft Edge')),
      ...named('Chromium', under('Chromium.app/Contents/MacOS/Chromium')),
    ];
  }
  const folders = (env['PATH'] ?? '').split(delimiter).filter((it) => it !== '');
  const onPath = (...names: string[]) => names.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [
    ...named('Chrome', [...onPath('google-chrome-stable', 'google-chrome'), '/opt/google/chrome/chrome']),
    ...named('Edge', [...onPath('microsoft-edge-stable', 'microsoft-edge'), '/opt/microsoft/msedge/msedge']),
    ...named('Chromium', [
      ...onPath('chromium', 'chromium-browser'),
      '/usr/bin/chromium',
      '/usr/bin/chromium-browser',
      '/snap/bin/chromium',
    ]),
  ];
}

function howToInstall(platform: NodeJS.Platform): string {
  if (platform === 'win32') return '`winget install Google.Chrome`';
  if (platform === 'darwin') return '`brew install --cask google-chrome`';
  return 'for example `sudo apt install chromium`';
}

function hereAndNow(): Surroundings {
  return {
    platform: process.platform,
    env: process.env,
    isExecutable: isExecutableFile,
    playwrightPath: chromium.executablePath(),
  };
}

function isExecutableFile(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
