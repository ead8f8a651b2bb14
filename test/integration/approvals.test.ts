import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import type { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterEach, expect, test } from 'vitest';
import { FutileCallError } from '../../contract/errors.ts';
import type { JsonObject } from '../../contract/json.ts';
import type { ApprovalView, Preview } from '../../contract/model.ts';
import { startGateway, type StartedGateway } from '../support/start-gateway.ts';

const askToBuy = {
  default: 'deny',
  tools: { buy: { action: 'require_approval', reason: 'money' }, look: {} },
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
  return { ...started, detach: started.gateway.approvals.attachSurface() };
};

const buy = (client: Client, signal?: AbortSignal) =>
  client.callTool({ name: 'buy', arguments: { item: 'tea', count: 2 } }, undefined, signal && { signal });
type Result = Awaited<ReturnType<typeof buy>>;
const textOf = (result: Result) => (result.content as { text: string }[])[0]?.text ?? '';
const decisionOf = (result: Result) => result._meta?.['checkstand/decision'];
const pending = ({ gateway }: StartedGateway): ApprovalView[] =>
  gateway.state(50).approvals.filter((it) => it.state === 'pending');

test('a held call runs once when a person approves', async () => {
  const { connect, seen, server, gateway } = await start();
  const result = buy(await connect());
  const { data } = await seen('approval.requested');
  expect(server.calls).toEqual([]);
  expect(gateway.state(5).approvals[0]).toMatchObject({ tool: 'buy', why: 'money', isClientWaiting: true });
  gateway.approvals.resolve(data.approvalId, 'approve', null, 'console');
  expect(textOf(await result)).toBe('did buy');
  expect(server.calls).toEqual([{ tool: 'buy', args: { item: 'tea', count: 2 } }]);
  expect(gateway.state(5).approvals[0]).toMatchObject({ state: 'consumed', resolvedBy: 'console' });
});

test('a denial reaches the agent with the word, says a person did it, and nothing is executed', async () => {
  const { connect, seen, server, gateway } = await start();
  const result = buy(await connect());
  const { data } = await seen('approval.requested');
  gateway.approvals.resolve(data.approvalId, 'deny', 'we have tea', 'console');
  const denied = await result;
  expect(denied.isError).toBe(true);
  expect(textOf(denied)).toMatch(/^\[POLICY DENIED\]/);
  expect(textOf(denied)).toMatch(/we have tea/);
  expect(textOf(denied)).toMatch(/person/);
  expect(textOf(denied)).toMatch(/not repeat/);
  expect(decisionOf(denied)).toMatchObject({ code: 'approval_denied', retryable: false });
  expect(server.calls).toEqual([]);
});

test('answering twice changes nothing and says how it was answered', async () => {
  const { connect, seen, server, gateway } = await start();
  const result = buy(await connect());
  const { data } = await seen('approval.requested');
  gateway.approvals.resolve(data.approvalId, 'approve', null, 'console');
  expect(() => gateway.approvals.resolve(data.approvalId, 'deny', null, 'window')).toThrow(
    /already.*approved.*console/,
  );
  await result;
  expect(server.calls).toHaveLength(1);
});

test('nobody looking: denied at once, in words that help', async () => {
  const { connect, detach, server } = await start();
  detach();
  const denied = await buy(await connect());
  expect(textOf(denied)).toMatch(/no Checkstand window or console is open/);
  expect(server.calls).toEqual([]);
});

test('a call whose arguments cannot work is refused before a person is asked', async () => {
  const { connect, events, server } = await start();
  const client = await connect();
  const denied = await client.callTool({ name: 'buy', arguments: { item: 'tea', count: 'lots' } });
  expect(textOf(denied)).toMatch(/`count` must be integer/);
  expect(events.some((it) => it.type === 'approval.requested')).toBe(false);
  expect(server.calls).toEqual([]);
});

test('at the hold deadline the agent may repeat; a verdict given meanwhile is collected exactly once', async () => {
  const { connect, seen, server, gateway, clock } = await start();
  const client = await connect();
  const first = buy(client);
  const { data } = await seen('approval.requested');
  clock.advance(55_000);
  const answer = await first;
  expect(answer.isError).toBe(true);
  expect(textOf(answer)).toContain(
    `not approved yet (approval #${data.approvalId} still pending in Checkstand)`,
  );
  expect(decisionOf(answer)).toMatchObject({
    code: 'approval_pending',
    retryable: true,
    approvalId: data.approvalId,
  });
  gateway.approvals.resolve(data.approvalId, 'approve', null, 'console');
  expect(server.calls).toEqual([]);
  expect(textOf(await buy(client))).toBe('did buy');
  expect(server.calls).toHaveLength(1);
  const third = buy(client);
  const again = await seen('approval.requested', (it) => it.data.approvalId !== data.approvalId);
  expect(server.calls).toHaveLength(1);
  gateway.approvals.resolve(again.data.approvalId, 'deny', null, 'console');
  await third;
});

