import { expect, test } from 'vitest';
import { batchLine, findCommand, type Surroundings } from './find-command.ts';

const linux = (files: string[], PATH = '/bin:/usr/bin'): Surroundings => ({
  platform: 'linux',
  env: { PATH },
  cwd: '/work',
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
  expect(findCommand('./server', linux(['/work/server']))).toEqual({ ok: true, file: '/work/server' });
  expect(findCommand('bin/server', linux(['/bin/server']))).toMatchObject({ ok: false });
});

test('says what was looked for', () => {
  const missing = findCommand('uvx', linux([]));
  expect(missing.ok ? '' : missing.problem).toBe(
    'command `uvx` not found: no program of that name in the PATH (/bin:/usr/bin); install it or give its full path',
  );
});

test('on Windows finds the ending that can be run', () => {
  expect(findCommand('npx', windows(['C:\\npm\\npx', 'C:\\npm\\npx.CMD']))).toEqual({
    ok: true,
    file: 'C:\\npm\\npx.CMD',
  });
});

test('no argument of a batch file can start another command', () => {
  const line = batchLine('C:\\npm\\npx.CMD', ['a&calc', '"&calc"', '%PATH%', 'x\\']);
  expect(line.replaceAll('^^^', '').replaceAll(/\^./g, '')).not.toMatch(/[&%|]/);
  expect(line.startsWith('"')).toBe(true);
});
