import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { afterEach, expect, test } from 'vitest';
import type { JsonObject } from '../../contract/json.ts';
import type { ApprovalView, NarrowRule, Preview } from '../../contract/model.ts';
import { startGateway, type StartedGateway } from '../support/start-gateway.ts';

const askToBuy = {
  default: 'deny',
  tools: {
    buy: {
      action: 'require_approval',
      reason: 'money',
      deny_if: [{ conditions: [{ path: 'args.count', op: 'gt', value: 10 }], on_deny: 'ten at most' }],
    },
    look: {},
  },
};

let started: StartedGateway | undefined;
afterEach(async () => {
  await started?.close();
  started = undefined;
});
const start = async (options?: {
  policy?: Record<string, unknown>;
  preview?: (tool: string, args: JsonObject) => Promise<Preview | undefined>;
}) => {
  started = await startGateway({ policy: askToBuy, ...options });
  started.gateway.approvals.attachSurface();
  return started;
};

interface Result {
  readonly content: { readonly text: string }[];
  readonly isError?: boolean;
  readonly _meta?: Record<string, unknown>;
}
const call = async (client: Client, args: JsonObject) =>
  (await client.callTool({ name: 'buy', arguments: args })) as unknown as Result; // as servers answer
const textOf = (result: Result) => result.content.map((it) => it.text).join('\n');
const pending = ({ gateway }: StartedGateway): ApprovalView[] =>
  gateway.state(50).approvals.filter((it) => it.state === 'pending');

/** A shop: 4.00 for tea, 25.00 for a kettle; `count` of it. */
const priced = async (tool: string, args: JsonObject): Promise<Preview | undefined> => {
  const item = typeof args['item'] === 'string' ? args['item'].replace(/^B0/, '') : '';
  const priceMinor = { tea: 400, kettle: 2500 }[item];
  if (tool !== 'buy' || priceMinor === undefined) return undefined;
  const quantity = typeof args['count'] === 'number' ? args['count'] : 1;
  const goods = {
    title: item,
    asin: `B0${item}`,
    quantity,
    currency: 'USD',
    priceMinor,
    totalMinor: priceMinor * quantity,
    subtotalBeforeMinor: null,
    subtotalAfterMinor: null,
    seller: 'Shop',
    note: null,
  };
  return { goods, picture: null, pinnedArguments: { item: goods.asin, count: quantity } };
};

test('approved with changes: the changed call is carried out and recorded, and the agent is told what was changed', async () => {
  const { connect, seen, server, gateway, events } = await start();
  const result = call(await connect(), { item: 'tea', count: 9 });
  const { data } = await seen('approval.requested');
  await gateway.approvals.approveChanged(data.approvalId, { item: 'tea', count: 2 }, null, 'console');
  const answer = await result;
  expect(server.calls).toEqual([{ tool: 'buy', args: { item: 'tea', count: 2 } }]);
  expect(answer.content[0]?.text).toBe('did buy');
  expect(answer.content[1]?.text).toMatch(/person changed.*`count` from 9 to 2/);
  expect(answer._meta?.['checkstand/changes']).toEqual([{ name: 'count', from: 9, to: 2 }]);
  const resolved = events.find((it) => it.type === 'approval.resolved');
  expect(resolved?.data).toMatchObject({ changes: [{ name: 'count', from: 9, to: 2 }] });
  expect(events.findLast((it) => it.type === 'tool_call.decided')?.data).toMatchObject({
    arguments: { item: 'tea', count: 2 },
  });
  expect(gateway.state(5).approvals[0]).toMatchObject({ changes: [{ name: 'count', from: 9, to: 2 }] });
});