test('a repeat attaches to the approval that is still open instead of asking twice', async () => {
  const { connect, seen, gateway, clock } = await start();
  const client = await connect();
  const first = buy(client);
  const { data } = await seen('approval.requested');
  clock.advance(55_000);
  await first;
  const second = buy(client);
  await seen('approval.waiting_changed', (it) => it.data.isClientWaiting);
  expect(pending(started as StartedGateway).map((it) => it.id)).toEqual([data.approvalId]);
  gateway.approvals.resolve(data.approvalId, 'approve', null, 'console');
  expect(textOf(await second)).toBe('did buy');
});

test.each(['cancelled', 'gone', 'ending its session'] as const)(
  'a client that is %s: approving later executes nothing',
  async (how) => {
    const { connect, seen, server, gateway } = await start();
    const client = await connect();
    const abort = new AbortController();
    const result = buy(client, abort.signal);
    result.catch(() => {});
    const { data } = await seen('approval.requested');
    switch (how) {
      case 'cancelled':
        abort.abort();
        break;
      case 'gone':
        await client.close();
        break;
      case 'ending its session':
        await (client.transport as StreamableHTTPClientTransport).terminateSession(); // as connect() made it
    }
    await seen('tool_call.withdrawn', (it) => it.data.callId === data.callId);
    expect(gateway.state(5).approvals[0]).toMatchObject({ state: 'pending', isClientWaiting: false });
    gateway.approvals.resolve(data.approvalId, 'approve', null, 'console');
    // Its own later call goes the whole way: had the withdrawn one been executed, it would be there by now.
    const other = await connect('other');
    await other.callTool({ name: 'look', arguments: {} });
    expect(server.calls).toEqual([{ tool: 'look', args: {} }]);
  },
);

test('a client that is put out in the very moment of the approval: nothing is executed, and its limit is free again', async () => {
  const limits = [{ counter: 'few', window: 'day', max: 1, scope: 'upstream' }];
  const policy = { default: 'deny', tools: { buy: { action: 'require_approval', limits }, look: {} } };
  const { connect, seen, server, gateway } = await start({ policy });
  const result = buy(await connect());
  result.catch(() => {});
  const { data } = await seen('approval.requested');
  // In one turn: what was let go is not on its way yet when its session ends.
  gateway.approvals.resolve(data.approvalId, 'approve', null, 'console');
  gateway.grants.revoke(gateway.state(1).calls[0]?.grantId ?? '');
  await seen('tool_call.failed', (it) => it.data.callId === data.callId && it.data.code === 'client_gone');
  const { token } = gateway.grants.create({ name: 'other', upstreams: ['shop'] });
  const second = buy(await connect('other', token));
  const { data: next } = await seen('approval.requested', (it) => it.data.callId !== data.callId);
  gateway.approvals.resolve(next.approvalId, 'approve', null, 'console');
  expect(textOf(await second)).toBe('did buy');
  expect(server.calls).toHaveLength(1);
});

test('two identical calls that wait together: one approval lets one go, the other asks anew', async () => {
  const { connect, seen, server, gateway } = await start();
  const client = await connect();
  const results = [buy(client), buy(client)];
  const { data } = await seen('approval.requested');
  await seen('tool_call.decided', (it) => it.data.callId !== data.callId);
  gateway.approvals.resolve(data.approvalId, 'approve', null, 'console');
  const second = await seen('approval.requested', (it) => it.data.approvalId !== data.approvalId);
  await seen('tool_call.completed');
  expect(server.calls).toHaveLength(1);
  gateway.approvals.resolve(second.data.approvalId, 'approve', null, 'console');
  expect((await Promise.all(results)).map(textOf)).toEqual(['did buy', 'did buy']);
  expect(server.calls).toHaveLength(2);
});

