import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { runCli } from '../../app/cli.ts';
import { dataFiles } from '../../app/data-dir.ts';
import { announceConsole } from '../../app/data-lock.ts';
import { startApp } from '../support/start-app.ts';
import { tempDir } from '../support/temp-dir.ts';

async function cli(line: readonly string[], env: Record<string, string> = {}) {
  let out = '';
  let err = '';
  const code = await runCli(line, { env, out: (text) => (out += text), err: (text) => (err += text) });
  return { code, out, err };
}

/** A running app with an announced console, and how to give it commands. */
async function running(settings = {}) {
  const dataDir = tempDir();
  const started = await startApp({ dataDir, settings });
  onTestFinished(() => started.close());
  announceConsole(dataFiles(dataDir).running, started.ui.url);
  return {
    started,
    dataDir,
    run: (...line: string[]) => cli([...line, '--data-dir', dataDir, '--key', started.ui.operatorKey]),
  };
}

test('grants: made, shown once, rotated, revoked, on the folder alone', async () => {
  const dataDir = tempDir();
  const run = (...line: string[]) => cli([...line, '--data-dir', dataDir, '--json']);
  const made = await run('grants', 'add', 'my agent');
  expect(made).toMatchObject({ code: 0, err: '' });
  const { grant, token } = JSON.parse(made.out) as { grant: { upstreams: string[] }; token: string };
  expect(grant).toMatchObject({ name: 'my agent', upstreams: ['cart'] });

  const listed = await run('grants', 'list');
  expect(listed.out).not.toContain(token);
  expect(JSON.parse(listed.out)).toMatchObject([{ name: 'my agent' }]);
  expect((await run('grants', 'add', 'my agent')).err).toContain('grants rotate');

  const rotated = JSON.parse((await run('grants', 'rotate', 'my agent')).out) as { token: string };
  expect(rotated.token).not.toBe(token);
  expect((await run('grants', 'revoke', 'my agent')).code).toBe(0);
  expect(await run('grants', 'revoke', 'my agent')).toMatchObject({ code: 1, out: '' });
});

test('grants: what one may use is chosen by name, and changed later', async () => {
  const { started, run } = await running();
  const misspelt = await run('grants', 'add', 'agent', '--upstream', 'card');
  expect(misspelt).toMatchObject({ code: 2, out: '' });
  expect(misspelt.err).toMatch(/no upstream `card`; there are: cart/);
  expect((await run('grants', 'add', 'agent')).code).toBe(0);
  await run('upstreams', 'add', 'echo', '--url', 'http://127.0.0.1:9/mcp');
  expect(await run('grants', 'set', 'agent', '--upstream', 'echo')).toMatchObject({
    code: 0,
    out: '`agent` may use echo',
  });
  expect(started.app.snapshot().grants).toMatchObject([{ name: 'agent', upstreams: ['echo'] }]);
  expect(await run('grants', 'set', 'agent')).toMatchObject({ code: 2 });
  expect((await run('grants', 'set', 'agent', '--upstream', 'nothing')).err).toContain('`nothing`');
});

test('a key without a running app is a wrong folder, not a second app', async () => {
  const said = await cli(['grants', 'add', 'agent', '--data-dir', tempDir(), '--key', 'k'.repeat(43)]);
  expect(said).toMatchObject({ code: 1, out: '' });
  expect(said.err).toMatch(/no app runs on/);
});

test('a running app does what the command says, given its key', async () => {
  const { started, dataDir, run } = await running();
  expect((await run('grants', 'add', 'agent')).code).toBe(0);
  expect(started.app.snapshot().grants).toMatchObject([{ name: 'agent' }]);

  const line = ['grants', 'list', '--data-dir', dataDir];
  expect(await cli(line)).toMatchObject({
    code: 1,
    err: expect.stringContaining('CHECKSTAND_KEY') as string,
  });
  expect(await cli([...line, '--key', 'x'.repeat(43)])).toMatchObject({
    code: 1,
    err: expect.stringContaining('does not know this key') as string,
  });
  expect(await cli(line, { CHECKSTAND_KEY: started.ui.operatorKey })).toMatchObject({ code: 0 });
});

test('the shell may not answer approvals unless that is switched on', async () => {
  const off = await running();
  expect(await off.run('approvals', 'approve', 'some-id')).toMatchObject({
    code: 1,
    err: expect.stringContaining('may not approve') as string,
  });
  const on = await running({ isShellApproving: true });
  expect((await on.run('approvals', 'approve', 'some-id')).err).not.toContain('may not approve');
  expect(await on.run('approvals', 'list', '--json')).toMatchObject({ code: 0, out: '[]' });
});

test('policy check: 0 fine, 1 with mistakes and where, 2 not readable', async () => {
  const dir = tempDir();
  const file = (name: string, text: string) => {
    writeFileSync(join(dir, name), text);
    return join(dir, name);
  };
  const good = file('good.json', '{"version":"1","default":"deny","tools":{"view_cart":{}}}');
  const bad = file('bad.json', '{"version":"1","default":"alow"}');
  const junk = file('junk.json', '{"version":');
  expect(await cli(['policy', 'check', good])).toMatchObject({ code: 0, err: '' });
  expect(await cli(['policy', 'check', bad])).toMatchObject({
    code: 1,
    out: expect.stringContaining('bad.json#/default: ') as string,
  });
  expect((await cli(['policy', 'check', junk])).code).toBe(2);
  expect((await cli(['policy', 'check', join(dir, 'none.json')])).code).toBe(2);
});

