import { join } from 'node:path';
import { app, nativeTheme, session } from 'electron';
import type { App, AppParts } from '../app/app.ts';
import { dataFiles } from '../app/data-dir.ts';
import { explainStartFailure } from '../app/explain-start-failure.ts';
import { createFileLog } from '../app/file-log.ts';
import { randomIds } from '../app/random-ids.ts';
import { systemClock } from '../app/system-clock.ts';
import type { Verdict } from '../contract/model.ts';
import { setApplicationMenu } from './application-menu.ts';
import { callers } from './callers.ts';
import { hardenEveryContents, hardenSession } from './harden.ts';
import { serveIpc, type WindowKind } from './ipc.ts';
import { followLoginSetting } from './login-item.ts';
import { createNotifications } from './notifications.ts';
import { openUrl } from './open-url.ts';
import { serveConsole } from './protocol.ts';
import { endInOrder } from './quit.ts';
import { openSecrets } from './secrets.ts';
import { createStoreSettings } from './settings.ts';
import { watchShellState } from './shell-state.ts';
import { watchBudgetsOf } from './watch-budgets.ts';
import type { ShellOptions } from './start-options.ts';
import { createSurfaces } from './surfaces.ts';
import { createTray } from './tray.ts';
import { createWindows } from './windows.ts';

export interface ShellParts {
  readonly options: ShellOptions;
  readonly createApp: (parts: AppParts) => Promise<App>;
  /** The built console. */
  readonly rendererDir: string;
  readonly preloads: Readonly<Record<WindowKind, string>>;
}

/** Puts the native shell around the app. Rejects when the app cannot start; else it runs until the quit. */
export async function runShell({ options, createApp, rendererDir, preloads }: ShellParts): Promise<void> {
  const parts = await appParts(options);
  const { settings, clock, log, notice } = parts;
  hardenEveryContents(log);
  hardenSession(session.defaultSession);
  serveConsole(rendererDir);
  setApplicationMenu();

  const checkstand = await createApp(parts).catch((error: unknown) => {
    const port = parts.overrides.port ?? settings.get().port;
    throw explainStartFailure(error, { what: 'MCP endpoint', option: '--port', setting: 'port', port });
  });

  const answer = (by: 'tray' | 'notification') => async (approvalId: string, verdict: Verdict) => {
    const frame = { name: 'approvals.resolve', input: { approvalId, verdict } };
    const reply = await checkstand.call(frame, callers[by]);
    if (reply.ok) return;
    log.warn('an answer was not taken', { approvalId, by, message: reply.error.message });
    windows.showApprovals();
  };
  const surfaces = createSurfaces(checkstand);
  const windows = createWindows({
    preloads,
    settings,
    clock,
    log,
    // As far as it gets: the system does not wait.
    onSessionEnd: () => void checkstand.close(),
  });
  const tray = createTray(notice, {
    answer: answer('tray'),
    setPaused: (isPaused) =>
      checkstand.call({ name: isPaused ? 'gateway.pause' : 'gateway.resume', input: {} }, callers.tray),
    showApprovals: () => windows.showApprovals(),
    openConsole: () => windows.openMain(),
    quit: () => app.quit(),
  });
  const notifications = createNotifications({
    clock,
    isNotifying: () => settings.get().isNotifying,
    answer: answer('notification'),
    showApprovals: () => windows.showApprovals(),
  });

  const releases = [
    serveIpc({
      app: checkstand,
      log,
      kindOf: (contents) => windows.kindOf(contents),
      listeners: () => windows.contents(),
      onCall: (contents) => surfaces.seen(contents),
      shell: (action, kind) => windows.act(action, kind),
    }),
    watchShellState(checkstand, watchBudgetsOf(checkstand, clock), (state) => {
      tray.update(state);
      notifications.update(state);
      windows.update(state);
    }),
    followLoginSetting(settings, options.dataDirFlags, log),
    settings.subscribe(({ theme }) => {
      nativeTheme.themeSource = theme;
    }),
  ];
  nativeTheme.themeSource = settings.get().theme;

  endInOrder({
    async close() {
      await checkstand.close();
      for (const release of releases) release();
      notifications.close();
      windows.close();
      tray.destroy();
    },
    clock,
    log,
  });
  app.on('second-instance', () => windows.openMain());
  app.on('activate', () => windows.openMain());
  // The tray stays when the last window closes.
  app.on('window-all-closed', () => undefined);
  if (!options.isHidden && !wasOpenedAtLogin()) windows.openMain();
}

async function appParts(options: ShellOptions): Promise<AppParts & { readonly notice: string | null }> {
  const { dataDir, port, store, browserPath } = options;
  const files = dataFiles(dataDir);
  const log = createFileLog({
    dir: files.logs,
    now: () => systemClock.now(),
    show: (line) => console.error(line),
  });
  const sealed = join(dataDir, 'secrets.sealed.json');
  const { secrets, notice } = await openSecrets({ sealed, plain: files.secrets }, log);
  return {
    version: app.getVersion(),
    dataDir,
    settings: createStoreSettings(dataDir, log),
    secrets,
    notice,
    clock: systemClock,
    ids: randomIds,
    log,
    openUrl,
    overrides: {
      ...(port !== undefined && { port }),
      ...(store !== undefined && { store }),
      ...(browserPath !== undefined && { browserPath }),
    },
  };
}

/** macOS starts login items without arguments and says so here. */
function wasOpenedAtLogin(): boolean {
  return process.platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin;
}
