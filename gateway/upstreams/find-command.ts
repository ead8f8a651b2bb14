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
  const folders = isPath ? [around.cwd] : (env['PATH'] ?? env['Path'] ?? '').split(paths.delimiter);
  for (const folder of folders) {
    if (folder === '') continue;
    for (const ending of endings) {
      const file = paths.resolve(folder, command + ending);
      // Without an ending Windows cannot run a file of that name (npm puts a shell script beside `npx.cmd`).
      if (ending === '' && platform === 'win32' && paths.extname(file) === '') continue;
      if (around.isExecutable(file)) return { ok: true, file };
    }
  }
  const where = isPath
    ? `there is no such program at \`${paths.resolve(around.cwd, command)}\``
    : `no program of that name in the PATH (${folders.join(paths.delimiter)})`;
  return {
    ok: false,
    problem: `command \`${command}\` not found: ${where}; install it or give its full path`,
  };
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
