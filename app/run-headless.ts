import { createInterface } from 'node:readline';
import { startHeadless } from './headless.ts';
import { readyLine, readyText } from './ready-text.ts';
import type { StartOptions } from './start-options.ts';
import { warmUp } from './warm-up.ts';

/**
 * Runs the app without a window until a signal ends it; answers the exit code. Stdout carries the ready text or line
 * and new links, nothing else; warnings go to stderr. `onReady` is told which browser the settings name, if any.
 */
export async function runHeadless(
  options: StartOptions,
  onReady: (browserPath: string) => void = () => {},
): Promise<number> {
  const show = (line: string): void => void process.stderr.write(`checkstand: ${line}\n`);
  // Whoever started this may close its end of the pipe and let the app go on.
  process.stdout.on('error', () => {});
  process.stderr.on('error', () => {});
  const ended = firstEnd(show);
  // What the app keeps is its owner's alone, also in a folder that others may enter.
  process.umask(0o077);

  const headless = await startHeadless(options, show);
  const text = options.isJson
    ? readyLine(headless.ready)
    : readyText(headless.ready, options.grant, process.stdin.isTTY);
  process.stdout.write(`${text}\n`);
  onReady(options.browserPath ?? headless.app.snapshot().settings.browserPath);
  void warmUp(); // never rejects
  const stopOffering = options.isJson ? () => {} : offerLinks(headless.oneTimeLink);

  const code = await ended;
  stopOffering();
  if (!options.isJson) show('stopping; once more stops at once');
  await headless.close();
  return code;
}

/** Settles with the exit code at the first signal, or when something broke that nobody caught. */
function firstEnd(show: (line: string) => void): Promise<number> {
  return new Promise((resolve) => {
    let signalledAt: number | undefined;
    const onSignal = (): void => {
      const now = performance.now();
      // Within that time it is the same key press, which the terminal, npm and a parent process each pass on.
      if (signalledAt !== undefined && now - signalledAt > 500) process.exit(1);
      signalledAt ??= now;
      resolve(0);
    };
    process.on('SIGINT', onSignal);
    process.on('SIGTERM', onSignal);
    if (process.env['npm_lifecycle_event'] !== undefined) whenOrphaned(() => resolve(0));
    process.on('uncaughtException', (error) => {
      show(`error: ${error.stack ?? error.message}`);
      resolve(1);
    });
    // Left alone by the runtime it would end the process in the middle of other people's calls.
    process.on('unhandledRejection', (reason) => {
      show(`error: ${reason instanceof Error ? (reason.stack ?? reason.message) : String(reason)}`);
    });
  });
}

/**
 * npm does not pass a signal on to what it started, and its end would leave the app running unseen on its ports: the
 * app then follows. A parent that has gone shows as another parent.
 */
function whenOrphaned(onOrphaned: () => void): void {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    onOrphaned();
  }, 1000);
  timer.unref();
}

/** Enter on the terminal prints a new link: the first one may have been used, or be too old. */
export function offerLinks(oneTimeLink: () => string): () => void {
  if (!process.stdin.isTTY) return () => {};
  const lines = createInterface({ input: process.stdin });
  lines.on('line', () => process.stdout.write(`  Console       ${oneTimeLink()}\n`));
  return () => lines.close();
}