test('changes that the schema or the policy refuses are not approved, and the call goes on waiting', async () => {
  const { connect, seen, server, gateway } = await start();
  const result = call(await connect(), { item: 'tea', count: 9 });
  const { data } = await seen('approval.requested');
  const change = (args: JsonObject) =>
    gateway.approvals.approveChanged(data.approvalId, args, null, 'console');
  await expect(change({ item: 'tea', count: 'two' })).rejects.toThrow(/`count` must be integer/);
  await expect(change({ count: 2 })).rejects.toThrow(/required/);
  await expect(change({ item: 'tea', count: 11 })).rejects.toThrow(/policy refuses.*ten at most/);
  expect(gateway.state(5).approvals[0]).toMatchObject({ state: 'pending' });
  expect(server.calls).toEqual([]);
  gateway.approvals.resolve(data.approvalId, 'deny', null, 'console');
  await result;
});

test('changes are collected by the repeat of the unchanged call, secrets in it stay what the agent sent', async () => {
  const { connect, seen, server, gateway, clock } = await start();
  const client = await connect();
  const first = call(client, { item: 'tea', count: 9, api_key: 'secret-1' });
  const { data } = await seen('approval.requested');
  clock.advance(55_000);
  await first;
  const shown = gateway.state(5).approvals[0]?.arguments ?? {};
  expect(shown).toMatchObject({ api_key: '[redacted]' });
  await gateway.approvals.approveChanged(data.approvalId, { ...shown, count: 2 }, null, 'console');
  await call(client, { item: 'tea', count: 9, api_key: 'secret-1' });
  expect(server.calls.at(-1)?.args).toEqual({ item: 'tea', count: 2, api_key: 'secret-1' });
});

test('changes are looked up: the total is that of the changed call, and another product is not approved unseen', async () => {
  const spend = [{ counter: 'day', window: 'day', max: '10.00', currency: 'USD' }];
  const policy = { default: 'deny', tools: { buy: { action: 'require_approval', spend } } };
  const { connect, seen, server, gateway } = await start({ policy, preview: priced });
  const result = call(await connect(), { item: 'tea', count: 2 });
  const { data } = await seen('approval.previewed');
  const change = (args: JsonObject) =>
    gateway.approvals.approveChanged(data.approvalId, args, null, 'console');
  await expect(change({ item: 'tea', count: 3 })).rejects.toThrow(/policy refuses.*12\.00/);
  await expect(change({ item: 'kettle', count: 1 })).rejects.toThrow(/another product.*kettle/);
  await change({ item: 'tea', count: 1 });
  await result;
  expect(server.calls).toEqual([{ tool: 'buy', args: { item: 'B0tea', count: 1 } }]);
});

test('for this session: later calls that fit are not asked about; another session, another product and a dearer one are', async () => {
  const { connect, seen, server, gateway, clock } = await start({ preview: priced });
  const client = await connect();
  const first = call(client, { item: 'tea', count: 2 });
  const { data } = await seen('approval.previewed');
  gateway.approvals.resolve(data.approvalId, 'approve', null, 'console', { kind: 'session' });
  await first;
  expect(gateway.state(5).approvals[0]).toMatchObject({ reach: 'session', state: 'consumed' });
  expect(gateway.remembered.list()).toMatchObject([{ kind: 'session', tool: 'buy' }]);
  expect(textOf(await call(client, { item: 'tea', count: 1 }))).toBe('did buy');
  expect(server.calls).toHaveLength(2);

  const asked = [
    call(client, { item: 'tea', count: 3 }),
    call(client, { item: 'kettle', count: 1 }),
    call(await connect('other'), { item: 'tea', count: 1 }),
  ];
  await expect.poll(() => pending(started as StartedGateway)).toHaveLength(3);
  for (const { id } of pending(started as StartedGateway))
    gateway.approvals.resolve(id, 'deny', null, 'console');
  await Promise.all(asked);
  expect(server.calls).toHaveLength(2);

  clock.advance(13 * 60 * 60_000);
  expect(gateway.remembered.list()).toEqual([]);
});

