import { expect, test } from 'vitest';
import { batchLine, findCommand, type Surroundings } from './find-command.ts';

const linux = (files: string[], PATH = '/bin:/usr/bin'): Surroundings => ({
  platform: 'linux',
  env: { PATH },
  cwd: '/srv',
  isExecutable: (file) => files.includes(file),
});
const windows = (files: string[]): Surroundings => ({
  platform: 'win32',
  env: { Path: 'C:\\bin;C:\\npm', PATHEXT: '.EXE;.CMD' },
  cwd: 'C:\\work',
  isExecutable: (file) => files.includes(file),
});

test('looks through the PATH in order', () => {
  expect(findCommand('npx', linux(['/usr/bin/npx', '/bin/npx']))).toEqual({ ok: true, file: '/bin/npx' });
});

test('a path is taken from the working directory, not looked up', () => {
  expect(findCommand('./server', linux(['/srv/server']))).toEqual({ ok: true, file: '/srv/server' });
  expect(findCommand('bin/server', linux(['/bin/server']))).toMatchObject({ ok: false });
});

test('says what was looked for, and where in short', () => {
  const missing = findCommand('uvx', linux([]));
  expect(missing.ok ? '' : missing.problem).toBe(
    'command `uvx` not found: no program of that name in the PATH (/bin, /usr/bin); install uv (docs.astral.sh/uv) or give the full path',
  );
  const folders = Array.from({ length: 40 }, (_, at) => `/opt/tool-${at}/bin`);
  const lost = findCommand('my-server', linux([], folders.join(':')));
  expect(lost.ok ? '' : lost.problem).toBe(
    'command `my-server` not found: no program of that name in the 40 folders of the PATH (/opt/tool-0/bin, /opt/tool-1/bin, /opt/tool-2/bin, …); install it or give its full path',
  );
});

test('on Windows finds the ending that can be run', () => {
  expect(findCommand('npx', windows(['C:\\npm\\npx', 'C:\\npm\\npx.CMD']))).toEqual({
    ok: true,
    file: 'C:\\npm\\npx.CMD',
  });
});

/** One reading of a line by cmd.exe: a caret takes the next character literally; fails on a bare special one. */
function readByShell(line: string): string {
  return line.replaceAll(
    /\^(.)|([&|<>%"])/g,
    (_, literal: string | undefined, special: string | undefined) => {
      if (special !== undefined) throw new Error(`bare \`${special}\` in ${line}`);
      return literal ?? '';
    },
  );
}

test('no argument of a batch file can start another command, however often a shell reads it', () => {
  const line = batchLine('C:\\npm\\npx.CMD', ['a&calc', '"&calc"', '%PATH%', 'x\\']);
  const seenByBatch = readByShell(line.slice(1, -1)).split(' ').slice(1).join(' ');
  expect(readByShell(seenByBatch)).toBe('"a&calc" "\\"&calc\\"" "%PATH%" "x\\\\"');
});
