import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const command = fileURLToPath(new URL('../../bin/checkstand.js', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** The `checkstand` command as a process of its own. */
export interface RunningCommand {
  readonly child: ChildProcess;
  /** All it has written to stdout so far. */
  out(): string;
  err(): string;
  /** The first line of stdout; rejects when the process ends without one. */
  readonly firstLine: Promise<string>;
  readonly ended: Promise<Ended>;
}

/** Starts `checkstand` with these arguments; `env` replaces or (undefined) removes variables. */
export function runCommand(
  argv: readonly string[],
  options: { env?: Record<string, string | undefined>; cwd?: string } = {},
): RunningCommand {
  const env = Object.fromEntries(
    Object.entries({ ...process.env, CHECKSTAND_KEY: undefined, ...options.env }).filter(
      ([, value]) => value !== undefined,
    ),
  );
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', command, ...argv], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(options.cwd !== undefined && { cwd: options.cwd }),
  });
  let out = '';
  let err = '';
  const firstLine = Promise.withResolvers<string>();
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
    const end = out.indexOf('\n');
    if (end >= 0) firstLine.resolve(out.slice(0, end));
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  const ended = once(child, 'close').then(([code]: (number | null)[]): Ended => {
    firstLine.reject(new Error(`ended with ${code ?? 'a signal'} before it wrote a line: ${err}`));
    return { code: code ?? null, out, err };
  });
  // Those who only look at the end do not look at this.
  firstLine.promise.catch(() => {});
  return { child, out: () => out, err: () => err, firstLine: firstLine.promise, ended };
}
