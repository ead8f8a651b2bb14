import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';

export type FoundCommand =
  { readonly ok: true; readonly file: string } | { readonly ok: false; readonly problem: string };

export interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly isExecutable: (file: string) => boolean;
}

/** Finds the program of a command the way a shell would; says what was looked for when there is none. */
export function findCommand(command: string, around: Surroundings): FoundCommand {
  const { platform, env } = around;
  const paths = platform === 'win32' ? path.win32 : path.posix;
  const endings = platform === 'win32' ? ['', ...(env['PATHEXT'] ?? '.COM;.EXE;.BAT;.CMD').split(';')] : [''];
  const isPath = command.includes('/') || (platform === 'win32' && command.includes('\\'));
  const searched = (env['PATH'] ?? env['Path'] ?? '').split(paths.delimiter).filter((it) => it !== '');
  for (const folder of isPath ? [around.cwd] : searched) {
    for (const ending of endings) {
      const file = paths.resolve(folder, command + ending);
      // Without an ending Windows cannot run a file of that name (npm puts a shell script beside `npx.cmd`).
      if (ending === '' && platform === 'win32' && paths.extname(file) === '') continue;
      if (around.isExecutable(file)) return { ok: true, file };
    }
  }
  const where = isPath
    ? `there is no such program at \`${paths.resolve(around.cwd, command)}\``
    : `no program of that name in ${inShort(searched)}`;
  return { ok: false, problem: `command \`${command}\` not found: ${where}; ${whatToDo(command)}` };
}

/** A PATH can have fifty folders; the first ones and the number tell which PATH it was. */
function inShort(folders: readonly string[]): string {
  if (folders.length === 0) return 'the PATH, which is empty';
  const shown = folders.slice(0, 3).join(', ');
  if (folders.length <= 3) return `the PATH (${shown})`;
  return `the ${folders.length} folders of the PATH (${shown}, …)`;
}

function whatToDo(command: string): string {
  switch (command) {
    case 'npx':
    case 'npm':
    case 'node':
      return 'install Node.js (nodejs.org) or give the full path';
    case 'uvx':
    case 'uv':
      return 'install uv (docs.astral.sh/uv) or give the full path';
    case 'docker':
      return 'install Docker or give the full path';
    default:
      return 'install it or give its full path';
  }
}

/** True for a file that this process may run. */
export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/**
 * The command line that runs a batch file on Windows, for `cmd.exe /d /s /c`. Each argument is quoted for the program
 * and then once more for the shell, so that none of its characters can start another command.
 */
export function batchLine(file: string, args: readonly string[]): string {
  const forShell = (text: string) => text.replaceAll(/[()%!^"<>&|;, *?[\]{}~`']/g, '^$&');
  const quoted = args.map((arg) => {
    const escaped = arg.replaceAll(/(\\*)"/g, '$1$1\\"').replaceAll(/(\\*)$/g, '$1$1');
    // Twice: the batch file hands its arguments to a shell again.
    return forShell(forShell(`"${escaped}"`));
  });
  return `"${[forShell(file), ...quoted].join(' ')}"`;
}
