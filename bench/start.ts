/** How long the app takes to be there: a process each, on a fresh folder and on one that was used before. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { median } from './measure.ts';

const rounds = 7;

export async function benchStart(): Promise<Record<string, string>> {
  const folder = mkdtempSync(join(tmpdir(), 'checkstand-bench-start-'));
  try {
    const used = join(folder, 'used');
    await startOnce(used);
    const [fresh, again]: [number[], number[]] = [[], []];
    for (let round = 0; round < rounds; round += 1) {
      fresh.push(await startOnce(join(folder, `fresh-${round}`)));
      again.push(await startOnce(used));
    }
    return { 'fresh folder ms': median(fresh).toFixed(0), 'used folder ms': median(again).toFixed(0) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function startOnce(dataDir: string): Promise<number> {
  const script = new URL('../scripts/start.ts', import.meta.url).pathname;
  const options = ['--headless', '--json', '--port', '0', '--ui-port', '0', '--data-dir', dataDir];
  const startedAt = performance.now();
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script, ...options], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(createInterface({ input: child.stdout }), 'line');
  const ms = performance.now() - startedAt;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
  return ms;
}