test('a call that a remembered answer settles leaves the question of another that waits open', async () => {
  const { connect, server, gateway } = await start({ preview: priced });
  const client = await connect();
  const first = call(client, { item: 'tea', count: 1 });
  await expect.poll(() => pending(started as StartedGateway)).toHaveLength(1);
  const second = call(client, { item: 'tea', count: 2 });
  await expect
    .poll(() => pending(started as StartedGateway).map((it) => it.preview))
    .toEqual(['known', 'known']);
  const [newest, oldest] = pending(started as StartedGateway);
  gateway.approvals.resolve(newest?.id ?? '', 'approve', null, 'console', { kind: 'session' });
  expect(textOf(await second)).toBe('did buy');
  // The same call as the first, which still waits for its own answer.
  expect(textOf(await call(client, { item: 'tea', count: 1 }))).toBe('did buy');
  expect(pending(started as StartedGateway)).toMatchObject([{ id: oldest?.id, isClientWaiting: true }]);
  gateway.approvals.resolve(oldest?.id ?? '', 'approve', null, 'console');
  expect(textOf(await first)).toBe('did buy');
  expect(server.calls.map((it) => it.args['count'])).toEqual([2, 1, 1]);
});

test('a tool that is defined otherwise while its call waits is asked about anew, and says so', async () => {
  const { connect, seen, server, gateway, events } = await start();
  const result = call(await connect(), { item: 'tea' });
  const { data } = await seen('approval.requested');
  server.redefine();
  const again = await seen('approval.requested', (it) => it.data.approvalId !== data.approvalId);
  expect(again.data.difference).toMatch(/changed the tool/);
  expect(() => gateway.approvals.resolve(data.approvalId, 'approve', null, 'console')).toThrow(/expired/);
  expect(server.calls).toEqual([]);
  gateway.approvals.resolve(again.data.approvalId, 'approve', null, 'console');
  expect(textOf(await result)).toBe('did buy');
  expect(events.filter((it) => it.type === 'approval.requested')).toHaveLength(2);
});

test.each(['revoked', 'policy_changed', 'definition_changed', 'grant_revoked'] as const)(
  'what was said for a session is over when: %s',
  async (why) => {
    const { connect, seen, gateway, savePolicy, server } = await start();
    const client = await connect();
    const first = call(client, { item: 'tea' });
    const { data } = await seen('approval.requested');
    gateway.approvals.resolve(data.approvalId, 'approve', null, 'console', { kind: 'session' });
    await first;
    expect(textOf(await call(client, { item: 'tea' }))).toBe('did buy');
    const [remembered] = gateway.remembered.list();
    switch (why) {
      case 'revoked':
        gateway.remembered.revoke(remembered?.id ?? '', 'console');
        break;
      case 'policy_changed':
        savePolicy(askToBuy);
        break;
      case 'definition_changed':
        server.redefine();
        break;
      case 'grant_revoked':
        gateway.grants.revoke(remembered?.grantId ?? '');
        break;
    }
    await seen('remembered.ended', (it) => it.data.why === why);
    expect(gateway.remembered.list()).toEqual([]);
    if (why === 'grant_revoked') return;
    const before = server.calls.length;
    const again = call(client, { item: 'tea' });
    const asked = await seen('approval.requested', (it) => it.data.approvalId !== data.approvalId);
    gateway.approvals.resolve(asked.data.approvalId, 'deny', null, 'console');
    await again;
    expect(server.calls).toHaveLength(before);
  },
);

