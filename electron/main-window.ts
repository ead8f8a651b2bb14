import { BrowserWindow, screen, type Rectangle } from 'electron';
import type { Settings } from '../contract/settings.ts';
import { hardenedPreferences } from './harden.ts';
import { windowImage } from './images.ts';
import { consoleOrigin } from './protocol.ts';

const smallest = { width: 360, height: 480 };

/** The console's window, where it was left. */
export function createMainWindow(preload: string, settings: Settings): BrowserWindow {
  const window = new BrowserWindow({
    title: 'Checkstand',
    width: 1280,
    height: 800,
    ...visibleBounds(settings.get().windowBounds),
    minWidth: smallest.width,
    minHeight: smallest.height,
    show: false,
    autoHideMenuBar: true,
    icon: windowImage(),
    webPreferences: hardenedPreferences(preload),
  });
  window.on('close', () => rememberBounds(window, settings));
  window.once('ready-to-show', () => window.show());
  void window.loadURL(`${consoleOrigin}/index.html`).catch(() => undefined); // reported as `did-fail-load`
  return window;
}

/** Keeps where the window is for the next time. */
export function rememberBounds(window: BrowserWindow, settings: Settings): void {
  const { x, y, width, height } = window.getNormalBounds();
  settings.set({ windowBounds: { x, y, width, height } });
}

/** The kept bounds, unless the screen they were on is gone. */
function visibleBounds(kept: ReturnType<Settings['get']>['windowBounds']): Partial<Rectangle> {
  if (!kept) return {};
  const { x, y, width, height } = kept;
  if (x === undefined || y === undefined) return { width, height };
  const area = screen.getDisplayMatching({ x, y, width, height }).workArea;
  const isInReach =
    x + width > area.x + 40 && x < area.x + area.width - 40 && y >= area.y && y < area.y + area.height - 40;
  return isInReach ? { x, y, width, height } : { width, height };
}
