import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { Clock } from '../../contract/ports.ts';
import { createSearchPath } from './search-path.ts';

const clock: Clock = {
  now: () => Date.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'checkstand-path-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

test('started by the desktop: the shell is asked once, and its folders come first', async () => {
  const ask = vi.fn(async () => '/shell/bin:/usr/bin');
  const search = createSearchPath({
    clock,
    platform: 'darwin',
    env: { PATH: '/usr/bin' },
    home: folder(),
    ask,
  });
  const [path] = await Promise.all([search.find(() => true), search.find(() => false)]);
  expect(path.split(':').slice(0, 2)).toEqual(['/shell/bin', '/usr/bin']);
  expect(path.split(':')).toHaveLength(new Set(path.split(':')).size);
  expect(ask).toHaveBeenCalledTimes(1);
});

test('started from a shell: its own PATH is enough while the command is in it', async () => {
  const ask = vi.fn(async () => '/shell/bin');
  const env = { PATH: '/mine', SHLVL: '1' };
  const search = createSearchPath({ clock, platform: 'linux', env, home: folder(), ask });
  expect(await search.find((path) => path === '/mine')).toBe('/mine');
  expect(ask).not.toHaveBeenCalled();
  expect((await search.find(() => false)).split(':').slice(0, 2)).toEqual(['/mine', '/shell/bin']);
});

test('a shell that says nothing: the folders that installers use, the newest Node.js first', async () => {
  const home = folder();
  for (const version of ['v9.1.0', 'v20.2.0']) {
    mkdirSync(join(home, '.nvm/versions/node', version, 'bin'), { recursive: true });
  }
  mkdirSync(join(home, '.local/bin'), { recursive: true });
  const search = createSearchPath({ clock, platform: 'linux', env: {}, home, ask: async () => undefined });
  const found = (await search.find(() => false)).split(':').filter((it) => it.startsWith(home));
  expect(found).toEqual([
    join(home, '.local/bin'),
    join(home, '.nvm/versions/node/v20.2.0/bin'),
    join(home, '.nvm/versions/node/v9.1.0/bin'),
  ]);
});

/** A shell that runs as the script says. */
function shell(script: string): string {
  const file = join(folder(), 'shell');
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  return file;
}

test.skipIf(process.platform === 'win32')('a real shell is asked, whatever its profile prints', async () => {
  const file = shell('echo welcome; PATH=/from/profile:/bin; export PATH; shift; eval "$1"; echo bye');
  const search = createSearchPath({ clock, env: { PATH: '/bin', SHELL: file }, home: folder() });
  expect((await search.find(() => false)).split(':')[0]).toBe('/from/profile');
});

test.skipIf(process.platform === 'win32')('a shell that hangs is given up at the deadline', async () => {
  const deadline: { reached?: () => void } = {};
  const hasty: Clock = {
    now: () => 0,
    after(_ms, callback) {
      deadline.reached = callback;
      return () => {};
    },
  };
  const search = createSearchPath({
    clock: hasty,
    env: { PATH: '/bin', SHELL: shell('sleep 600') },
    home: folder(),
  });
  const found = search.find(() => false);
  deadline.reached?.();
  expect((await found).split(':')[0]).toBe('/bin');
});

test('on Windows there is no login shell to ask', async () => {
  const ask = vi.fn(async () => undefined);
  const search = createSearchPath({ clock, platform: 'win32', env: { Path: 'C:\\bin' }, ask });
  expect(await search.find(() => false)).toBe('C:\\bin');
  expect(ask).not.toHaveBeenCalled();
});
