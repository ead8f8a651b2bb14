import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { ToolListChangedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import { afterEach, expect, test } from 'vitest';
import { startGateway, type StartedGateway } from '../support/start-gateway.ts';

let started: StartedGateway | undefined;
afterEach(async () => {
  await started?.close();
  started = undefined;
});
const start = async (policy: Record<string, unknown>) => (started = await startGateway({ policy }));

const call = (client: Client, name: string, args: Record<string, unknown> = {}) =>
  client.callTool({ name, arguments: args });
type Result = Awaited<ReturnType<typeof call>>;
const textOf = (result: Result) => (result.content as { text: string }[])[0]?.text ?? '';
const decisionOf = (result: Result) => result._meta?.['checkstand/decision'];

test('an allowed call reaches the upstream once, and its intent and outcome are on the record', async () => {
  const { connect, server, seen, gateway, events } = await start({ default: 'deny', tools: { look: {} } });
  const result = await call(await connect(), 'look', { at: 'shelf', password: 'hunter2' });
  expect(textOf(result)).toBe('did look');
  expect(server.calls).toEqual([{ tool: 'look', args: { at: 'shelf', password: 'hunter2' } }]);
  const completed = await seen('tool_call.completed');
  const decided = events.find((it) => it.type === 'tool_call.decided');
  expect(decided).toMatchObject({
    data: {
      callId: completed.data.callId,
      arguments: { password: '[redacted]' },
      // Of what was sent: whoever knows the arguments can tell that it was them.
      argumentsHash: createHash('sha256').update('{"at":"shelf","password":"hunter2"}').digest('hex'),
    },
  });
  expect(gateway.verifyRecord().firstBroken).toBeNull();
});

test('a denied call never reaches the upstream, and the agent is told why in words and in data', async () => {
  const { connect, server } = await start({
    default: 'deny',
    tools: { buy: { action: 'deny', reason: 'not today' } },
  });
  const client = await connect();
  const byRule = await call(client, 'buy', { item: 'tea' });
  expect(byRule.isError).toBe(true);
  expect(textOf(byRule)).toMatch(/^\[POLICY DENIED\].*not today/);
  expect(decisionOf(byRule)).toMatchObject({ effect: 'deny', code: 'denied', rule: '/tools/buy/action' });
  const byDefault = await call(client, 'look');
  expect(decisionOf(byDefault)).toMatchObject({ effect: 'deny', code: 'default_deny' });
  expect(server.calls).toEqual([]);
});

test('a hidden tool is not listed and looks unknown when called', async () => {
  const { connect, server } = await start({ default: 'allow', hide: ['b*'] });
  const client = await connect();
  const { tools } = await client.listTools();
  expect(tools.map((it) => it.name)).toEqual(['look', 'fail', 'soft_fail', 'wait', 'save_session']);
  await expect(call(client, 'buy', { item: 'tea' })).rejects.toMatchObject({ code: -32602 });
  expect(server.calls).toEqual([]);
});

test('the published rule: 30 calls of save_session a minute, the 31st denied, every other tool denied', async () => {
  const limits = [{ counter: 'save_session_rate', window: 'minute', max: 30, scope: 'grant' }];
  const { connect, server, clock } = await start({ default: 'deny', tools: { save_session: { limits } } });
  const client = await connect();
  for (let index = 0; index < 30; index += 1)
    expect(textOf(await call(client, 'save_session'))).toBe('did save_session');
  const denied = await call(client, 'save_session');
  expect(decisionOf(denied)).toMatchObject({ code: 'limit', retryable: true });
  expect(server.calls).toHaveLength(30);
  for (const tool of ['look', 'buy', 'wait']) {
    expect(decisionOf(await call(client, tool))).toMatchObject({ code: 'default_deny' });
  }
  clock.advance(60_000);
  expect(textOf(await call(client, 'save_session'))).toBe('did save_session');
});

test('calls that race for one limit never pass more than it allows', async () => {
  const limits = [{ counter: 'n', window: 'day', max: 5 }];
  const { connect, server } = await start({ default: 'deny', tools: { look: { limits } } });
  const clients = await Promise.all([connect('a'), connect('b'), connect('c')]);
  const results = await Promise.all(
    Array.from({ length: 30 }, (_, index) => call(clients[index % 3] as Client, 'look', { index })),
  );
  expect(results.filter((it) => it.isError !== true)).toHaveLength(5);
  expect(server.calls).toHaveLength(5);
});

test('a call that did not happen takes nothing from a limit; one that failed on its own does, unless told otherwise', async () => {
  const limits = (counter: string) => [{ counter, window: 'day', max: 1 }];
  const { connect } = await start({
    default: 'deny',
    tools: {
      fail: { limits: limits('a') },
      soft_fail: { limits: [{ counter: 'b', window: 'day', max: 1, count: 'successes' }] },
      look: { limits: limits('c') },
    },
  });
  const client = await connect();
  for (let round = 0; round < 3; round += 1) {
    await expect(call(client, 'fail')).rejects.toThrow('upstream says no');
    expect(textOf(await call(client, 'soft_fail'))).toBe('did soft_fail');
  }
  await call(client, 'look');
  expect(decisionOf(await call(client, 'look'))).toMatchObject({ code: 'limit' });
});

test('an edit decides the next call and clients are told that the list changed', async () => {
  const { connect, savePolicy } = await start({ default: 'deny', tools: { look: {} } });
  const client = await connect();
  expect(textOf(await call(client, 'look'))).toBe('did look');
  const told = new Promise<void>((resolve) =>
    client.setNotificationHandler(ToolListChangedNotificationSchema, () => resolve()),
  );
  savePolicy({ default: 'deny', tools: { look: { action: 'hide' } } });
  await expect(call(client, 'look')).rejects.toMatchObject({ code: -32602 });
  await told;
  expect((await client.listTools()).tools.map((it) => it.name)).not.toContain('look');
});

test('a policy that does not parse is refused with its place, and the old one stays', async () => {
  const { connect, savePolicy } = await start({ default: 'deny', tools: { look: {} } });
  const client = await connect();
  expect(() => savePolicy({ default: 'deny', tools: { look: { aproval: {} } } })).toThrow(
    /\/tools\/look.*aproval/,
  );
  expect(textOf(await call(client, 'look'))).toBe('did look');
});

test('paused: everything is denied at once, and a restart does not open it again', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'checkstand-paused-'));
  try {
    const first = await startGateway({ policy: { default: 'allow' }, folder });
    first.gateway.pause('console');
    expect(decisionOf(await call(await first.connect(), 'look'))).toMatchObject({ code: 'paused' });
    await first.close();
    started = await startGateway({ policy: { default: 'allow' }, folder });
    const client = await started.connect();
    expect(decisionOf(await call(client, 'look'))).toMatchObject({ code: 'paused' });
    started.gateway.resume('console');
    expect(textOf(await call(client, 'look'))).toBe('did look');
  } finally {
    await started?.close();
    started = undefined;
    rmSync(folder, { recursive: true, force: true });
  }
});

