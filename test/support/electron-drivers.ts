import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { _electron, type Page } from 'playwright-core';
import { startDouble } from './electron-double/start-double.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A way to run the built Electron app and to look at it. */
export interface ElectronDriver {
  readonly name: string;
  /** Why it cannot run on this machine; undefined when it can. */
  readonly obstacle: string | undefined;
  start(flags: readonly string[]): Promise<RunningElectron>;
}

export type WindowName = 'index' | 'approval';

export interface RunningElectron {
  page(window: WindowName): Promise<Page>;
  isVisible(window: WindowName): Promise<boolean>;
  /** As by the menu; answers the exit code. */
  quit(): Promise<number | null>;
  kill(): Promise<void>;
}

const addressOf = (window: WindowName): string => `app://console/${window}.html`;

/** The app's own code in Node, with the double in place of `electron`. Runs everywhere. */
const onDouble: ElectronDriver = {
  name: 'the double',
  obstacle: undefined,
  async start(flags) {
    const running = startDouble(join(root, 'dist/electron/main.js'), flags);
    return {
      page: (window) => running.page(addressOf(window)),
      async isVisible(window) {
        const { windows } = await running.ask('state');
        return windows.some((it) => it.url.startsWith(addressOf(window)) && it.shownBy !== null);
      },
      async quit() {
        await running.ask('quit').catch(() => undefined); // it may be gone before it can say so
        return running.exited;
      },
      async kill() {
        running.kill('SIGKILL');
        await running.exited;
      },
    };
  },
};

/** The real thing. */
const onBinary: ElectronDriver = {
  name: 'the real binary',
  obstacle: binaryObstacle(),
  async start(flags) {
    const noSandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    const electron = await _electron.launch({
      executablePath: binaryPath() ?? '',
      args: [...noSandbox, root, ...flags],
      cwd: root,
    });
    const child = electron.process();
    const exited = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
    const isWanted = (window: WindowName) => (page: Page) => page.url().startsWith(addressOf(window));
    return {
      async page(window) {
        const known = electron.windows().find(isWanted(window));
        if (known) return known;
        const page = await electron.waitForEvent('window', { predicate: isWanted(window) });
        await page.waitForLoadState();
        return page;
      },
      isVisible: (window) =>
        electron.evaluate(
          ({ BrowserWindow }, address) =>
            BrowserWindow.getAllWindows().some(
              (it) => it.webContents.getURL().startsWith(address) && it.isVisible(),
            ),
          addressOf(window),
        ),
      async quit() {
        await electron.evaluate(({ app }) => app.quit()).catch(() => undefined); // it takes the channel with it
        return exited;
      },
      async kill() {
        child.kill('SIGKILL');
        await exited;
      },
    };
  },
};

export const electronDrivers: readonly ElectronDriver[] = [onDouble, onBinary];

function binaryObstacle(): string | undefined {
  if (!binaryPath()) return "Electron's binary is not here";
  const hasDisplay = process.platform !== 'linux' || process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY'];
  return hasDisplay ? undefined : 'there is no display';
}

/** Looked for by hand: loading the package without its binary would download it. */
function binaryPath(): string | undefined {
  const folder = join(root, 'node_modules', 'electron');
  if (!existsSync(join(folder, 'path.txt'))) return undefined;
  const path = join(folder, 'dist', readFileSync(join(folder, 'path.txt'), 'utf8'));
  return existsSync(path) ? path : undefined;
}
