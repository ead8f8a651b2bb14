import { fileURLToPath } from 'node:url';
import type { Caller, App } from './app.ts';
import { createApp } from './create-app.ts';
import { dataFiles } from './data-dir.ts';
import { announceConsole } from './data-lock.ts';
import { explainStartFailure } from './explain-start-failure.ts';
import type { Ready } from './ready-text.ts';
import type { StartOptions } from './start-options.ts';
import { systemParts } from './system-parts.ts';
import { throwingCall } from './typed-call.ts';
import { startUiServer, type UiServer } from './ui-server.ts';

/** A running app without a window. */
export interface Headless {
  readonly ready: Ready;
  readonly app: App;
  /** A new one-time link to the console. */
  readonly oneTimeLink: () => string;
  /** Whether a console is open. */
  readonly hasConsole: () => boolean;
  close(): Promise<void>;
}

const rendererDir = fileURLToPath(new URL('../dist/renderer', import.meta.url));
const owner: Caller = { surface: 'shell', authorities: new Set(['view', 'manage']) };

/** Starts the app and its browser console. Rejects with an error that names the setting to change. */
export async function startHeadless(options: StartOptions, show: (line: string) => void): Promise<Headless> {
  const { dataDir, port, store, browserPath } = options;
  const parts = systemParts({
    dataDir,
    overrides: {
      ...(port !== undefined && { port }),
      ...(store !== undefined && { store }),
      ...(browserPath !== undefined && { browserPath }),
    },
    show,
  });
  const mcpPort = port ?? parts.settings.get().port;
  const uiPort = options.uiPort ?? parts.settings.get().uiPort;

  const app = await createApp(parts).catch((error: unknown) => {
    throw explainStartFailure(error, {
      what: 'MCP endpoint',
      option: '--port',
      setting: 'port',
      port: mcpPort,
    });
  });
  let ui: UiServer | undefined;
  try {
    ui = await startUiServer({ ...parts, app, port: uiPort, rendererDir }).catch((error: unknown) => {
      throw explainStartFailure(error, {
        what: 'console',
        option: '--ui-port',
        setting: 'uiPort',
        port: uiPort,
      });
    });
    const { url, operatorKey, oneTimeLink, hasConsole } = ui;
    announceConsole(dataFiles(dataDir).running, url);
    const token = options.grant === undefined ? undefined : await grantToken(app, options.grant);
    return {
      ready: {
        mcp: app.mcpUrl,
        ui: oneTimeLink(),
        operatorKey,
        dataDir,
        ...(token !== undefined && { token }),
      },
      app,
      oneTimeLink,
      hasConsole,
      close: () => closeBoth(app, ui),
    };
  } catch (error) {
    await closeBoth(app, ui);
    throw error;
  }
}

/** The app first: an open console still sees what its end does to waiting calls. */
async function closeBoth(app: App, ui: UiServer | undefined): Promise<void> {
  try {
    await app.close();
  } finally {
    await ui?.close();
  }
}

/** Creates the grant for all upstreams, or gives the one of that name a new token. */
async function grantToken(app: App, name: string): Promise<string> {
  const call = throwingCall((frame) => app.call(frame, owner));
  const { grants, upstreams } = app.snapshot();
  const known = grants.find((it) => it.name === name && it.revokedAt === null);
  const { token } = known
    ? await call('grants.rotate', { grantId: known.id })
    : await call('grants.create', { name, upstreams: upstreams.map((it) => it.name) });
  return token;
}
