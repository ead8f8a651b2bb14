import { debuggingUrl } from './browser.ts';
import { app } from './app.ts';
import { BrowserWindow, windows } from './browser-window.ts';
import { errorBoxes, nativeTheme, notifications, trays, type MenuTemplate } from './desktop.ts';
import { deliverInvoke } from './ipc.ts';
import { defaultSession } from './session.ts';
import { leakedRequests, openedUrls } from './web-contents.ts';

/** What a person would see and touch, as data: this crosses to the process of the test. */
export const control = {
  debuggingUrl,
  state: (): DesktopState => ({
    windows: windows.map(describeWindow),
    trays: trays.map(({ toolTip, image, menu, destroyed }) => ({
      toolTip,
      destroyed,
      picture: image.pictures[0]?.png.toString('base64') ?? '',
      menu: (menu?.items ?? []).map(describeItem),
    })),
    notifications: notifications.map(({ options, state }) => ({
      title: options.title,
      body: options.body,
      actions: (options.actions ?? []).map((it) => it.text),
      state,
    })),
    errorBoxes,
    badgeCount: app.badgeCount,
    loginItem: app.loginItem,
    theme: nativeTheme.themeSource,
    leakedRequests,
    openedUrls,
  }),
  /** Clicks the menu item whose labels, from the tray downwards, are these. */
  clickTrayItem(...path: string[]): void {
    let items = trays.at(-1)?.menu?.items ?? [];
    let found: MenuTemplate | undefined;
    for (const label of path) {
      found = items.find((it) => it.label === label);
      if (!found)
        throw new Error(`no menu item \`${label}\` among ${items.map((it) => it.label).join(', ')}`);
      items = found.submenu ?? [];
    }
    if (found?.enabled === false) throw new Error(`the menu item \`${path.join(' > ')}\` is disabled`);
    found?.click?.();
  },
  clickTray: (): void => void trays.at(-1)?.emit('click', {}),
  clickNotification: (index: number): void => void notifications[index]?.emit('click', {}),
  pressNotificationAction: (index: number, actionIndex: number): void =>
    void notifications[index]?.emit('action', { actionIndex, selectionIndex: -1 }),
  closeWindow: (title: string): void => windowTitled(title).close(),
  minimizeWindow: (title: string): void => windowTitled(title).minimizeByHand(),
  crashWindow: (title: string): void =>
    void windowTitled(title).webContents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 5 }),
  /** A window that the app knows nothing of, with a preload of the app. */
  async openForeignWindow(preload: string, url?: string): Promise<void> {
    const window = new BrowserWindow({ title: 'foreign', show: false, webPreferences: { preload } });
    if (url !== undefined) await window.loadURL(url).catch(() => undefined); // the app may refuse it
  },
  activate: (): void => void app.emit('activate', {}),
  quit: (): void => app.quit(),
  /** Both handlers' answers, for a page of the given origin. */
  async permission(name: string, origin: string): Promise<{ check: boolean; request: boolean }> {
    const { permissionCheck, permissionRequest } = defaultSession;
    const contents = windows[0]?.webContents;
    const request = await new Promise<boolean>((resolve) => {
      if (!permissionRequest) resolve(true);
      else permissionRequest(contents, name, resolve, { requestingUrl: `${origin}/`, isMainFrame: true });
    });
    return { check: permissionCheck?.(contents, name, origin, {}) ?? true, request };
  },
  /** As if the renderer of that window had been taken over: any frame, any channel, any arguments. */
  invokeAs(
    title: string,
    frame: { parent?: 'main'; origin?: string; isGone?: true },
    channel: string,
    ...args: unknown[]
  ): Promise<unknown> {
    const { webContents } = windowTitled(title);
    const { mainFrame } = webContents;
    const isSubframe = frame.parent === 'main';
    const senderFrame = {
      frameTreeNodeId: mainFrame.frameTreeNodeId + (isSubframe ? 1 : 0),
      url: mainFrame.url,
      origin: frame.origin ?? mainFrame.origin,
      parent: isSubframe ? mainFrame : null,
    };
    const event = {
      type: 'frame',
      sender: webContents,
      senderFrame: frame.isGone ? null : senderFrame,
    } as const;
    return deliverInvoke(event, channel, args);
  },
} as const;

export type Control = typeof control;

/** Operations that an entry of a test adds to those above. */
export const extraOps = new Map<string, (...args: never[]) => unknown>();

export interface MenuItemState {
  readonly label: string;
  readonly isEnabled: boolean;
  readonly isChecked: boolean;
  readonly submenu: readonly MenuItemState[];
}
export interface DesktopState {
  readonly windows: readonly ReturnType<typeof describeWindow>[];
  readonly trays: readonly {
    readonly toolTip: string;
    readonly destroyed: boolean;
    readonly picture: string;
    readonly menu: readonly MenuItemState[];
  }[];
  readonly notifications: readonly {
    readonly title: string;
    readonly body: string;
    readonly actions: readonly string[];
    readonly state: 'made' | 'shown' | 'closed';
  }[];
  readonly errorBoxes: readonly { readonly title: string; readonly content: string }[];
  readonly badgeCount: number;
  readonly loginItem: object | null;
  readonly theme: string;
  readonly leakedRequests: readonly string[];
  readonly openedUrls: readonly string[];
}

function describeWindow(window: BrowserWindow) {
  return {
    title: window.getTitle(),
    url: window.webContents.getURL(),
    shownBy: window.shownBy,
    isFocused: window.isFocused(),
    isMinimized: window.isMinimized(),
    isOnTop: window.isOnTop,
    isDestroyed: window.isDestroyed(),
    bounds: window.getBounds(),
    preferences: { ...window.options.webPreferences },
  };
}

function describeItem({ label = '', enabled, checked, submenu, type }: MenuTemplate): MenuItemState {
  return {
    label: type === 'separator' ? '-' : label,
    isEnabled: enabled !== false,
    isChecked: checked === true,
    submenu: (submenu ?? []).map(describeItem),
  };
}

function windowTitled(title: string): BrowserWindow {
  const window = windows.findLast((it) => it.getTitle() === title && !it.isDestroyed());
  if (!window) throw new Error(`no window \`${title}\``);
  return window;
}