test('an approval is bound to its arguments and its grant', async () => {
  const { connect, seen, gateway, server } = await start();
  const client = await connect();
  const first = buy(client);
  const { data } = await seen('approval.requested');
  const dearer = client.callTool({ name: 'buy', arguments: { item: 'tea', count: 200 } });
  const other = await seen('approval.requested', (it) => it.data.approvalId !== data.approvalId);
  gateway.approvals.resolve(data.approvalId, 'approve', null, 'console');
  await first;
  const stranger = gateway.grants.create({ name: 'stranger', upstreams: ['shop'] });
  const theirs = buy(await connect('stranger', stranger.token));
  const third = await seen(
    'approval.requested',
    (it) => ![data.approvalId, other.data.approvalId].includes(it.data.approvalId),
  );
  expect(server.calls).toHaveLength(1);
  for (const id of [other.data.approvalId, third.data.approvalId])
    gateway.approvals.resolve(id, 'deny', null, 'console');
  await Promise.all([dearer, theirs]);
  expect(server.calls).toHaveLength(1);
});

test('an approval that nobody answers expires, and the waiting call says so', async () => {
  const { connect, seen, gateway, clock, server } = await start();
  const client = await connect('claude-code');
  const result = client.callTool({ name: 'buy', arguments: { item: 'tea' } }, undefined, {
    onprogress: () => {},
  });
  const { data } = await seen('approval.requested');
  clock.advance(30 * 60_000 + 1);
  await seen('approval.expired');
  const text = textOf(await result);
  expect(text).toMatch(/expired|not approved yet/);
  expect(() => gateway.approvals.resolve(data.approvalId, 'approve', null, 'console')).toThrow(/expired/);
  expect(server.calls).toEqual([]);
});

test('a wall clock that jumps past the expiry lets an old answer count for nothing', async () => {
  const { connect, seen, gateway, clock, server } = await start();
  const client = await connect();
  const first = buy(client);
  const { data } = await seen('approval.requested');
  clock.advance(55_000);
  await first;
  gateway.approvals.resolve(data.approvalId, 'approve', null, 'console');
  clock.jump(24 * 60 * 60_000);
  const second = buy(client);
  const again = await seen('approval.requested', (it) => it.data.approvalId !== data.approvalId);
  gateway.approvals.resolve(again.data.approvalId, 'deny', null, 'console');
  await second;
  expect(server.calls).toEqual([]);
});

test('a policy edit clears answers that were not collected', async () => {
  const { connect, seen, gateway, clock, server, savePolicy } = await start();
  const client = await connect();
  const first = buy(client);
  const { data } = await seen('approval.requested');
  clock.advance(55_000);
  await first;
  gateway.approvals.resolve(data.approvalId, 'approve', null, 'console');
  savePolicy(askToBuy);
  const second = buy(client);
  const again = await seen('approval.requested', (it) => it.data.approvalId !== data.approvalId);
  gateway.approvals.resolve(again.data.approvalId, 'deny', null, 'console');
  await second;
  expect(server.calls).toEqual([]);
});

test('pausing, or a policy that now denies, ends the waiting call; a relaxed one does not let it go', async () => {
  const { connect, seen, gateway, server, savePolicy } = await start();
  const client = await connect();
  const first = buy(client);
  await seen('approval.requested');
  savePolicy({ default: 'allow' });
  expect(server.calls).toEqual([]);
  savePolicy({ default: 'deny' });
  expect(decisionOf(await first)).toMatchObject({ code: 'default_deny' });
  savePolicy(askToBuy);
  const second = buy(client);
  await seen('tool_call.decided', (it) => it.data.policyVersion === 4 && it.data.decision.effect === 'ask');
  gateway.pause('console');
  expect(decisionOf(await second)).toMatchObject({ code: 'paused' });
  expect(server.calls).toEqual([]);
});

test('closing the app answers the waiting call, executes nothing, and keeps the approval', async () => {
  const { connect, seen, gateway, server } = await start();
  const result = buy(await connect());
  const { data } = await seen('approval.requested');
  await gateway.close();
  expect(textOf(await result)).toMatch(/Checkstand is closing/);
  expect(server.calls).toEqual([]);
  expect(gateway.state(5).approvals[0]).toMatchObject({
    id: data.approvalId,
    state: 'pending',
    isClientWaiting: false,
  });
});

