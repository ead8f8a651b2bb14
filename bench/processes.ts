import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

/** A program of this folder that runs beside the benchmark, and the one line that it prints when it is ready. */
export interface Started {
  readonly line: string;
  readonly child: ChildProcess;
  /** CPU time so far, user and system, in microseconds; NaN where the system does not tell. */
  cpuUs(): number;
  /** Memory that is its own, in KiB; NaN where the system does not tell. */
  privateKib(): number;
  end(): Promise<void>;
}

const children: ChildProcess[] = [];

/** Starts `file`; it ends when its standard input does. */
export async function start(file: string, ...args: string[]): Promise<Started> {
  const path = new URL(file, import.meta.url).pathname;
  const flags = ['--disable-warning=ExperimentalWarning', '--expose-gc'];
  const child = spawn(process.execPath, [...flags, path, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  children.push(child);
  const lines = createInterface({ input: child.stdout });
  const exited = once(child, 'exit').then(() => {
    throw new Error(`${file} ended before it was ready`);
  });
  const [line] = (await Promise.race([once(lines, 'line'), exited])) as [string]; // readline emits strings
  exited.catch(() => {}); // its end later is wanted
  return {
    line,
    child,
    cpuUs: () => cpuUs(child.pid),
    privateKib: () => privateKib(child.pid),
    async end() {
      child.stdin.end();
      await exited.catch(() => {}); // it is wanted now
    },
  };
}

/** Ends all that were started here. */
export function endAll(): void {
  for (const child of children) child.stdin?.end();
}

const tickUs = 10_000; // what Linux counts CPU time in

function cpuUs(pid: number | undefined): number {
  const [, rest = ''] = read(`/proc/${pid}/stat`).split(') ');
  const fields = rest.split(' ');
  return (Number(fields[11]) + Number(fields[12])) * tickUs;
}

function privateKib(pid: number | undefined): number {
  const amounts = [...read(`/proc/${pid}/smaps_rollup`).matchAll(/^Private_\w+: +(\d+) kB/gm)];
  return amounts.length === 0 ? NaN : amounts.reduce((sum, [, kib]) => sum + Number(kib), 0);
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