test('always: a narrow rule becomes a version of the policy, holds for this grant, and can be taken back', async () => {
  const { connect, seen, server, gateway, clock } = await start({ preview: priced });
  const client = await connect();
  const first = call(client, { item: 'tea', count: 2 });
  const { data } = await seen('approval.previewed');
  const suggested = await gateway.approvals.suggestRule(data.approvalId);
  expect(suggested).toMatchObject({ matched: 1, calls: 1 });
  expect(suggested.rule.conditions).toEqual([
    { path: 'preview.asin', op: 'eq', value: 'B0tea' },
    { path: 'preview.quantity', op: 'lte', value: 2 },
    { path: 'preview.price', op: 'lte', value: '4.00' },
    { path: 'preview.currency', op: 'eq', value: 'USD' },
    { path: 'preview.seller', op: 'eq', value: 'Shop' },
  ]);
  const rule: NarrowRule = { ...suggested.rule, until: clock.now() + 60 * 60_000 };
  gateway.approvals.resolve(data.approvalId, 'approve', null, 'console', { kind: 'always', rule });
  await first;
  const policy = gateway.state(1).policies.find((it) => it.upstream === 'shop');
  expect(policy).toMatchObject({ version: 2, savedBy: expect.stringContaining('always') as string });
  expect(textOf(await call(client, { item: 'tea', count: 1 }))).toBe('did buy');
  expect(server.calls).toHaveLength(2);

  const stranger = gateway.grants.create({ name: 'stranger', upstreams: ['shop'] });
  const theirs = call(await connect('stranger', stranger.token), { item: 'tea', count: 1 });
  const asked = await seen('approval.requested', (it) => it.data.approvalId !== data.approvalId);
  gateway.approvals.resolve(asked.data.approvalId, 'deny', null, 'console');
  expect((await theirs).isError).toBe(true);

  clock.advance(61 * 60_000);
  const late = call(client, { item: 'tea', count: 1 });
  await expect.poll(() => pending(started as StartedGateway)).toHaveLength(1);
  for (const { id } of pending(started as StartedGateway))
    gateway.approvals.resolve(id, 'deny', null, 'console');
  await late;

  const [remembered] = gateway.remembered.list();
  expect(remembered).toMatchObject({ kind: 'always', tool: 'buy', rule: { until: rule.until } });
  gateway.remembered.revoke(remembered?.id ?? '', 'console');
  expect(gateway.remembered.list()).toEqual([]);
  expect(gateway.state(1).policies.find((it) => it.upstream === 'shop')?.document.tools).toEqual(
    askToBuy.tools,
  );
});

test('always counts for nothing once the tool is defined otherwise', async () => {
  const { connect, seen, server, gateway } = await start();
  const client = await connect();
  const first = call(client, { item: 'tea' });
  const { data } = await seen('approval.requested');
  gateway.approvals.resolve(data.approvalId, 'approve', null, 'console', { kind: 'always' });
  await first;
  expect(textOf(await call(client, { item: 'tea' }))).toBe('did buy');
  // Every argument counts: one that was not there before asks again.
  const more = call(client, { item: 'tea', count: 3 });
  await expect.poll(() => pending(started as StartedGateway)).toHaveLength(1);
  gateway.approvals.resolve(pending(started as StartedGateway)[0]?.id ?? '', 'deny', null, 'console');
  await more;
  server.redefine();
  await seen('upstream.tools_listed', (it) => it.data.tools.some((tool) => tool.title === 'Revision 2'));
  const again = call(client, { item: 'tea' });
  await expect.poll(() => pending(started as StartedGateway)).toHaveLength(1);
  gateway.approvals.resolve(pending(started as StartedGateway)[0]?.id ?? '', 'deny', null, 'console');
  expect((await again).isError).toBe(true);
  expect(server.calls).toHaveLength(2);
});

test('an answer that is not collected yet lapses when the tool is defined otherwise', async () => {
  const { connect, seen, server, gateway, clock } = await start();
  const client = await connect();
  const first = call(client, { item: 'tea' });
  const { data } = await seen('approval.requested');
  clock.advance(55_000);
  await first;
  gateway.approvals.resolve(data.approvalId, 'approve', null, 'console');
  server.redefine();
  await seen('upstream.tools_listed', (it) => it.data.tools.some((tool) => tool.title === 'Revision 2'));
  const again = call(client, { item: 'tea' });
  const asked = await seen('approval.requested', (it) => it.data.approvalId !== data.approvalId);
  gateway.approvals.resolve(asked.data.approvalId, 'deny', null, 'console');
  await again;
  expect(server.calls).toEqual([]);
});

