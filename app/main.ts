import { runCli } from './cli.ts';
import { runBridge, type BridgeSurroundings } from './cli/bridge.ts';
import { startUsage } from './start-options.ts';
import { UsageError } from './usage-error.ts';

/** Starts the app with or without a window; answers the exit code when it has ended. */
export type Start = (argv: readonly string[]) => Promise<number>;

/** The `checkstand` command; answers the exit code, never rejects. */
export async function main(argv: readonly string[], start: Start): Promise<number> {
  const [command, ...rest] = argv;
  if (command === 'start') return runStart(rest, start);
  // A command may create the data folder, which is its owner's alone.
  process.umask(0o077);
  if (command === 'bridge') return runBridge(rest, standardStreams());
  return runCli(argv, {
    env: process.env,
    out: (text) => void process.stdout.write(`${text}\n`),
    err: (text) => void process.stderr.write(`${text}\n`),
  });
}

function standardStreams(): BridgeSurroundings {
  return {
    env: process.env,
    input: process.stdin,
    output: process.stdout,
    tell: (line) => void process.stderr.write(`${line}\n`),
  };
}

/** The same for `start` alone: a start that fails is one line on stderr that says what to do. */
export async function runStart(argv: readonly string[], start: Start): Promise<number> {
  if (argv.includes('--help') || argv.includes('-h')) {
    process.stdout.write(`${startUsage}\n`);
    return 0;
  }
  try {
    return await start(argv);
  } catch (error) {
    process.stderr.write(`checkstand: ${error instanceof Error ? error.message : String(error)}\n`);
    return error instanceof UsageError ? 2 : 1;
  }
}
