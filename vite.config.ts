import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// A test runner that builds on its way sets its own NODE_ENV, and React would be bundled for development.
process.env['NODE_ENV'] = 'production';

const root = resolve(import.meta.dirname, 'renderer');

/** Builds the two pages. Everything is a file of its own: the pages run under `script-src 'self'; style-src 'self'`. */
export default defineConfig({
  root,
  // Relative, so that the same files work under app:// and http://.
  base: './',
  plugins: [react()],
  build: {
    outDir: resolve(import.meta.dirname, 'dist/renderer'),
    emptyOutDir: true,
    target: ['chrome125', 'firefox125', 'safari17.5'],
    assetsInlineLimit: 0,
    // The pages come from this machine: one file is faster than several.
    chunkSizeWarningLimit: 2000,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: [resolve(root, 'index.html'), resolve(root, 'approval.html')] },
  },
});