test('what the preview pinned is what happens', async () => {
  const preview: Preview = {
    goods: {
      title: 'Green tea',
      asin: 'B000000001',
      quantity: 2,
      currency: 'USD',
      priceMinor: 399,
      totalMinor: 798,
      subtotalBeforeMinor: 0,
      subtotalAfterMinor: 798,
      seller: null,
      note: null,
    },
    picture: 'data:image/svg+xml;base64,PHN2Zy8+',
    pinnedArguments: { item: 'B000000001', count: 2 },
  };
  const { connect, seen, gateway, server } = await start({ preview: async () => preview });
  const result = buy(await connect());
  const { data } = await seen('approval.previewed');
  const { goods } = gateway.state(5).approvals[0] ?? {};
  expect(goods).toMatchObject({ title: 'Green tea', totalMinor: 798 });
  expect(gateway.picture(goods?.pictureId ?? '')).toBe(preview.picture);
  gateway.approvals.resolve(data.approvalId, 'approve', null, 'console');
  await result;
  expect(server.calls).toEqual([{ tool: 'buy', args: { item: 'B000000001', count: 2 } }]);
});

test('a preview that fails says that nothing is known and holds nothing up', async () => {
  const { connect, seen, gateway } = await start({ preview: () => Promise.reject(new Error('no browser')) });
  const result = buy(await connect());
  const { data } = await seen('approval.previewed');
  expect(data.goods).toBeNull();
  gateway.approvals.resolve(data.approvalId, 'approve', null, 'console');
  expect(textOf(await result)).toBe('did buy');
});

const futile = () => Promise.reject(new FutileCallError('there is no tea'));

test('what can only fail is refused in words, and nobody is left with a question', async () => {
  const started = await start({ preview: futile });
  const refused = await buy(await started.connect());
  expect(textOf(refused)).toMatch(/can only fail: there is no tea/);
  expect(decisionOf(refused)).toMatchObject({ effect: 'deny', code: 'cannot_evaluate', retryable: true });
  expect(started.gateway.state(5).approvals).toMatchObject([
    { state: 'denied', resolvedBy: 'gateway', word: 'there is no tea' },
  ]);
  expect(started.server.calls).toEqual([]);
  // The next one is looked at anew, and no person has denied it.
  expect(textOf(await buy(await started.connect()))).toBe(textOf(refused));
});

test('an answer that was quicker than that stands: the tool itself says why it fails', async () => {
  const look = Promise.withResolvers<undefined>();
  const { connect, seen, gateway, server } = await start({ preview: () => look.promise });
  const result = buy(await connect());
  const { data } = await seen('approval.requested');
  gateway.approvals.resolve(data.approvalId, 'approve', null, 'console');
  look.reject(new FutileCallError('there is no tea'));
  expect(textOf(await result)).toBe('did buy');
  expect(server.calls).toHaveLength(1);
});

/** A shop whose prices a preview tells: 4.00 for tea, 25.00 for a kettle, 60.00 for a lamp. */
const priced = async (tool: string, args: JsonObject): Promise<Preview | undefined> => {
  const prices: Record<string, number> = { tea: 400, kettle: 2500, lamp: 6000 };
  const item = typeof args['item'] === 'string' ? args['item'] : '';
  const priceMinor = prices[item];
  if (tool !== 'buy' || priceMinor === undefined) return undefined;
  const goods = {
    title: item,
    asin: `B0${item}`,
    quantity: 1,
    currency: 'USD',
    priceMinor,
    totalMinor: priceMinor,
    subtotalBeforeMinor: null,
    subtotalAfterMinor: null,
    seller: null,
    note: null,
  };
  return { goods, picture: null, pinnedArguments: { item: goods.asin, count: 1 } };
};
const byPrice = {
  default: 'deny',
  tools: {
    buy: {
      require: [{ path: 'preview.price', op: 'lte', value: 40 }],
      deny_if: [{ path: 'args.item', op: 'eq', value: 'kettle bomb' }],
      approval: { when: [{ conditions: [{ path: 'preview.price', op: 'gt', value: 20 }] }] },
    },
  },
};
const order = (client: Client, item: string) => client.callTool({ name: 'buy', arguments: { item } });

test('the price is looked up before deciding: cheap goes through pinned, dear asks with the goods, too dear is refused', async () => {
  const { connect, seen, gateway, server, events } = await start({ policy: byPrice, preview: priced });
  const client = await connect();
  expect(textOf(await order(client, 'tea'))).toBe('did buy');
  expect(server.calls).toEqual([{ tool: 'buy', args: { item: 'B0tea', count: 1 } }]);

  const refused = await order(client, 'lamp');
  expect(decisionOf(refused)).toMatchObject({
    effect: 'deny',
    code: 'requirement',
    rule: '/tools/buy/require/0',
  });

  const asked = order(client, 'kettle');
  const { data } = await seen('approval.previewed');
  expect(gateway.state(5).approvals[0]).toMatchObject({ preview: 'known', goods: { title: 'kettle' } });
  expect(events.filter((it) => it.type === 'approval.previewed')).toHaveLength(1);
  gateway.approvals.resolve(data.approvalId, 'approve', null, 'console');
  expect(textOf(await asked)).toBe('did buy');
  expect(server.calls.at(-1)).toEqual({ tool: 'buy', args: { item: 'B0kettle', count: 1 } });

  const unknown = await order(client, 'mystery');
  expect(decisionOf(unknown)).toMatchObject({ effect: 'deny', code: 'cannot_evaluate' });
  expect(server.calls).toHaveLength(2);
});