test('audit verify: 0 while the record holds, 1 when it was changed', async () => {
  const dataDir = tempDir();
  const line = ['audit', 'verify', '--data-dir', dataDir];
  expect(await cli(line)).toMatchObject({ code: 0 });
  const { DatabaseSync } = await import('node:sqlite');
  const database = new DatabaseSync(dataFiles(dataDir).database);
  for (const { name } of database.prepare(`SELECT name FROM sqlite_master WHERE type = 'trigger'`).all())
    database.exec(`DROP TRIGGER "${String(name)}"`);
  database.exec(`UPDATE events SET at = at + 1 WHERE seq = 1`);
  database.close();
  const { code, out } = await cli([...line, '--json']);
  expect(code).toBe(1);
  expect(JSON.parse(out)).toMatchObject({ firstBroken: 1 });
});

test('upstreams: added with a command of any shape, listed, removed', async () => {
  const { started, dataDir } = await running();
  const globals = ['--data-dir', dataDir, '--key', started.ui.operatorKey, '--json'];
  const added = await cli([
    'upstreams',
    'add',
    'files',
    ...globals,
    '--',
    'no-such-command-here',
    '--key',
    'its own',
  ]);
  expect(added.code).toBe(1);
  const list = await cli(['upstreams', 'list', ...globals]);
  expect(JSON.parse(list.out)).toContainEqual(
    expect.objectContaining({
      name: 'files',
      kind: 'stdio',
      address: 'no-such-command-here --key "its own"',
    }),
  );
  expect(await cli(['upstreams', 'remove', 'cart', ...globals])).toMatchObject({
    code: 1,
    err: expect.stringContaining('built in') as string,
  });
  expect((await cli(['upstreams', 'remove', 'files', ...globals])).code).toBe(0);
});

test.each([
  [['grants'], 'expected list, add, set, rotate, revoke'],
  [['grunts', 'list'], 'unknown command `grunts`'],
  [['--json', 'bridge'], '`bridge` comes first'],
  [['constructor', 'name'], 'unknown command `constructor`'],
  [['grants', 'add'], 'grant name is missing'],
  [['grants', 'add', 'two', 'words'], 'quotes'],
  [['grants', 'list', '--colour'], '--colour'],
  [['upstreams', 'add', 'x'], 'give either --url URL'],
  [['upstreams', 'add', 'x', '--url', 'ftp://x'], 'no http or https address'],
  [
    ['upstreams', 'add', 'x', '--url', 'http://127.0.0.1:1', '--header', 'secret-without-name'],
    '--header expects',
  ],
])('`%j` is unusable input: exit code 2', async (line, message) => {
  const ended = await cli([...line, '--data-dir', '/nowhere/at/all']);
  expect(ended).toMatchObject({ code: 2, out: '' });
  expect(ended.err).toContain(message);
  expect(ended.err).not.toContain('secret-without-name');
});

test('upstreams: a failing one is kept and the way to repair it is told; stopped, logged, started', async () => {
  const { run, started, dataDir } = await running();
  const place = ['--data-dir', dataDir, '--key', started.ui.operatorKey];
  const command = ['--', 'no-such-command-here', '--token=very-secret-token'];
  const added = await cli(['upstreams', 'add', 'broken', ...place, ...command]);
  expect(added.code).toBe(1);
  expect(added.out.match(/no-such-command-here` not found/g)).toHaveLength(1);
  expect(added.out).toContain('--token=…');
  expect(added.err).toContain('checkstand upstreams restart broken');
  const logs = await run('upstreams', 'logs', 'broken');
  expect(logs.out).toContain('not found');
  expect(logs.out.trim().split('\n').at(-1)).toBe('broken: failed');
  expect((await run('upstreams', 'stop', 'broken')).code).toBe(0);
  const listed = await run('upstreams', 'list', '--json');
  expect(JSON.parse(listed.out)).toContainEqual(
    expect.objectContaining({ name: 'broken', state: 'stopped' }),
  );
  expect((await run('upstreams', 'start', 'broken')).code).toBe(1);
  expect([added, logs, listed].map(({ out, err }) => out + err).join()).not.toContain('very-secret-token');
  expect(await run('upstreams', 'sign-in', 'broken')).toMatchObject({ code: 1, out: '' });
  expect(await run('upstreams', 'stop', 'cart')).toMatchObject({ code: 1 });
  expect((await run('upstreams', 'logs', 'none')).err).toContain('no upstream `none`');
});

test('upstreams import: lists what other clients have, without secrets, and takes over what is named', async () => {
  const home = tempDir();
  vi.stubEnv('HOME', home);
  onTestFinished(() => void vi.unstubAllEnvs());
  mkdirSync(join(home, '.cursor'));
  const servers = { gone: { command: 'no-such-command-here', env: { KEY: 'very-secret-value' } } };
  writeFileSync(join(home, '.cursor', 'mcp.json'), JSON.stringify({ mcpServers: servers }));
  const { started, run } = await running();
  const listed = await run('upstreams', 'import');
  expect(listed.code).toBe(0);
  expect(listed.out).toContain('Cursor (');
  expect(listed.out).toContain('gone');
  expect(listed.out).not.toContain('very-secret-value');
  expect((await run('upstreams', 'import', 'gone')).code).toBe(1);
  expect(started.app.snapshot().upstreams.map((it) => [it.name, it.state])).toContainEqual([
    'gone',
    'failed',
  ]);
  expect((await run('upstreams', 'import', 'other')).err).toContain('no client has a server `other`');
});
