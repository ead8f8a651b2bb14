import { join } from 'node:path';
import { createApp } from '../app/create-app.ts';
import { warmUp } from '../app/warm-up.ts';
import { startElectron } from './start.ts';

// Bundled into dist/electron/main.js; the preloads and the console lie beside it.
const here = import.meta.dirname;

/** Once the window had time to open. */
const warmUpAfterMs = 2_000;

startElectron({
  async createApp(parts) {
    const app = await createApp(parts);
    parts.clock.after(warmUpAfterMs, () => void warmUp()); // never rejects
    return app;
  },
  rendererDir: join(here, '../renderer'),
  preloads: { main: join(here, 'preload.cjs'), approval: join(here, 'approval-preload.cjs') },
});