test('what can only fail is refused before it is decided, too', async () => {
  const started = await start({ policy: byPrice, preview: futile });
  const refused = await order(await started.connect(), 'tea');
  expect(textOf(refused)).toMatch(/can only fail: there is no tea/);
  expect(pending(started)).toEqual([]);
  expect(started.server.calls).toEqual([]);
  expect(started.events.map((it) => it.type)).not.toContain('approval.requested');
});

test('an agent that leaves while the price is looked up: recorded, and nothing is executed', async () => {
  const found = Promise.withResolvers<Preview | undefined>();
  const { connect, seen, server, events } = await start({ policy: byPrice, preview: () => found.promise });
  const client = await connect();
  order(client, 'tea').catch(() => {});
  const other = await connect('other');
  // Its own session's answer shows that the first call has been entered.
  await other.ping();
  await client.close();
  const { data } = await seen('tool_call.withdrawn');
  found.resolve(await priced('buy', { item: 'tea' }));
  expect(decisionOf(await order(other, 'kettle bomb'))).toMatchObject({ effect: 'deny' });
  expect(server.calls).toEqual([]);
  const decided = events.filter((it) => it.type === 'tool_call.decided' && it.data.callId === data.callId);
  expect(decided).toHaveLength(1);
});

test('money: what is reserved comes to what was really spent, and the budget never passes', async () => {
  const spend = [{ counter: 'day', window: 'day', max: '10.00', currency: 'USD' }];
  const policy = { default: 'deny', tools: { buy: { spend } } };
  const { connect, server, clock } = await start({ policy, preview: priced });
  const client = await connect();
  // 4.00 is reserved each time; the shop then says 1.00, nothing at all, and what was foreseen.
  server.answers.push({ spent: '1.00' }, { spent: '0.00' }, { spent: '4.00' });
  for (let index = 0; index < 3; index += 1) expect((await order(client, 'tea')).isError).not.toBe(true);
  // 5.00 so far: one more fits, two do not, however close together they come.
  server.answers.push({ spent: '4.00' });
  const both = await Promise.all([order(client, 'tea'), order(client, 'tea')]);
  const refused = both.filter((it) => it.isError);
  expect(refused.map((it) => decisionOf(it))).toMatchObject([{ code: 'spend', retryable: true }]);
  expect(server.calls).toHaveLength(4);
  clock.advance(24 * 60 * 60_000);
  expect((await order(client, 'tea')).isError).not.toBe(true);
});

test('money: a call that did not happen gives its reservation back', async () => {
  const spend = [{ counter: 'day', window: 'day', max: '5.00', currency: 'USD' }];
  const policy = { default: 'deny', tools: { buy: { spend } } };
  const { connect, server } = await start({ policy, preview: priced });
  const client = await connect();
  server.answers.push('error', 'error', { spent: '4.00' });
  await expect(order(client, 'tea')).rejects.toThrow('upstream says no');
  await expect(order(client, 'tea')).rejects.toThrow('upstream says no');
  expect((await order(client, 'tea')).isError).not.toBe(true);
  expect(decisionOf(await order(client, 'tea'))).toMatchObject({ code: 'spend' });
});

test('money: a price that turns out to break the budget ends the waiting call and its card', async () => {
  const spend = [{ counter: 'day', window: 'day', max: '10.00', currency: 'USD' }];
  const policy = { default: 'deny', tools: { buy: { action: 'require_approval', spend } } };
  const found = Promise.withResolvers<Preview | undefined>();
  const { connect, seen, gateway, server } = await start({ policy, preview: () => found.promise });
  const result = order(await connect(), 'kettle');
  const { data } = await seen('approval.requested');
  expect(pending(started as StartedGateway)).toHaveLength(1);
  found.resolve(await priced('buy', { item: 'kettle' }));
  expect(decisionOf(await result)).toMatchObject({ effect: 'deny', code: 'spend' });
  expect(() => gateway.approvals.resolve(data.approvalId, 'approve', null, 'console')).toThrow(/expired/);
  expect(server.calls).toEqual([]);
});
