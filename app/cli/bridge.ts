import type { Readable, Writable } from 'node:stream';
import { createLineSplitter } from '../../gateway/upstreams/line-splitter.ts';
import { dataFiles } from '../data-dir.ts';
import { readRunning } from '../data-lock.ts';
import { systemClock } from '../system-clock.ts';
import { UsageError } from '../usage-error.ts';
import { bridgeUsage, parseBridgeOptions, type BridgeOptions } from './bridge-options.ts';
import { createBridgeRelay } from './bridge-relay.ts';
import { bridgeToken } from './bridge-token.ts';

export interface BridgeSurroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly input: Readable;
  readonly output: Writable;
  /** A line on stderr: what clients keep in their log. */
  readonly tell: (line: string) => void;
}

const maxMessageBytes = 64 * 1024 * 1024;

/** `checkstand bridge`: runs until its input ends; answers the exit code, never rejects. */
export async function runBridge(
  argv: readonly string[],
  surroundings: BridgeSurroundings,
): Promise<0 | 1 | 2> {
  const { env, output, tell } = surroundings;
  if (argv.includes('--help') || argv.includes('-h')) {
    output.write(`${bridgeUsage}\n`);
    return 0;
  }
  try {
    const options = parseBridgeOptions(argv);
    await relayAll(options, bridgeToken(options.dataDir, options.grant, env), surroundings);
    return 0;
  } catch (error) {
    tell(`checkstand: ${error instanceof Error ? error.message : String(error)}`);
    return error instanceof UsageError ? 2 : 1;
  }
}

async function relayAll(
  options: BridgeOptions,
  token: string,
  { input, output, tell }: BridgeSurroundings,
): Promise<void> {
  const relay = createBridgeRelay({
    locate: () => locate(options),
    token,
    tell: (text) => tell(`checkstand: ${text}`),
    clock: systemClock,
    patienceMs: options.patienceMs,
    write(json) {
      output.write(json);
      output.write('\n');
    },
  });
  const lines = createLineSplitter((line) => relay.receive(line), maxMessageBytes);
  await new Promise<void>((resolve) => {
    input.on('data', (chunk: Buffer) => {
      if (!lines.push(chunk)) resolve();
    });
    for (const event of ['end', 'close', 'error']) input.once(event, () => resolve());
    // Its client is gone.
    output.once('error', () => resolve());
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  await relay.close();
}

/** Where the app of the data folder takes calls, as it says itself. Whether it still does shows when it is asked. */
function locate({ dataDir, upstream }: BridgeOptions): string | undefined {
  const running = readRunning(dataFiles(dataDir).running);
  // After a crash the file stays, and its port may be somebody else's by now.
  if (!running || !isAlive(running.pid)) return undefined;
  // The token goes to this machine and nowhere else, whatever the file says.
  if (new URL(running.mcpUrl).hostname !== '127.0.0.1') return undefined;
  return upstream === undefined ? running.mcpUrl : `${running.mcpUrl}/${upstream}`;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
