import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import type { UpstreamSpec } from '../../contract/model.ts';
import type { Clock } from '../../contract/ports.ts';
import { startHttpUpstream } from '../fixtures/upstreams/http.ts';
import { startAddedUpstreams, type AddedUpstreams } from '../support/added-upstreams.ts';
import { tempDir } from '../support/temp-dir.ts';
import { realClock, waitFor } from '../support/wire.ts';

const fixture = fileURLToPath(new URL('../fixtures/upstreams/telling.ts', import.meta.url));
const telling = (change: Partial<Extract<UpstreamSpec, { kind: 'stdio' }>> = {}): UpstreamSpec => ({
  kind: 'stdio',
  name: 'telling',
  command: process.execPath,
  args: ['--disable-warning=ExperimentalWarning', fixture, ...(change.args ?? [])],
  ...(change.env && { env: change.env }),
  ...(change.isShared !== undefined && { isShared: change.isShared }),
});
const processes = (it: AddedUpstreams) => it.gateway.upstreams.health('telling').processes;
/** The catalogue's idle time passes at once; everything else takes its time. */
const soonIdle: Clock = {
  now: realClock.now,
  after: (ms, callback) => realClock.after(ms === 15_000 ? 50 : ms, callback),
};

test('each session has its own process, and only sessions have one', async () => {
  const it = await startAddedUpstreams({ clock: soonIdle });
  await it.add(telling());
  await it.ready('telling');
  await waitFor(() => processes(it) === 0, 'the end of the process that was only looked at');
  expect(it.view('telling')).toMatchObject({ state: 'ready' });
  expect(it.view('telling')?.tools.length).toBeGreaterThan(3);

  const [one, two] = [await it.client('telling'), await it.client('telling')];
  const pids = [await it.call(one, 'pid'), await it.call(two, 'pid'), await it.call(one, 'pid')];
  expect(pids[0]).toBe(pids[2]);
  expect(pids[0]).not.toBe(pids[1]);
  expect(processes(it)).toBe(2);
  expect(it.gateway.upstreams.health('telling')).toMatchObject({
    state: 'ready',
    breaker: 'closed',
    failures: 0,
    transport: 'stdio',
    server: { name: 'telling', version: '2.0.0' },
  });
});

test('a shared one has one process for all; what two sessions do at once does not mix', async () => {
  const it = await startAddedUpstreams();
  await it.add(telling({ isShared: true }));
  await it.ready('telling');
  const [one, two] = [await it.client('telling'), await it.client('telling')];
  expect(await it.call(one, 'pid')).toBe(await it.call(two, 'pid'));
  expect(processes(it)).toBe(1);
  const progress: string[] = [];
  const wait = (client: typeof one, name: string, ms: number) =>
    client.callTool({ name: 'wait', arguments: { ms } }, undefined, {
      onprogress: () => progress.push(name),
    });
  await Promise.all([wait(one, 'one', 300), wait(two, 'two', 100), it.call(one, 'pid'), it.call(two, 'pid')]);
  expect(progress.sort()).toEqual(['one', 'two']);
});

test('stopped it stays, over a restart of the app; started again it goes on', async () => {
  const secrets = new Map<string, string>();
  const first = await startAddedUpstreams({ secrets });
  await first.add(telling());
  await first.ready('telling');
  const client = await first.client('telling');
  await first.call(client, 'pid');
  expect(await first.gateway.upstreams.stop('telling')).toMatchObject({ state: 'stopped' });
  await waitFor(() => processes(first) === 0);
  await expect(first.call(client, 'pid')).rejects.toThrow();
  await expect(first.client('telling')).rejects.toThrow('it is stopped');
  await first.close();

  const second = await startAddedUpstreams({ folder: first.folder, secrets });
  expect(second.view('telling')).toMatchObject({ state: 'stopped' });
  expect(processes(second)).toBe(0);
  await second.gateway.upstreams.start('telling');
  await second.ready('telling');
  expect(await second.call(await second.client('telling'), 'pid')).toMatch(/^\d+$/);
  await second.close();
  const third = await startAddedUpstreams({ folder: first.folder, secrets });
  expect(third.view('telling')?.state).not.toBe('stopped');
});

test('secrets of a command go into the secret store and nowhere else', async () => {
  const it = await startAddedUpstreams();
  const args = ['--token=tok-0123456789', '--api-key', 'key-0123456789', '--plain', 'shown'];
  await it.add(telling({ args, env: { MY_SECRET: 'env-0123456789' } }));
  await it.ready('telling');
  const client = await it.client('telling');
  expect(await it.call(client, 'given', { name: 'MY_SECRET' })).toBe(
    JSON.stringify([args, 'env-0123456789']),
  );
  await it.call(client, 'say', { text: 'loading with tok-0123456789 and env-0123456789' });
  await waitFor(() => it.gateway.upstreams.logs('telling').some((line) => line.text.includes('loading')));

  const shown = JSON.stringify([
    it.events.filter(({ type }) => type.startsWith('upstream.')),
    it.view('telling'),
    it.gateway.upstreams.logs('telling'),
    await it.gateway.upstreams.config('telling'),
  ]);
  expect(shown).toContain('--token=…');
  expect(shown).toContain('loading with … and …');
  await it.close();
  const files = ['checkstand.sqlite', 'checkstand.sqlite-wal'].map((name) => join(it.folder, name));
  const stored = files
    .filter(existsSync)
    .map((file) => readFileSync(file, 'latin1'))
    .join('');
  const ofUpstreams = new DatabaseSync(join(it.folder, 'checkstand.sqlite'));
  const specs = JSON.stringify(ofUpstreams.prepare('SELECT * FROM upstreams').all());
  ofUpstreams.close();
  for (const secret of ['tok-0123456789', 'key-0123456789', 'env-0123456789']) {
    expect(shown).not.toContain(secret);
    expect(specs).not.toContain(secret);
    expect([...it.secrets.values()].join()).toContain(secret);
  }
  expect(stored).not.toContain('key-0123456789');
});

