import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { expect, onTestFinished, test } from 'vitest';
import type { Ready } from '../../app/ready-text.ts';
import { closeCode, consoleKey, openConsole } from '../support/console-socket.ts';
import { runCommand, type RunningCommand } from '../support/run-command.ts';
import { tempDir } from '../support/temp-dir.ts';

const freePorts = ['--port', '0', '--ui-port', '0'] as const;

async function start(dataDir: string, ...more: string[]): Promise<RunningCommand & { ready: Ready }> {
  const running = runCommand(['start', '--headless', '--json', '--data-dir', dataDir, ...freePorts, ...more]);
  onTestFinished(async () => {
    running.child.kill('SIGKILL');
    await running.ended;
  });
  return { ...running, ready: JSON.parse(await running.firstLine) as Ready };
}

test('one line says all that is needed to connect, and a signal ends it in order', async () => {
  const dataDir = tempDir();
  const app = await start(dataDir, '--grant', 'me');
  expect(app.ready).toEqual({
    mcp: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/mcp$/) as string,
    ui: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/#ticket=[\w-]{43}$/) as string,
    operatorKey: expect.stringMatching(/^operator_[\w-]{43}$/) as string,
    dataDir,
    token: expect.stringMatching(/^[\w-]{43,}$/) as string,
  });

  const client = new Client({ name: 'test', version: '1' });
  await client.connect(
    new StreamableHTTPClientTransport(new URL(`${app.ready.mcp}/cart`), {
      requestInit: { headers: { authorization: `Bearer ${app.ready.token}` } },
    }),
  );
  expect((await client.listTools()).tools.map((it) => it.name)).toContain('search_amazon');
  await client.close();
  const page = await openConsole(new URL(app.ready.ui).origin, await consoleKey(app.ready.ui));

  const goodbye = closeCode(page);
  app.child.kill('SIGTERM');
  expect(await goodbye).toBe(1001);
  expect(await app.ended).toEqual({ code: 0, out: `${await app.firstLine}\n`, err: '' });
  expect(existsSync(join(dataDir, 'running.json'))).toBe(false);
});

test.runIf(process.platform !== 'win32')('nobody else can read what it keeps', async () => {
  const dataDir = join(tempDir(), 'data');
  await start(dataDir);
  expect(statSync(dataDir).mode & 0o077).toBe(0);
});

test('a second start on the same folder says how to reach the first', async () => {
  const dataDir = tempDir();
  const first = await start(dataDir);
  const second = await runCommand(['start', '--headless', '--data-dir', dataDir, ...freePorts]).ended;
  expect(second).toMatchObject({ code: 1, out: '' });
  expect(second.err).toContain(`Checkstand already runs on \`${dataDir}\` (process ${first.child.pid}`);
  expect(second.err).toContain(first.ready.mcp);
  expect(second.err.trim().split('\n')).toHaveLength(1);
});

test('after kill -9 the next start takes over, and --grant gives the same grant a new token', async () => {
  const dataDir = tempDir();
  const first = await start(dataDir, '--grant', 'me');
  first.child.kill('SIGKILL');
  await first.ended;
  const second = await start(dataDir, '--grant', 'me');
  const statusWith = async (token: string | undefined) =>
    (
      await fetch(`${second.ready.mcp}/cart`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}` },
      })
    ).status;
  expect(await statusWith(first.ready.token)).toBe(401);
  expect(await statusWith(second.ready.token)).not.toBe(401);
  const list = await runCommand(['grants', 'list', '--json', '--data-dir', dataDir], {
    env: { CHECKSTAND_KEY: second.ready.operatorKey },
  }).ended;
  expect(JSON.parse(list.out)).toMatchObject([{ name: 'me', revokedAt: null }]);
});

test.each([
  ['--port', 'MCP endpoint', '`port`'],
  ['--ui-port', 'console', '`uiPort`'],
])('a taken %s is an error that names the setting', async (option, what, setting) => {
  const dataDir = tempDir();
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  onTestFinished(() => void other.close());
  const { port } = other.address() as AddressInfo;
  const ports =
    option === '--port' ? ['--port', `${port}`, '--ui-port', '0'] : ['--port', '0', '--ui-port', `${port}`];
  const ended = await runCommand(['start', '--headless', '--json', '--data-dir', dataDir, ...ports]).ended;
  expect(ended).toMatchObject({ code: 1, out: '' });
  expect(ended.err).toContain(`port ${port} for the ${what} is taken`);
  expect(ended.err).toContain(`${option}, or set ${setting}`);
  // What failed to start must not stand in the way of the next try.
  await start(dataDir);
});

test('a data folder that cannot be one is an error that names it', async () => {
  const path = join(tempDir(), 'file');
  writeFileSync(path, '');
  const ended = await runCommand(['start', '--headless', '--data-dir', path, ...freePorts]).ended;
  expect(ended).toMatchObject({ code: 1, out: '' });
  expect(ended.err).toContain(`cannot use the data folder \`${path}\``);
});

test('options that make no sense end with 2 and say what to write', async () => {
  const ended = await runCommand(['start', '--headless', '--port', 'many']).ended;
  expect(ended).toMatchObject({ code: 2, out: '' });
  expect(ended.err).toContain('--port `many` is no port; expected 0 to 65535');
});
