import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { app, dialog, protocol } from 'electron';
import { consoleScheme } from './protocol.ts';
import { runShell, type ShellParts } from './shell.ts';
import { readShellOptions } from './start-options.ts';

/** Starts the app in this process, or brings the one to the front that runs on the data folder already. */
export function startElectron(parts: Omit<ShellParts, 'options'>): void {
  try {
    // Everything before `whenReady` has to happen without a wait.
    app.setName('Checkstand');
    app.setAppUserModelId('checkstand.app');
    app.enableSandbox();
    protocol.registerSchemesAsPrivileged([consoleScheme]);
    const options = readShellOptions(process.argv.slice(1));
    mkdirSync(options.dataDir, { recursive: true, mode: 0o700 });
    // The lock is per user data folder: one app for each data folder, as without Electron.
    app.setPath('userData', options.dataDir);
    app.setPath('sessionData', join(options.dataDir, 'electron'));
    if (app.requestSingleInstanceLock()) {
      app
        .whenReady()
        .then(() => runShell({ ...parts, options }))
        .catch(fail);
    } else {
      // The running one has been told.
      app.exit(0);
    }
  } catch (error) {
    fail(error);
  }
}

/** Whatever was taken until now has been given back. */
function fail(error: unknown): void {
  dialog.showErrorBox('Checkstand cannot start', error instanceof Error ? error.message : String(error));
  app.exit(1);
}
