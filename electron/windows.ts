import type { BrowserWindow, WebContents } from 'electron';
import type { Clock, Log, Release } from '../contract/ports.ts';
import type { Settings } from '../contract/settings.ts';
import { createApprovalWindow } from './approval-window.ts';
import type { ShellAction } from './channels.ts';
import type { WindowKind } from './ipc.ts';
import { createMainWindow, rememberBounds } from './main-window.ts';
import type { ShellState } from './shell-state.ts';

export interface Windows {
  kindOf(contents: WebContents): WindowKind | undefined;
  contents(): WebContents[];
  openMain(): void;
  showApprovals(): void;
  act(action: ShellAction, kind: WindowKind): void;
  update(state: ShellState): void;
  /** From here on windows may really close. */
  close: Release;
}

export interface WindowParts {
  readonly preloads: Readonly<Record<WindowKind, string>>;
  readonly settings: Settings;
  readonly clock: Pick<Clock, 'after'>;
  readonly log: Log;
  /** Windows: the session ends with no way to wait. */
  readonly onSessionEnd: () => void;
}

/** Both windows of the app. The console comes and goes; the approval window only hides. */
export function createWindows({ preloads, settings, clock, log, onSessionEnd }: WindowParts): Windows {
  let main: BrowserWindow | undefined;
  let isClosing = false;
  const approval = createApprovalWindow(preloads.approval);
  approval.window.on('close', (event) => {
    if (isClosing) return;
    event.preventDefault();
    approval.hide();
  });
  approval.window.on('session-end', onSessionEnd);
  revive(approval.window, clock, log);

  const openMain = (): void => {
    if (!main) {
      const opened = createMainWindow(preloads.main, settings);
      main = opened;
      opened.on('closed', () => {
        main = undefined;
      });
      revive(opened, clock, log);
      return;
    }
    if (main.isMinimized()) main.restore();
    main.show();
    main.focus();
  };
  return {
    kindOf(contents) {
      if (contents === approval.window.webContents) return 'approval';
      return contents === main?.webContents ? 'main' : undefined;
    },
    contents: () =>
      [approval.window, main].flatMap((it) => (it && !it.isDestroyed() ? [it.webContents] : [])),
    openMain,
    showApprovals: () => approval.present(),
    act(action, kind) {
      switch (action) {
        case 'open_main_window':
          openMain();
          return;
        case 'close_window':
          if (kind === 'approval') approval.hide();
          else main?.close();
      }
    },
    update: (state) => approval.update(state),
    close() {
      isClosing = true;
      // `close` would ask the page first, which the exit does not wait for.
      if (main) {
        rememberBounds(main, settings);
        main.destroy();
      }
      approval.window.destroy();
    },
  };
}

const reviveAfterMs = 1_000;

/** A window whose page died or did not load is loaded again: an approval must not die with it. */
function revive(window: BrowserWindow, clock: Pick<Clock, 'after'>, log: Log): void {
  let isWaiting = false;
  const reload = (what: string): void => {
    log.error('a window lost its page; loading it again', { window: window.getTitle(), what });
    if (isWaiting) return;
    isWaiting = true;
    // A page that always fails must not spin.
    clock.after(reviveAfterMs, () => {
      isWaiting = false;
      if (!window.isDestroyed()) window.webContents.reload();
    });
  };
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason !== 'clean-exit') reload(reason);
  });
  window.webContents.on('did-fail-load', (_event, code, description, _url, isMainFrame) => {
    const isAborted = code === -3; // ERR_ABORTED: another load took over
    if (isMainFrame && !isAborted) reload(description);
  });
  window.webContents.on('unresponsive', () =>
    log.warn('a window does not respond', { window: window.getTitle() }),
  );
}
