import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Clock } from '../../contract/ports.ts';

export interface SearchPathParts {
  readonly clock: Clock;
  readonly platform?: NodeJS.Platform;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly home?: string;
  /** What the login shell says; undefined when it cannot be asked. */
  readonly ask?: (shell: string) => Promise<string | undefined>;
}

/** Where commands are looked for. */
export interface SearchPath {
  /** The PATH as one text; `isEnough` says whether a command was found in it, before a shell is asked. Never rejects. */
  find(isEnough: (path: string) => boolean): Promise<string>;
}

const shellTimeoutMs = 5_000;

/**
 * A tray app that the desktop started has the system's PATH only: what the person installed (Node.js by a version
 * manager, uv, Homebrew) is in the PATH of their shell. It is asked once, and only where that may matter.
 */
export function createSearchPath(parts: SearchPathParts): SearchPath {
  const { platform = process.platform, env = process.env, home = homedir() } = parts;
  const ask = parts.ask ?? ((shell: string) => askShell(shell, parts.clock));
  const own = env['PATH'] ?? env['Path'] ?? '';
  if (platform === 'win32') return { find: async () => own };
  // A shell leaves these to what it starts, a desktop does not.
  const isFromShell = env['SHLVL'] !== undefined || env['TERM'] !== undefined;
  let asked: Promise<string> | undefined;

  async function full(): Promise<string> {
    const shell = env['SHELL'] ?? (platform === 'darwin' ? '/bin/zsh' : '/bin/sh');
    const ofShell = (await ask(shell)) ?? '';
    const [first, second] = isFromShell ? [own, ofShell] : [ofShell, own];
    return unique([...split(first), ...split(second), ...usualFolders(home)]).join(delimiter);
  }

  return {
    async find(isEnough) {
      if (isFromShell && isEnough(own)) return own;
      return (asked ??= full());
    },
  };
}

const split = (path: string) => path.split(delimiter).filter((it) => it !== '');
const unique = (folders: readonly string[]) => [...new Set(folders)];

/** Where installers put programs, when no shell says so. Those that exist. */
function usualFolders(home: string): string[] {
  const below = (folder: string, ...rest: string[]) =>
    newestFirst(folder).map((it) => join(folder, it, ...rest));
  return [
    '/opt/homebrew/bin',
    '/usr/local/bin',
    '/home/linuxbrew/.linuxbrew/bin',
    join(home, '.local/bin'),
    join(home, '.cargo/bin'),
    join(home, '.volta/bin'),
    join(home, '.bun/bin'),
    join(home, '.deno/bin'),
    join(home, '.asdf/shims'),
    join(home, '.local/share/mise/shims'),
    ...below(join(home, '.nvm/versions/node'), 'bin'),
    ...below(join(home, '.local/share/fnm/node-versions'), 'installation/bin'),
    '/snap/bin',
    '/usr/bin',
    '/bin',
  ].filter((it) => existsSync(it));
}

function newestFirst(folder: string): string[] {
  try {
    return readdirSync(folder).sort((a, b) => b.localeCompare(a, 'en', { numeric: true }));
  } catch {
    return [];
  }
}

/** Starts the shell as a login would and reads its PATH between two marks: profiles print all sorts of things. */
function askShell(shell: string, clock: Clock): Promise<string | undefined> {
  return new Promise((resolve) => {
    const mark = `checkstand-${randomBytes(8).toString('hex')}`;
    // `env`, not `$PATH`: each shell has its own way to write a list, and its own quotes.
    const child = spawn(shell, ['-ilc', `echo ${mark}; /usr/bin/env; echo ${mark}`], {
      // Of its own group and without a terminal: an interactive shell would otherwise stop this whole process.
      detached: true,
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, DISABLE_AUTO_UPDATE: 'true', ZSH_TMUX_AUTOSTART: 'false' },
    });
    let text = '';
    const finish = () => {
      cancel();
      kill(child.pid);
      child.stdout.destroy();
      const said = text.split(`${mark}\n`)[1];
      resolve(
        said
          ?.split('\n')
          .find((line) => line.startsWith('PATH='))
          ?.slice('PATH='.length),
      );
    };
    const cancel = clock.after(shellTimeoutMs, finish);
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      // Not its end: what a profile started in the background keeps the pipe open.
      if (text.split(`${mark}\n`).length === 3) finish();
    });
    child.once('error', finish);
    child.once('exit', () => clock.after(100, finish));
  });
}

function kill(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // ESRCH: it has ended.
  }
}
