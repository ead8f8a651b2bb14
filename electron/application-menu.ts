import { Menu } from 'electron';

/** macOS needs a menu for its editing keys to work; elsewhere none is wanted, and none offers "Reload". */
export function setApplicationMenu(): void {
  const menu =
    process.platform === 'darwin'
      ? Menu.buildFromTemplate([{ role: 'appMenu' }, { role: 'editMenu' }, { role: 'windowMenu' }])
      : null;
  Menu.setApplicationMenu(menu);
}