test('when the disk is full nothing is forwarded, the agent is told, and afterwards all goes on', async () => {
  const { connect, server, database, gateway } = await start({ default: 'allow' });
  const client = await connect();
  const pages = Number(database.prepare('PRAGMA page_count').get()?.['page_count']);
  database.exec(`PRAGMA max_page_count = ${pages}`);
  let refused: Result | undefined;
  for (let index = 0; index < 200 && !refused; index += 1) {
    const result = await call(client, 'look', { filler: 'x'.repeat(1_500) });
    if (result.isError) refused = result;
  }
  expect(decisionOf(refused as Result)).toMatchObject({ effect: 'deny', code: 'audit_unavailable' });
  const reached = server.calls.length;
  await call(client, 'look', { filler: 'x'.repeat(1_500) });
  expect(server.calls).toHaveLength(reached);
  database.exec('PRAGMA max_page_count = 1073741823');
  expect(textOf(await call(client, 'look'))).toBe('did look');
  expect(gateway.verifyRecord().firstBroken).toBeNull();
});

test('a rotated token is unknown at once, a revoked one says so, and open sessions end', async () => {
  const { connect, gateway, token, url } = await start({ default: 'allow' });
  const client = await connect();
  const [grant] = gateway.grants.list();
  if (!grant) throw new Error('no grant');
  const rotated = gateway.grants.rotate(grant.id);
  await expect(call(client, 'look')).rejects.toThrow();
  await expect(connect('again', token)).rejects.toThrow(/401|unknown/i);
  const renewed = await connect('again', rotated.token);
  expect(textOf(await call(renewed, 'look'))).toBe('did look');
  gateway.grants.revoke(grant.id);
  const response = await fetch(url, {
    method: 'POST',
    headers: { Authorization: `Bearer ${rotated.token}` },
  });
  expect(response.status).toBe(401);
  expect(await response.text()).toMatch(/revoked/);
});
