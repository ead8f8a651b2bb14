import { spawn } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** A bundled part of the app: what it is made from, relative to the root, and what its making leaves. */
interface Bundle {
  readonly sources: readonly string[];
  readonly result: string;
  build(): Promise<void>;
}

const renderer: Bundle = {
  sources: ['renderer', 'contract', 'vite.config.ts', 'package-lock.json'],
  result: 'dist/renderer/index.html',
  build: () => runNode(join('node_modules', 'vite', 'bin', 'vite.js'), 'build', '--logLevel', 'warn'),
};

const electron: Bundle = {
  sources: ['electron', 'app', 'gateway', 'cart-server', 'contract', 'package-lock.json'],
  result: 'dist/electron/main.js',
  build: async () => {
    const { buildElectron } = await import('./build-electron.ts');
    await buildElectron();
  },
};

/** Builds the console unless it is newer than all it is made from. */
export function ensureRenderer(): Promise<void> {
  return ensure(renderer);
}

/** The same for the Electron shell. */
export function ensureElectron(): Promise<void> {
  return ensure(electron);
}

async function ensure(bundle: Bundle): Promise<void> {
  const builtAt = statSync(join(root, bundle.result), { throwIfNoEntry: false })?.mtimeMs;
  const isFresh =
    builtAt !== undefined && bundle.sources.every((source) => newestUnder(join(root, source)) <= builtAt);
  if (!isFresh) await bundle.build();
}

/** Folders count too: their time changes when a file goes. */
function newestUnder(path: string): number {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats) return 0;
  if (!stats.isDirectory()) return stats.mtimeMs;
  return Math.max(stats.mtimeMs, ...readdirSync(path).map((name) => newestUnder(join(path, name))));
}

/** Runs a script; all it says goes to stderr, as stdout may be carrying a line for a program. */
function runNode(...args: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 2, 2] });
    child.on('error', reject);
    child.on('exit', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`\`node ${args.join(' ')}\` failed; what went wrong is above`));
    });
  });
}

if (import.meta.main) {
  await renderer.build();
  await electron.build();
}
