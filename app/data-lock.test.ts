import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { tempDir } from '../test/support/temp-dir.ts';
import { dataFiles } from './data-dir.ts';
import { AlreadyRunningError, announceConsole, readRunning, takeDataLock } from './data-lock.ts';

const mcpUrl = 'http://127.0.0.1:4747/mcp';

test('one at a time: the second is told who has it and how to reach that one', () => {
  const dir = tempDir();
  const files = dataFiles(dir);
  const lock = takeDataLock(dir, files);
  lock.announce({ pid: process.pid, mcpUrl, uiUrl: null });
  announceConsole(files.running, 'http://127.0.0.1:4748');

  expect(() => takeDataLock(dir, files)).toThrow(AlreadyRunningError);
  expect(() => takeDataLock(dir, files)).toThrow(
    `process ${process.pid}, MCP endpoint ${mcpUrl}, console http://127.0.0.1:4748`,
  );

  lock.release();
  lock.release();
  expect(existsSync(files.running)).toBe(false);
  takeDataLock(dir, files).release();
});

test('what a killed process held is free, whatever it left behind', async () => {
  const dir = tempDir();
  const files = dataFiles(dir);
  const module = new URL('./data-lock.ts', import.meta.url).href;
  const holder = spawn(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      '--input-type=module',
      '--eval',
      `const { takeDataLock } = await import(${JSON.stringify(module)});
       takeDataLock(${JSON.stringify(dir)}, ${JSON.stringify(files)})
         .announce({ pid: process.pid, mcpUrl: ${JSON.stringify(mcpUrl)}, uiUrl: null });
       process.stdout.write('held');
       setInterval(() => {}, 1000);`,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  onTestFinished(() => void holder.kill('SIGKILL'));
  await once(holder.stdout, 'data');
  expect(() => takeDataLock(dir, files)).toThrow(AlreadyRunningError);

  holder.kill('SIGKILL');
  await once(holder, 'exit');
  expect(readRunning(files.running)?.pid).toBe(holder.pid);
  const lock = takeDataLock(dir, files);
  // What the dead one announced must not mislead anybody from here on.
  expect(readRunning(files.running)).toBeUndefined();
  lock.release();
});
