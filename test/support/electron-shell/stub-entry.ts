import { join } from 'node:path';
import { startElectron } from '../../../electron/start.ts';
import { app } from '../electron-double/app.ts';
import { extraOps } from '../electron-double/control.ts';
import { createStubApp, type StubApp } from './stub-app.ts';

/** The whole Electron shell around an app that the test plays: to be run on the double. */
let stub: StubApp | undefined;
const running = (): StubApp => {
  if (!stub) throw new Error('the app is not started yet');
  return stub;
};

export const stubOps = {
  askFor: (...args: Parameters<StubApp['ask']>): void => running().ask(...args),
  record: (...args: Parameters<StubApp['record']>): void => running().record(...args),
  setStore: (...args: Parameters<StubApp['setStore']>): void => running().setStore(...args),
  surfaces: (): number => running().surfaces(),
  answers: () =>
    running()
      .snapshot()
      .approvals.map(({ id, state, resolvedBy }) => ({ id, state, resolvedBy })),
  isPaused: (): boolean => running().snapshot().isPaused,
} as const;

for (const [name, op] of Object.entries(stubOps)) extraOps.set(name, op);

// Where the test put the built preloads and its page.
const files = process.env['ELECTRON_STUB_FILES'] ?? '';
startElectron({
  async createApp(parts) {
    const failure = process.env['ELECTRON_STUB_FAILURE'];
    if (failure) throw Object.assign(new Error('listen EADDRINUSE'), { code: failure });
    stub = createStubApp(parts, () => app.exitCode !== null);
    return stub;
  },
  rendererDir: join(files, 'renderer'),
  preloads: { main: join(files, 'preload.cjs'), approval: join(files, 'approval-preload.cjs') },
});
