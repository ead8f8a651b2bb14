import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { ToolListChangedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import { expect, onTestFinished, test } from 'vitest';
import type { JsonObject } from '../../contract/json.ts';
import { startGateway, type StartedGateway } from '../support/start-gateway.ts';
import { tempDir } from '../support/temp-dir.ts';

const doc = (rest: Record<string, unknown>) => ({ version: '1', ...rest }) as JsonObject;
const allow = doc({ default: 'allow' });
const deny = doc({ default: 'deny' });
const ask = doc({ default: 'deny', tools: { buy: { action: 'require_approval' } } });

async function start(policy: Record<string, unknown> = { default: 'deny' }, folder?: string) {
  const started = await startGateway({ policy, ...(folder !== undefined && { folder }) });
  let closing: Promise<void> | undefined;
  const close = () => (closing ??= started.close());
  onTestFinished(close);
  const grantId = started.gateway.grants.list()[0]?.id ?? '';
  return { ...started, close, grantId, policies: started.gateway.policies };
}

async function effectOf(client: Client, tool = 'look'): Promise<string> {
  const result = await client.callTool({ name: tool, arguments: { item: 'tea' } });
  const decision = result._meta?.['checkstand/decision'] as { effect: string } | undefined; // ours
  return decision?.effect ?? 'allow';
}

test('every version is kept, with when and from where, and an old one can be brought back', async () => {
  const { policies, clock, events, connect } = await start();
  clock.advance(1_000);
  policies.save('shop', null, allow, 'console');
  clock.advance(1_000);
  policies.save('shop', null, ask, 'shell');
  const back = policies.rollBack('shop', null, 2, 'window');
  expect(back).toMatchObject({ version: 4, savedBy: 'window, rolled back to version 2', document: allow });
  expect(policies.versions('shop', null)).toMatchObject([
    { version: 4, document: allow },
    { version: 3, savedBy: 'shell', savedAt: clock.now(), document: ask },
    { version: 2, savedBy: 'console', savedAt: clock.now() - 1_000, document: allow },
    { version: 1, savedBy: 'Checkstand', document: deny },
  ]);
  const saved = events.filter((it) => it.type === 'policy.saved').at(-1);
  expect(saved?.data).toMatchObject({ version: 4, by: 'window, rolled back to version 2' });
  expect(await effectOf(await connect())).toBe('allow');
});

test('a roll back to what is in force, or to what never was, is refused in words', async () => {
  const { policies, grantId } = await start();
  expect(() => policies.rollBack('shop', null, 1, 'console')).toThrow('version 1 is in force already');
  expect(() => policies.rollBack('shop', null, 7, 'console')).toThrow(
    'no version 7 of this policy; there are 1 to 1',
  );
  expect(() => policies.rollBack('shop', grantId, 1, 'console')).toThrow('none was ever saved');
});

test('an upstream or a grant that is not there is not found; a revoked grant keeps its policy', async () => {
  const { gateway, policies, grantId } = await start();
  const code = (work: () => unknown) => {
    try {
      return work();
    } catch (error) {
      return (error as { code?: string }).code;
    }
  };
  expect(code(() => policies.save('nowhere', null, allow, 'x'))).toBe('not_found');
  expect(code(() => policies.save('shop', 'nobody', allow, 'x'))).toBe('not_found');
  expect(code(() => policies.versions('shop', 'nobody'))).toBe('not_found');
  expect(code(() => policies.remove('shop', grantId, 'x'))).toBe('not_found');
  policies.save('shop', grantId, allow, 'x');
  gateway.grants.revoke(grantId);
  expect(policies.versions('shop', grantId)).toHaveLength(1);
  policies.remove('shop', grantId, 'x');
});

test("a grant's own policy decides for it alone, over the upstream's, and outlives a restart", async () => {
  const folder = tempDir();
  const first = await start({ default: 'deny' }, folder);
  const { token: other } = first.gateway.grants.create({ name: 'other', upstreams: ['shop'] });
  first.policies.save('shop', first.grantId, allow, 'console');
  const [own, others] = [await first.connect(), await first.connect('other', other)];
  expect([await effectOf(own), await effectOf(others)]).toEqual(['allow', 'deny']);
  // The upstream's changes; the grant's stays.
  first.savePolicy({ default: 'deny', hide: ['look'] });
  expect((await own.listTools()).tools.map((it) => it.name)).toContain('look');
  expect((await others.listTools()).tools.map((it) => it.name)).not.toContain('look');
  const decided = first.events.filter((it) => it.type === 'tool_call.decided').map((it) => it.data);
  expect(decided.map((it) => [it.policyVersion, it.isGrantPolicy])).toEqual([
    [1, true],
    [1, undefined],
  ]);
  await first.close();

  const second = await startGateway({ policy: { default: 'ask' }, folder });
  onTestFinished(() => second.close());
  expect(second.gateway.state(0).policies).toMatchObject([
    { grantId: null, version: 2 },
    { grantId: first.grantId, version: 1, document: allow },
  ]);
});

test("removing a grant's policy lets the upstream's decide, is recorded, and outlives a restart", async () => {
  const folder = tempDir();
  const started = await start({ default: 'deny' }, folder);
  const { policies, grantId, connect, events, gateway } = started;
  policies.save('shop', grantId, allow, 'console');
  policies.save('shop', grantId, ask, 'console');
  const client = await connect();
  policies.remove('shop', grantId, 'window');
  expect(await effectOf(client, 'buy')).toBe('deny');
  expect(events.findLast((it) => it.type === 'policy.removed')?.data).toEqual({
    upstream: 'shop',
    grantId,
    by: 'window',
  });
  expect(gateway.state(0).policies).toMatchObject([{ grantId: null }]);
  await started.close();

  const again = await startGateway({ policy: { default: 'ask' }, folder });
  onTestFinished(() => again.close());
  const { policies: later } = again.gateway;
  expect(again.gateway.state(0).policies).toMatchObject([{ grantId: null }]);
  // What a version number meant once, it means for ever: the next one counts on.
  expect(later.versions('shop', grantId).map((it) => it.version)).toEqual([2, 1]);
  expect(later.rollBack('shop', grantId, 1, 'console')).toMatchObject({ version: 3, document: allow });
});

test.each(['saved', 'removed'] as const)(
  'a list is announced as changed when the own policy of a grant is %s',
  async (how) => {
    const { policies, grantId, connect } = await start({ default: 'allow' });
    const hiding = doc({ default: 'allow', hide: ['look'] });
    if (how === 'removed') policies.save('shop', grantId, hiding, 'console');
    const client = await connect();
    await client.listTools();
    const announced = new Promise<void>((resolve) =>
      client.setNotificationHandler(ToolListChangedNotificationSchema, () => resolve()),
    );
    if (how === 'removed') policies.remove('shop', grantId, 'console');
    else policies.save('shop', grantId, hiding, 'console');
    await announced;
    const names = (await client.listTools()).tools.map((it) => it.name);
    expect(names.includes('look')).toBe(how === 'removed');
  },
);

/** An answer that was given after the agent had stopped waiting: its next identical call would collect it. */
async function answerLeft({ connect, seen, gateway, clock }: StartedGateway): Promise<Client> {
  gateway.approvals.attachSurface();
  const client = await connect();
  const first = client.callTool({ name: 'buy', arguments: { item: 'tea' } });
  const { data } = await seen('approval.requested');
  clock.advance(55_000);
  await first;
  gateway.approvals.resolve(data.approvalId, 'approve', null, 'console');
  return client;
}

test.each(['saved', 'removed', 'rolled back'] as const)(
  'a remembered answer dies when the own policy of its grant is %s',
  async (how) => {
    const started = await start(ask);
    const { policies, grantId, server, seen } = started;
    if (how !== 'saved') policies.save('shop', grantId, ask, 'console');
    if (how === 'rolled back')
      policies.save('shop', grantId, doc({ ...ask, description: 'newer' }), 'console');
    const client = await answerLeft(started);
    if (how === 'saved') policies.save('shop', grantId, ask, 'console');
    else if (how === 'removed') policies.remove('shop', grantId, 'console');
    else policies.rollBack('shop', grantId, 1, 'console');
    await seen('approval.expired');
    const again = client.callTool({ name: 'buy', arguments: { item: 'tea' } });
    const all = () => started.events.filter((it) => it.type === 'approval.requested');
    await expect.poll(() => all().length).toBe(2);
    expect(server.calls).toEqual([]);
    started.clock.advance(55_000);
    await again;
  },
);

test("an answer that waits for one grant is not touched by another's policy", async () => {
  const started = await start(ask);
  const other = started.gateway.grants.create({ name: 'other', upstreams: ['shop'] }).grant;
  const client = await answerLeft(started);
  started.policies.save('shop', other.id, deny, 'console');
  started.policies.remove('shop', other.id, 'console');
  expect(await effectOf(client, 'buy')).toBe('allow');
});

test("a waiting call is refused when its grant's own policy goes and the upstream's denies", async () => {
  const { policies, grantId, connect, seen, server, gateway } = await start({ default: 'deny' });
  policies.save('shop', grantId, ask, 'console');
  gateway.approvals.attachSurface();
  const held = effectOf(await connect(), 'buy');
  await seen('approval.requested');
  policies.remove('shop', grantId, 'console');
  expect(await held).toBe('deny');
  expect(server.calls).toEqual([]);
});

test("one click changes the policy that a client has of its own, and not the upstream's", async () => {
  const { policies, grantId, connect } = await start({ default: 'allow' });
  expect(() => policies.setToolEffect('shop', grantId, 'look', 'deny', 'console')).toThrow(
    'this grant has no policy of its own for `shop`',
  );
  const own = { ...allow, description: 'its own', tools: { look: { rate_limit: { max: 9, window: 60 } } } };
  policies.save('shop', grantId, own, 'console');
  const denied = policies.setToolEffect('shop', grantId, 'look', 'deny', 'console');
  expect(denied).toMatchObject({
    ...{ grantId, version: 2 },
    document: { ...own, tools: { look: { action: 'deny', ...own.tools.look } } },
  });
  expect(policies.versions('shop', null)).toHaveLength(1);
  expect(await effectOf(await connect())).toBe('deny');
});

test('a waiting call that an edit refuses is told by which rule and value', async () => {
  const { policies, connect, seen, gateway } = await start(ask);
  gateway.approvals.attachSurface();
  const client = await connect();
  const held = client.callTool({ name: 'buy', arguments: { item: 'tea', count: 5 } });
  await seen('approval.requested');
  const few = { name: 'few', conditions: [{ path: 'args.count', op: 'lte', value: 3 }] };
  policies.save('shop', null, doc({ default: 'deny', tools: { buy: { require: [few] } } }), 'console');
  const { content, isError, _meta } = await held;
  expect({ content, isError }).toEqual({
    content: [{ type: 'text', text: '[POLICY DENIED] few: count is 5; the rule allows at most 3' }],
    isError: true,
  });
  expect(_meta?.['checkstand/decision']).toMatchObject({
    ...{ code: 'requirement', rule: '/tools/buy/require/0', retryable: false },
  });
});

test('a policy that cannot be recorded does not decide', async () => {
  const { policies, grantId, database, connect } = await start({ default: 'deny' });
  policies.save('shop', grantId, deny, 'console');
  // A constraint that is looked at when the transaction ends, as a full disk is noticed.
  database.exec(`
    CREATE TABLE whole (id INTEGER PRIMARY KEY);
    CREATE TABLE part (id INTEGER REFERENCES whole (id) DEFERRABLE INITIALLY DEFERRED);
    CREATE TRIGGER on_save AFTER INSERT ON policies BEGIN INSERT INTO part VALUES (1); END;
    CREATE TRIGGER on_remove AFTER UPDATE ON policies BEGIN INSERT INTO part VALUES (1); END;
  `);
  expect(() => policies.save('shop', grantId, allow, 'console')).toThrow('constraint');
  expect(() => policies.remove('shop', grantId, 'console')).toThrow('constraint');
  expect(policies.versions('shop', grantId)).toHaveLength(1);
  expect(await effectOf(await connect())).toBe('deny');
  expect(policies.explain({ upstream: 'shop', grantId, tool: 'look', args: {} }).effect).toBe('deny');
});