test('deny and block: this call and those after it, by a new version of the policy', async () => {
  const { connect, seen, server, gateway } = await start();
  const client = await connect();
  const waiting = [call(client, { item: 'tea' }), call(client, { item: 'kettle' })];
  const { data } = await seen('approval.requested');
  await expect.poll(() => pending(started as StartedGateway)).toHaveLength(2);
  gateway.approvals.resolve(data.approvalId, 'deny', 'never', 'console', { kind: 'block' });
  const answers = await Promise.all(waiting);
  expect(answers.map(textOf).join()).toMatch(/never/);
  expect(answers.every((it) => it.isError)).toBe(true);
  expect((await call(client, { item: 'soap' })).isError).toBe(true);
  expect(pending(started as StartedGateway)).toEqual([]);
  expect(gateway.state(1).policies[0]).toMatchObject({
    version: 2,
    document: { tools: { buy: { action: 'deny' } } },
  });
  expect(server.calls).toEqual([]);
});

test('calls of one grant that arrive within a second belong together; later and other ones do not', async () => {
  const { connect, gateway, clock } = await start();
  const client = await connect();
  const stranger = gateway.grants.create({ name: 'stranger', upstreams: ['shop'] });
  const other = await connect('other', stranger.token);
  const waiting = [call(client, { item: 'a' }), call(client, { item: 'b' }), call(other, { item: 'c' })];
  await expect.poll(() => pending(started as StartedGateway)).toHaveLength(3);
  clock.advance(1_001);
  waiting.push(call(client, { item: 'd' }));
  await expect.poll(() => pending(started as StartedGateway)).toHaveLength(4);
  const groups = new Map(pending(started as StartedGateway).map((it) => [it.arguments['item'], it.groupId]));
  expect(groups.get('a')).toBe(groups.get('b'));
  expect(new Set(groups.values()).size).toBe(3);
  for (const { id } of pending(started as StartedGateway))
    gateway.approvals.resolve(id, 'deny', null, 'console');
  await Promise.all(waiting);
});

test('dearer, or sold by another, when it is carried out: nothing is done and it asks again, saying what is other', async () => {
  let price = 400;
  let seller = 'Shop';
  const preview = async (tool: string, args: JsonObject) => {
    const found = await priced(tool, args);
    return found && { ...found, goods: { ...found.goods, priceMinor: price, totalMinor: price * 2, seller } };
  };
  const spend = [{ counter: 'day', window: 'day', max: '10.50', currency: 'USD' }];
  const policy = { default: 'deny', tools: { buy: { action: 'require_approval', spend } } };
  const { connect, seen, server, gateway } = await start({ policy, preview });
  const result = call(await connect(), { item: 'tea', count: 2 });
  const { data } = await seen('approval.previewed');
  server.answers.push(
    { outcome: 'offer_changed' },
    { outcome: 'offer_changed' },
    { outcome: 'ok', spent: '10.00' },
  );
  price = 500;
  gateway.approvals.resolve(data.approvalId, 'approve', null, 'console');
  const second = await seen('approval.requested', (it) => it.data.approvalId !== data.approvalId);
  expect(second.data.difference).toBe('the price of one was $4.00, now it is $5.00');
  seller = 'Stranger';
  gateway.approvals.resolve(second.data.approvalId, 'approve', null, 'console');
  const third = await seen('approval.requested', (it) => it.data.difference?.includes('Stranger') === true);
  expect(gateway.state(5).approvals[0]).toMatchObject({
    difference: 'sold by Stranger instead of Shop',
    goods: { seller: 'Stranger' },
  });
  gateway.approvals.resolve(third.data.approvalId, 'approve', null, 'console');
  expect(textOf(await result)).toBe('did buy');
  expect(server.expectations).toMatchObject([
    { asin: 'B0tea', maxPriceMinor: 400, currency: 'USD', seller: 'Shop', condition: 'new' },
    { maxPriceMinor: 500, seller: 'Shop' },
    { maxPriceMinor: 500, seller: 'Stranger' },
  ]);
  const [callView] = gateway.state(5).calls;
  expect(callView).toMatchObject({ state: 'completed', isError: false });
});
