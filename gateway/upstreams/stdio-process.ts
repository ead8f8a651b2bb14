import { statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, parse } from 'node:path';
import { spawn, spawnSync, type ChildProcessWithoutNullStreams } from 'node:child_process';
import type { UpstreamSpec } from '../../contract/model.ts';
import type { Clock } from '../../contract/ports.ts';
import { batchLine, findCommand, isExecutable, type FoundCommand } from './find-command.ts';
import type { SearchPath } from './search-path.ts';

type StdioSpec = Extract<UpstreamSpec, { kind: 'stdio' }>;

/** What a server inherits of our environment: enough to run, none of the user's secrets. */
const inherited =
  process.platform === 'win32'
    ? [
        'APPDATA',
        'COMSPEC',
        'HOMEDRIVE',
        'HOMEPATH',
        'LOCALAPPDATA',
        'PATH',
        'PATHEXT',
        'PROGRAMFILES',
        'SYSTEMROOT',
        'TEMP',
        'TMP',
        'USERNAME',
        'USERPROFILE',
      ]
    : ['HOME', 'LANG', 'LC_ALL', 'LOGNAME', 'PATH', 'SHELL', 'TERM', 'TMPDIR', 'USER'];

/** Starts the server's process; rejects in words when there is nothing to start. */
export async function startProcess(
  spec: StdioSpec,
  searchPath: SearchPath,
): Promise<ChildProcessWithoutNullStreams> {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined && inherited.includes(name.toUpperCase())) env[name] = value;
  }
  Object.assign(env, spec.env);
  const cwd = workingDirectory(spec.cwd);
  const find = (path?: string): FoundCommand => {
    if (path !== undefined) setPath(env, path);
    return findCommand(spec.command, { platform: process.platform, env, cwd, isExecutable });
  };
  // A PATH of the user's own for this server is the one that counts. Else the server gets the whole one: `npx` looks
  // for `node` there.
  const hasOwnPath =
    spec.env !== undefined && Object.keys(spec.env).some((it) => it.toUpperCase() === 'PATH');
  const found = hasOwnPath ? find() : find(await searchPath.find((path) => find(path).ok));
  if (!found.ok) throw new Error(found.problem);
  return new Promise((resolve, reject) => {
    const child = spawnFile(found.file, spec.args, { env, cwd });
    const fail = (error: Error) => {
      reject(new Error(`\`${spec.command}\` did not start: ${error.message}`, { cause: error }));
    };
    child.once('error', fail);
    child.once('spawn', () => {
      child.off('error', fail);
      resolve(child);
    });
  });
}

function setPath(env: Record<string, string>, path: string): void {
  for (const name of Object.keys(env)) if (name.toUpperCase() === 'PATH') delete env[name];
  env['PATH'] = path;
}

/** Where the server starts. An app that the desktop started is at the root of the disk, where nobody works. */
function workingDirectory(cwd: string | undefined): string {
  if (cwd === undefined) return process.cwd() === parse(process.cwd()).root ? homedir() : process.cwd();
  const folder = cwd === '~' || cwd.startsWith('~/') ? join(homedir(), cwd.slice(1)) : cwd;
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    throw new Error(`its working directory \`${cwd}\` is not there`);
  }
  return folder;
}

function spawnFile(
  file: string,
  args: readonly string[],
  options: { env: Record<string, string>; cwd: string },
): ChildProcessWithoutNullStreams {
  const isBatch = process.platform === 'win32' && /\.(bat|cmd)$/i.test(file);
  if (isBatch) {
    const shell = options.env['COMSPEC'] ?? 'cmd.exe';
    const line = ['/d', '/s', '/c', batchLine(file, args)];
    return spawn(shell, line, { ...options, windowsHide: true, windowsVerbatimArguments: true });
  }
  // A group of its own: ending it ends what the server started too (`npx` starts the real server as a child).
  return spawn(file, args, { ...options, windowsHide: true, detached: process.platform !== 'win32' });
}

/** How long a server gets to go by itself after its input ended, and then after being asked to. */
const graceMs = { afterEnd: 500, afterTerm: 2_000 };

/** Ends the process and all it started: end of input, then SIGTERM, then SIGKILL. */
export async function endProcess(child: ChildProcessWithoutNullStreams, clock: Clock): Promise<void> {
  const exited = new Promise<void>((resolve) => {
    if (hasExited(child)) resolve();
    else child.once('exit', () => resolve());
  });
  const within = (ms: number) =>
    new Promise<void>((resolve) => {
      const cancel = clock.after(ms, resolve);
      void exited.then(() => {
        cancel();
        resolve();
      });
    });
  child.stdin.end();
  await within(graceMs.afterEnd);
  if (!hasExited(child)) {
    signalGroup(child, 'SIGTERM');
    await within(graceMs.afterTerm);
  }
  // Also when it is gone: children that it left behind share its group.
  signalGroup(child, 'SIGKILL');
  await exited;
  child.stdout.destroy();
  child.stderr.destroy();
}

function hasExited(child: ChildProcessWithoutNullStreams): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

function signalGroup(child: ChildProcessWithoutNullStreams, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') {
      if (!hasExited(child))
        spawnSync('taskkill', ['/pid', String(child.pid), '/t', '/f'], { windowsHide: true });
    } else process.kill(-child.pid, signal);
  } catch {
    // ESRCH: nothing of the group is left.
  }
}

/** How a process ended, in words. */
export function describeExit(code: number | null, signal: NodeJS.Signals | null): string {
  return signal === null
    ? `its process exited with code ${code ?? 'unknown'}`
    : `its process was killed (${signal})`;
}
