import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { closeCode, consoleKey, openConsole } from '../support/console-socket.ts';
import { tempDir } from '../support/temp-dir.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

// The way of a script that starts it and ends what it started: the child is npm, not the app.
test.runIf(process.platform !== 'win32')('when npm is ended, the app it started ends in order', async () => {
  const options = [
    '--headless',
    '--json',
    '--grant',
    'me',
    '--store',
    'demo',
    '--port',
    '0',
    '--ui-port',
    '0',
  ];
  const npm = spawn('npm', ['start', '--silent', '--', ...options, '--data-dir', tempDir()], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface({ input: npm.stdout }), 'line')) as [string]; // readline emits strings
  const ready = JSON.parse(line) as Record<string, string>;
  expect(Object.keys(ready).sort()).toEqual(['dataDir', 'mcp', 'operatorKey', 'token', 'ui']);
  const ui = ready['ui'] ?? '';
  const page = await openConsole(new URL(ui).origin, await consoleKey(ui));
  const goodbye = closeCode(page);
  npm.kill('SIGTERM');
  // 1001, "going away", is what an orderly close says; a killed one says nothing (1006).
  expect(await goodbye).toBe(1001);
});
