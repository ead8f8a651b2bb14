import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startHeadless, type Headless } from '../app/headless.ts';
import { runStart } from '../app/main.ts';
import { offerLinks } from '../app/run-headless.ts';
import { parseStartOptions } from '../app/start-options.ts';
import { ensureRenderer } from './build.ts';
import { shop } from './demo-agent.ts';
import { ensureBrowser } from './ensure-browser.ts';

const say = (line = ''): void => void process.stdout.write(`${line}\n`);
const warn = (line: string): void => void process.stderr.write(`checkstand: ${line}\n`);
const agentName = 'demo agent';

/** Shows Checkstand at work: the demo store, and an agent that looks around and then wants to buy. */
async function demo(argv: readonly string[]): Promise<number> {
  const own = argv.includes('--data-dir') ? undefined : mkdtempSync(join(tmpdir(), 'checkstand-demo-'));
  const options = parseStartOptions([
    ...['--headless', '--store', 'demo', '--grant', agentName],
    ...(own === undefined ? [] : ['--data-dir', own]),
    ...argv,
  ]);
  const ended = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => ended.abort());
  try {
    await ensureRenderer();
    await ensureBrowser(options.browserPath ?? '', warn);
    const headless = await startHeadless(options, warn);
    try {
      introduce(headless);
      offerLinks(headless.oneTimeLink);
      await shop(headless, ended.signal, say);
      say('\nThe console stays open. Ctrl-C ends the demo.');
      await untilAborted(ended.signal);
    } catch (error) {
      if (!ended.signal.aborted) throw error;
    } finally {
      await headless.close();
    }
  } finally {
    if (own !== undefined) rmSync(own, { recursive: true, force: true, maxRetries: 3 });
  }
  return 0;
}

function introduce({ ready }: Headless): void {
  say('Checkstand runs on its demo store: nothing here is real, and nothing leaves this machine.');
  say();
  say('  Open the console:');
  say(`  ${ready.ui}`);
  if (process.stdin.isTTY) say('  (it works once, for ten minutes; press Enter for a new one)');
  say();
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

process.exit(await runStart(process.argv.slice(2), demo));
