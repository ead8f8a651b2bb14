import { BrowserWindow, screen, type Rectangle } from 'electron';
import { hardenedPreferences } from './harden.ts';
import { windowImage } from './images.ts';
import { consoleOrigin } from './protocol.ts';
import type { ShellState } from './shell-state.ts';

const size = { width: 420, height: 640 };
const margin = 16;

export interface ApprovalWindow {
  readonly window: BrowserWindow;
  /** Shows itself for what is new, without taking the keyboard; goes when nothing waits. */
  update(state: Pick<ShellState, 'pending' | 'need'>): void;
  /** The person asked to see it: this one may take the keyboard. */
  present(): void;
  hide(): void;
}

/** The small window on top of all others. It exists, hidden, from the start, so that it can answer at once. */
export function createApprovalWindow(preload: string): ApprovalWindow {
  const window = new BrowserWindow({
    title: 'Checkstand: waiting for you',
    ...size,
    minWidth: 360,
    minHeight: 320,
    show: false,
    alwaysOnTop: true,
    skipTaskbar: true,
    minimizable: false,
    maximizable: false,
    fullscreenable: false,
    autoHideMenuBar: true,
    icon: windowImage(),
    // A panel neither activates the app nor stays behind when another app is in full screen.
    ...(process.platform === 'darwin' && { type: 'panel' }),
    // The countdown and the arming delay must run before the window is seen.
    webPreferences: { ...hardenedPreferences(preload), backgroundThrottling: false },
  });
  window.setAlwaysOnTop(true, 'floating');
  if (process.platform === 'darwin') {
    window.setVisibleOnAllWorkspaces(true, { visibleOnFullScreen: true, skipTransformProcessType: true });
  }
  void window.loadURL(`${consoleOrigin}/approval.html`).catch(() => undefined); // reported as `did-fail-load`

  let seen = new Set<string>();
  return {
    window,
    update({ pending, need }) {
      const ids = pending.map((it) => it.id);
      // A call that waits for the person at the shop is one more thing that waits.
      if (need?.isCallWaiting) ids.push(`need since ${need.since}`);
      const hasNew = ids.some((it) => !seen.has(it));
      seen = new Set(ids);
      if (ids.length === 0) {
        window.hide();
      } else if (hasNew && !window.isVisible()) {
        window.setBounds(bottomRight());
        window.showInactive();
      }
    },
    present() {
      if (!window.isVisible()) window.setBounds(bottomRight());
      window.show();
      window.focus();
    },
    hide: () => window.hide(),
  };
}

/** The corner of the screen that the person is working on. */
function bottomRight(): Rectangle {
  const { workArea } = screen.getDisplayNearestPoint(screen.getCursorScreenPoint());
  const width = Math.min(size.width, workArea.width - 2 * margin);
  const height = Math.min(size.height, workArea.height - 2 * margin);
  return {
    x: workArea.x + workArea.width - width - margin,
    y: workArea.y + workArea.height - height - margin,
    width,
    height,
  };
}
