import { app, Menu, Tray, type MenuItemConstructorOptions } from 'electron';
import type { Verdict } from '../contract/model.ts';
import type { Release } from '../contract/ports.ts';
import { trayImage } from './images.ts';
import { trayModel, type TrayItem, type TrayModel } from './tray-model.ts';
import type { ShellState } from './shell-state.ts';

/** What the menu can do. Nothing rejects; what changed comes back as a new state. */
export interface TrayActions {
  answer(approvalId: string, verdict: Verdict): Promise<void>;
  setPaused(isPaused: boolean): Promise<unknown>;
  showApprovals(): void;
  openConsole(): void;
  quit(): void;
}

/** The tray icon: its state at a glance, and a menu that can do what matters without a window. */
export function createTray(
  notice: string | null,
  actions: TrayActions,
): { update(state: ShellState): void; destroy: Release } {
  const tray = new Tray(trayImage('idle'));
  let shown: TrayModel | undefined;
  // macOS opens the menu on a click; elsewhere the click is ours and the menu has the other button.
  tray.on('click', () => {
    if (process.platform === 'darwin') return;
    if (shown && shown.count > 0) actions.showApprovals();
    else actions.openConsole();
  });
  return {
    update(state) {
      const model = trayModel(state, notice);
      if (JSON.stringify(model) === JSON.stringify(shown)) return;
      if (model.icon !== shown?.icon) tray.setImage(trayImage(model.icon));
      if (model.count !== shown?.count) app.setBadgeCount(model.count);
      shown = model;
      tray.setToolTip(model.tooltip);
      tray.setContextMenu(Menu.buildFromTemplate(model.items.map((item) => menuItem(item, actions))));
    },
    destroy: () => tray.destroy(),
  };
}

function menuItem(item: TrayItem, actions: TrayActions): MenuItemConstructorOptions {
  switch (item.kind) {
    case 'text':
      return { label: literal(item.label), enabled: false };
    case 'separator':
      return { type: 'separator' };
    case 'approval':
      return {
        label: literal(item.label),
        submenu: [
          { label: literal(item.asker), enabled: false },
          {
            label: item.canApprove ? 'Approve once' : 'Approve once (see the details first)',
            enabled: item.canApprove,
            click: () => void actions.answer(item.id, 'approve'),
          },
          { label: 'Deny', click: () => void actions.answer(item.id, 'deny') },
          { type: 'separator' },
          { label: 'Show details', click: () => actions.showApprovals() },
        ],
      };
    case 'show_approvals':
      return { label: item.label, click: () => actions.showApprovals() };
    case 'pause':
      return {
        label: item.label,
        type: 'checkbox',
        checked: item.isPaused,
        click: () => void actions.setPaused(!item.isPaused),
      };
    case 'open_console':
      return { label: item.label, click: () => actions.openConsole() };
    case 'quit':
      return { label: item.label, click: () => actions.quit() };
  }
}

/** An ampersand in a label would underline the next letter. */
function literal(label: string): string {
  return label.replaceAll('&', '&&');
}
