import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
// Before the app is loaded, and so the app is imported below: from the second start on this halves the time to ready.
enableCompileCache(join(root, 'node_modules', '.cache', 'checkstand'));

const say = (line: string): void => void process.stderr.write(`checkstand: ${line}\n`);

/** Starts the app: with its window where Electron can run, else headless, saying why in one line. */
export async function start(argv: readonly string[]): Promise<number> {
  const { parseStartOptions } = await import('../app/start-options.ts');
  const { ensureElectron, ensureRenderer } = await import('./build.ts');
  const { runHeadless } = await import('../app/run-headless.ts');
  const options = parseStartOptions(argv);
  await ensureRenderer();
  if (options.isHeadless) return runHeadless(options, lookForBrowser);
  const obstacle = windowObstacle();
  if (obstacle !== undefined) {
    say(`${obstacle}: running headless`);
    return runHeadless(options, lookForBrowser);
  }
  await ensureElectron();
  lookForBrowser(options.browserPath ?? '');
  return runElectron(argv);
}

/** Beside the running app: nothing needs the browser before the first call to the cart, which looks again. */
function lookForBrowser(browserPath: string): void {
  import('./ensure-browser.ts')
    .then(({ ensureBrowser }) => ensureBrowser(browserPath, say))
    .catch((error: unknown) => say(error instanceof Error ? error.message : String(error)));
}

/** Why there can be no window; undefined when there can. */
function windowObstacle(): string | undefined {
  if (process.platform === 'linux') {
    if (!process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']) return 'there is no display';
    if (process.getuid?.() === 0) return 'a window needs an ordinary user, and this is root';
  }
  if (electronBinary()) return undefined;
  say('getting Electron, once');
  const installer = join(root, 'node_modules', 'electron', 'install.js');
  const got = spawnSync(process.execPath, [installer], { stdio: ['ignore', 2, 2], timeout: 180_000 });
  if (got.status === 0 && electronBinary()) return undefined;
  return 'Electron is not installed and could not be downloaded';
}

function electronBinary(): string | undefined {
  const folder = join(root, 'node_modules', 'electron');
  const pathFile = join(folder, 'path.txt');
  if (!existsSync(pathFile)) return undefined;
  const binary = join(folder, 'dist', readFileSync(pathFile, 'utf8'));
  return existsSync(binary) ? binary : undefined;
}

function runElectron(argv: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(electronBinary() ?? '', [root, ...argv], { stdio: 'inherit' });
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

if (import.meta.main) {
  const { runStart } = await import('../app/main.ts');
  process.exit(await runStart(process.argv.slice(2), start));
}