test('secrets that an earlier version stored in the open are moved at the start', async () => {
  const secrets = new Map<string, string>();
  const first = await startAddedUpstreams({ secrets });
  await first.add(telling({ args: ['--token=…'] }));
  await first.close();
  const database = new DatabaseSync(join(first.folder, 'checkstand.sqlite'));
  database.exec(`UPDATE upstreams SET spec = replace(spec, '--token=…', '--token=tok-0123456789')`);
  database.close();
  secrets.clear();

  const second = await startAddedUpstreams({ folder: first.folder, secrets });
  await second.ready('telling');
  const client = await second.client('telling');
  expect(await second.call(client, 'given', { name: 'X' })).toContain('tok-0123456789');
  expect([...secrets.values()].join()).toContain('tok-0123456789');
  await second.close();
  const after = new DatabaseSync(join(first.folder, 'checkstand.sqlite'));
  expect(JSON.stringify(after.prepare('SELECT * FROM upstreams').all())).not.toContain('tok-0123456789');
  after.close();
});

test('one that does not start holds up no other, says why in short, and is kept to be repaired', async () => {
  const it = await startAddedUpstreams();
  const broken: UpstreamSpec = { kind: 'stdio', name: 'broken', command: 'no-such-server', args: [] };
  await it.add(broken);
  await it.add(telling());
  await it.ready('telling');
  const { error } = await it.until('broken', (view) => view.state === 'failed');
  expect(error).toMatch(
    /^upstream `broken` is not available: command `no-such-server` not found: no program/,
  );
  expect(error?.length).toBeLessThan(300);
  expect(error?.match(/no-such-server/g)).toHaveLength(1);
  expect(it.gateway.upstreams.health('broken').retryAt).not.toBeNull();
  await expect(it.client('broken')).rejects.toThrow('no-such-server');
  const calling = await it.client('telling');
  expect(await it.call(calling, 'pid')).toMatch(/^\d+$/);

  await it.gateway.upstreams.update({ ...telling(), name: 'broken' });
  await it.ready('broken');
  expect(it.events.findLast(({ type }) => type === 'upstream.updated')?.data).toMatchObject({
    name: 'broken',
  });
});

test('after it failed to start three times it is not started for each client; then it is tried again', async () => {
  const obstacle = join(tempDir(), 'obstacle');
  const it = await startAddedUpstreams({ clock: soonIdle });
  await it.add(telling({ env: { TELLING_OBSTACLE: obstacle }, args: ['--password=hunter2hunter2'] }));
  await it.ready('telling');
  await waitFor(() => processes(it) === 0);
  writeFileSync(obstacle, '');
  for (let at = 0; at < 3; at += 1) await expect(it.client('telling')).rejects.toThrow();
  // It looks for itself then, and says so.
  const failed = await it.until('telling', (view) => view.state === 'failed');
  expect(failed.error).toContain('cannot start with');
  expect(failed.error).toContain('--password=…');
  expect(failed.error).not.toContain('hunter2');
  expect(it.gateway.upstreams.health('telling').lastError?.message).toBe(failed.error);

  rmSync(obstacle);
  await it.gateway.upstreams.restart('telling');
  await it.ready('telling');
  expect(it.gateway.upstreams.health('telling')).toMatchObject({ breaker: 'closed', failures: 0 });
  expect(await it.call(await it.client('telling'), 'pid')).toMatch(/^\d+$/);
});

test('a process that dies in the middle of a call: the client hears of it, and the record says it may have happened', async () => {
  const it = await startAddedUpstreams();
  await it.add(telling());
  await it.ready('telling');
  const mark = join(tempDir(), 'mark');
  const client = await it.client('telling');
  await expect(it.call(client, 'die', { mark })).rejects.toThrow('ended during the call');
  expect(existsSync(mark)).toBe(true);
  await waitFor(() => it.events.some(({ type }) => type === 'tool_call.failed'), 'the record of it');
  expect(it.events.find(({ type }) => type === 'tool_call.failed')?.data).toMatchObject({
    code: 'upstream_down',
  });
  // The next session has a new process.
  expect(await it.call(await it.client('telling'), 'pid')).toMatch(/^\d+$/);
});

test('an upstream over HTTP that breaks off in the middle of a call is answered for, not waited for', async () => {
  const upstream = await startHttpUpstream();
  const it = await startAddedUpstreams();
  await it.add({ kind: 'http', name: 'far', url: upstream.url });
  await it.ready('far');
  const client = await it.client('far');
  const pending = it.call(client, 'never');
  const refused = expect(pending).rejects.toThrow(/closed the connection|during the call/);
  await waitFor(() => upstream.seen.calls.some(({ tool }) => tool === 'never'));
  await upstream.close();
  await refused;
  await it.until('far', (view) => view.state === 'failed');
  await expect(it.call(client, 'echo', { text: 'x' })).rejects.toThrow('is it running?');
});

test('what is built in or unknown cannot be stopped, changed or signed in to', async () => {
  const it = await startAddedUpstreams();
  const { upstreams } = it.gateway;
  await it.add(telling());
  for (const act of [
    upstreams.stop,
    upstreams.start,
    upstreams.restart,
    upstreams.config,
    upstreams.signIn,
  ]) {
    await expect(act('none')).rejects.toMatchObject({ code: 'not_found' });
  }
  await expect(upstreams.signIn('telling')).rejects.toMatchObject({ code: 'conflict' });
});
