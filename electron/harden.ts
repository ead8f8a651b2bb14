import { app, type Session, type WebContents, type WebPreferences } from 'electron';
import type { Log } from '../contract/ports.ts';
import { consoleOrigin } from './protocol.ts';

/** What every window of the app runs under. The values that are defaults stand here so that no default can move. */
export function hardenedPreferences(preload: string): WebPreferences {
  return {
    preload,
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    nodeIntegrationInSubFrames: false,
    nodeIntegrationInWorker: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    webviewTag: false,
    navigateOnDragDrop: false,
    spellcheck: false,
    devTools: !app.isPackaged,
  };
}

/** Closes what could bring foreign content into any window, whoever makes that window. */
export function hardenEveryContents(log: Log): void {
  app.on('web-contents-created', (_event, contents) => hardenContents(contents, log));
}

function hardenContents(contents: WebContents, log: Log): void {
  contents.setWindowOpenHandler(({ url }) => {
    log.warn('refused to open a window', { url });
    return { action: 'deny' };
  });
  contents.on('will-navigate', (event) => {
    event.preventDefault();
    log.warn('refused to navigate', { url: event.url });
  });
  contents.on('will-frame-navigate', (event) => {
    event.preventDefault();
  });
  contents.on('will-attach-webview', (event) => {
    event.preventDefault();
  });
}

/** No permission but writing to the clipboard on a click (the connect snippets), and no request off the app. */
export function hardenSession(session: Session): void {
  session.setPermissionCheckHandler((_contents, permission, origin) => isGranted(permission, origin));
  session.setPermissionRequestHandler((_contents, permission, callback, details) => {
    callback(isGranted(permission, details.requestingUrl));
  });
  session.setDevicePermissionHandler(() => false);
  session.webRequest.onBeforeRequest((details, callback) => {
    callback({ cancel: !isAppsOwn(details.url) });
  });
}

function isGranted(permission: string, requester: string): boolean {
  return permission === 'clipboard-sanitized-write' && isConsole(requester);
}

function isConsole(url: string): boolean {
  return url === consoleOrigin || url.startsWith(`${consoleOrigin}/`);
}

function isAppsOwn(url: string): boolean {
  return isConsole(url) || url.startsWith('data:') || url.startsWith('blob:') || isDevTools(url);
}

// Contents that show the developer tools load their own pages; packaged, they cannot be opened.
function isDevTools(url: string): boolean {
  return url.startsWith('devtools:') && !app.isPackaged;
}
