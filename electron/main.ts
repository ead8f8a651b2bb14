import { join } from 'node:path';
import { createApp } from '../app/create-app.ts';
import { startElectron } from './start.ts';

// Bundled into dist/electron/main.js; the preloads and the console lie beside it.
const here = import.meta.dirname;

startElectron({
  createApp,
  rendererDir: join(here, '../renderer'),
  preloads: { main: join(here, 'preload.cjs'), approval: join(here, 'approval-preload.cjs') },
});
