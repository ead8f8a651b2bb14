import { spawn } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** A part of the app that is bundled: from where, to where. */
interface Bundle {
  readonly name: string;
  readonly sources: readonly string[];
  readonly result: string;
  readonly config: string;
}

const renderer: Bundle = {
  name: 'console',
  sources: ['renderer', 'contract', 'vite.config.ts', 'package-lock.json'],
  result: 'dist/renderer/index.html',
  config: 'vite.config.ts',
};

/** Builds the console. */
export function buildRenderer(): Promise<void> {
  return build(renderer);
}

/** Builds the console unless it is newer than all it is made from. */
export async function ensureRenderer(): Promise<void> {
  if (isStale(renderer)) await build(renderer);
}

/** Writes to stderr only: stdout may be carrying a line for a program. */
function build({ name, config }: Bundle): Promise<void> {
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const args = [vite, 'build', '--config', config, '--logLevel', 'warn'];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 2, 2] });
    child.on('error', reject);
    child.on('exit', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`building the ${name} failed; what went wrong is above`));
    });
  });
}

function isStale({ sources, result }: Bundle): boolean {
  const builtAt = statSync(join(root, result), { throwIfNoEntry: false })?.mtimeMs;
  return builtAt === undefined || sources.some((source) => newestUnder(join(root, source)) > builtAt);
}

/** Folders count too: their time changes when a file goes. */
function newestUnder(path: string): number {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats) return 0;
  if (!stats.isDirectory()) return stats.mtimeMs;
  return Math.max(stats.mtimeMs, ...readdirSync(path).map((name) => newestUnder(join(path, name))));
}

if (import.meta.main) await buildRenderer();
