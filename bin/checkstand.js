#!/usr/bin/env node
// Plain JavaScript that old runtimes can read: the app itself needs Node 24, which comes with its packages.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const argv = process.argv.slice(2);

if (Number(process.versions.node.split('.')[0]) >= 24) {
  // First: it turns on the cache that makes loading the rest fast.
  const { start } = await import('../scripts/start.ts');
  const { main } = await import('../app/main.ts');
  process.exitCode = await main(argv, start);
  // What a finished command may have left open must not keep the shell waiting; pipes are written out first.
  process.stdout.write('', () => process.exit());
} else {
  const node = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (!existsSync(node)) {
    process.stderr.write(
      `checkstand: needs Node 24 or later, this is ${process.versions.node}; run \`npm ci\` in ${root}\n`,
    );
    process.exit(1);
  }
  const self = fileURLToPath(import.meta.url);
  const child = spawn(node, ['--disable-warning=ExperimentalWarning', self, ...argv], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    process.stderr.write(`checkstand: cannot run ${node}: ${error.message}\n`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
}
