/**
 * Stands in for the `electron` module of the main process, as far as the app uses it. Its windows are pages of a real
 * Chromium; tray, menus, notifications and dialogs are written down. What it lacks throws by name.
 */
export { app } from './app.ts';
export { BrowserWindow } from './browser-window.ts';
export {
  dialog,
  Menu,
  nativeImage,
  nativeTheme,
  Notification,
  powerMonitor,
  screen,
  shell,
  Tray,
} from './desktop.ts';
export { ipcMain } from './ipc.ts';
export { safeStorage } from './safe-storage.ts';
export { protocol, session } from './session.ts';
