import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { App, AppParts, Caller } from '../../app/app.ts';
import { createConfSettings } from '../../app/conf-settings.ts';
import { createApp } from '../../app/create-app.ts';
import { dataFiles } from '../../app/data-dir.ts';
import { createFileSecrets } from '../../app/file-secrets.ts';
import { randomIds } from '../../app/random-ids.ts';
import { systemClock } from '../../app/system-clock.ts';
import { throwingCall, type ThrowingCall } from '../../app/typed-call.ts';
import { startUiServer, type UiServer } from '../../app/ui-server.ts';
import type { SettingsData } from '../../contract/settings.ts';
import { silentLog } from './silent-log.ts';

/** Who may do everything, as a person at the console may. */
export const person: Caller = { surface: 'console', authorities: new Set(['view', 'manage', 'approve']) };

export interface StartedApp {
  readonly app: App;
  readonly ui: UiServer;
  readonly parts: AppParts;
  readonly dataDir: string;
  readonly log: ReturnType<typeof silentLog>;
  /** The application API with the person's authority; refusals are thrown. */
  readonly call: ThrowingCall;
  /** A new grant for these upstreams; answers its token. */
  grant(name: string, upstreams?: string[]): Promise<string>;
  close(): Promise<void>;
}

/**
 * The whole app as it runs headless, on free ports, with real settings, secrets and clock, in a folder of its own
 * that goes when it closes. `dataDir` keeps a given folder: start again on it to see what a restart sees.
 */
export async function startApp(
  options: {
    dataDir?: string;
    overrides?: AppParts['overrides'];
    settings?: Partial<SettingsData>;
  } = {},
): Promise<StartedApp> {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'checkstand-app-'));
  const log = silentLog();
  const settings = createConfSettings(dataDir, log);
  if (options.settings) settings.set(options.settings);
  const parts: AppParts = {
    version: '0.0.0-test',
    dataDir,
    settings,
    secrets: createFileSecrets(dataFiles(dataDir).secrets, log),
    clock: systemClock,
    ids: randomIds,
    log,
    overrides: { port: 0, store: 'demo', ...options.overrides },
  };
  const app = await createApp(parts);
  const rendererDir = fileURLToPath(new URL('../../dist/renderer', import.meta.url));
  const ui = await startUiServer({ ...parts, app, port: 0, rendererDir });
  const call = throwingCall((frame) => app.call(frame, person));
  return {
    app,
    ui,
    parts,
    dataDir,
    log,
    call,
    grant: async (name, upstreams = ['cart']) => (await call('grants.create', { name, upstreams })).token,
    async close() {
      await app.close();
      await ui.close();
      if (options.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}
