import { expect, onTestFinished, test } from 'vitest';
import type { JsonObject } from '../../contract/json.ts';
import { call, ended, replay, tea } from '../support/replay.ts';
import { startGateway, type StartedGateway } from '../support/start-gateway.ts';

const allowAll = { default: 'allow' };

async function start(policy: Record<string, unknown>): Promise<StartedGateway> {
  const started = await startGateway({ policy });
  onTestFinished(() => started.close());
  return started;
}

test('what a draft would decide otherwise, by tool, with the calls and its words', async () => {
  const started = await start(allowAll);
  const client = await started.connect();
  for (const count of [1, 2, 12, 15]) await call(client, 'buy', { item: 'tea', count });
  await call(client, 'look');
  const before = started.events.length;
  const report = await replay(started, {
    default: 'deny',
    tools: { look: {}, buy: { deny_if: [{ path: 'args.count', op: 'gt', value: 10 }] } },
  });
  expect(report).toMatchObject({ calls: 5, unchanged: 3, undecidable: 0 });
  expect(report.changes).toMatchObject([
    {
      tool: 'buy',
      from: 'allow',
      to: 'deny',
      count: 2,
      calls: [
        { arguments: { count: 15 }, text: 'count is 15; the rule refuses more than 10' },
        { arguments: { count: 12 } },
      ],
    },
  ]);
  // Nothing was recorded, counted or executed.
  expect(started.events).toHaveLength(before);
  expect(started.server.calls).toHaveLength(5);
});

test('the counters of a draft begin empty and count what the draft lets through, at the time of each call', async () => {
  const started = await start(allowAll);
  const client = await started.connect();
  for (let minute = 0; minute < 2; minute += 1) {
    for (let n = 0; n < 5; n += 1) await call(client, 'look');
    started.clock.advance(60_000);
  }
  const limited = (window: unknown) =>
    replay(started, {
      default: 'deny',
      tools: { look: { limits: [{ counter: 'looks', window, max: 3 }] } },
    });
  expect((await limited('minute')).changes).toMatchObject([{ to: 'deny', count: 4 }]);
  expect((await limited('day')).changes).toMatchObject([{ to: 'deny', count: 7 }]);
  expect((await limited(60)).changes).toMatchObject([{ to: 'deny', count: 4 }]);
});

test('calls that a window reaches back to are counted though they are too old to be reported', async () => {
  const started = await start(allowAll);
  const client = await started.connect();
  for (let n = 0; n < 3; n += 1) await call(client, 'look');
  started.clock.jump(23 * 3_600_000 + 3_000_000);
  await call(client, 'look');
  started.clock.jump(3_600_000);
  const report = await replay(
    started,
    { default: 'deny', tools: { look: { limits: [{ counter: 'looks', window: 86_400, max: 3 }] } } },
    1,
  );
  expect(report).toMatchObject({ calls: 1, changes: [{ tool: 'look', to: 'deny', count: 1 }] });
});

test('a call that was asked counts when a person approved it, and not when they denied it', async () => {
  const asking = { default: 'deny', tools: { buy: { action: 'require_approval' } } };
  const started = await start(asking);
  const { gateway } = started;
  gateway.approvals.attachSurface();
  const client = await started.connect();
  const verdicts = ['deny', 'approve', 'deny', 'approve', 'approve'] as const;
  gateway.subscribe((event) => {
    if (event.type !== 'approval.requested') return;
    const asked = started.events.filter((it) => it.type === 'approval.requested').length;
    const verdict = verdicts[asked - 1] ?? 'deny';
    // When the call is held: just after this event.
    setImmediate(() => gateway.approvals.resolve(event.data.approvalId, verdict, null, 'console'));
  });
  for (const item of ['a', 'b', 'c', 'd', 'e']) await call(client, 'buy', { item });
  const limited = (max: number) => ({
    ...asking,
    tools: { buy: { action: 'require_approval', limits: [{ counter: 'bought', window: 'day', max }] } },
  });
  expect(await replay(started, limited(3))).toMatchObject({ calls: 5, unchanged: 5, changes: [] });
  expect((await replay(started, limited(2))).changes).toMatchObject([{ from: 'ask', to: 'deny', count: 1 }]);
  expect((await replay(started, limited(1))).changes).toMatchObject([{ from: 'ask', to: 'deny', count: 3 }]);
  // Without a question they all would have happened.
  const open = {
    default: 'deny',
    tools: { buy: { limits: [{ counter: 'bought', window: 'day', max: 2 }] } },
  };
  expect((await replay(started, open)).changes).toMatchObject([
    { from: 'ask', to: 'deny', count: 3 },
    { from: 'ask', to: 'allow', count: 2 },
  ]);
});

test('a call that did not happen is given back; one that ended in an error counts as the limit says', async () => {
  const started = await start(allowAll);
  const client = await started.connect();
  for (const name of ['fail', 'fail', 'fail', 'soft_fail', 'soft_fail', 'soft_fail']) {
    await call(client, name);
    await ended(started);
  }
  const once = (extra: object) => ({ limits: [{ counter: 'c', window: 'day', max: 1, ...extra }] });
  const denied = async (tool: string, extra: object) =>
    (await replay(started, { default: 'allow', tools: { [tool]: once(extra) } })).changes.map(
      (it) => it.count,
    );
  expect(await denied('fail', {})).toEqual([]);
  expect(await denied('soft_fail', { count: 'successes' })).toEqual([]);
  expect(await denied('soft_fail', {})).toEqual([2]);
});

test('what was not recorded is not guessed: a draft that looks at it is undecidable, unless it denies anyway', async () => {
  const started = await start(allowAll);
  const client = await started.connect();
  await call(client, 'look', { login: { password: 'hunter2', name: 'me' }, text: 'x'.repeat(5_000) });
  const by = (path: string, extra: object = {}) =>
    replay(started, {
      default: 'deny',
      tools: { look: { deny_if: [{ path, op: 'contains', value: 'y' }], ...extra } },
    });
  expect(await by('args.login.password')).toMatchObject({ calls: 0, undecidable: 1, changes: [] });
  expect(await by('args.login.*')).toMatchObject({ undecidable: 1 });
  expect(await by('args.text')).toMatchObject({ undecidable: 1 });
  expect(await by('args.login.name')).toMatchObject({ calls: 1, undecidable: 0, changes: [] });
  const anyway = { require: [{ path: 'args.login.name', op: 'eq', value: 'you' }] };
  expect(await by('args.login.password', anyway)).toMatchObject({ calls: 1, changes: [{ to: 'deny' }] });
  expect(
    await replay(started, {
      default: 'deny',
      tools: {
        look: { limits: [{ counter: 'c', window: 'day', max: 1, increment_from: 'args.login.password' }] },
      },
    }),
  ).toMatchObject({ undecidable: 1 });
});

test('a preview that was seen is a fact; one that was never made is undecidable', async () => {
  const goods = { ...tea, priceMinor: 4_500, totalMinor: 4_500 };
  const started = await startGateway({
    policy: { default: 'allow', tools: { buy: { action: 'require_approval' } } },
    preview: async () => ({ goods, picture: null, pinnedArguments: null }),
  });
  onTestFinished(() => started.close());
  started.gateway.approvals.attachSurface();
  const client = await started.connect();
  const held = call(client, 'buy', { item: 'tea' });
  const { data } = await started.seen('approval.previewed');
  started.gateway.approvals.resolve(data.approvalId, 'approve', null, 'console');
  await held;
  await call(client, 'look');
  const dear = { deny_if: [{ path: 'preview.price', op: 'gt', value: 40 }] };
  const report = await replay(started, { default: 'allow', all_tools: dear });
  expect(report).toMatchObject({
    calls: 1,
    undecidable: 1,
    changes: [{ tool: 'buy', from: 'ask', to: 'deny' }],
  });
});

test('budgets count what was really spent, whatever was reserved, where the draft looks for it', async () => {
  const goods = { ...tea, priceMinor: 4_000, totalMinor: 4_000 };
  const started = await startGateway({
    policy: {
      default: 'allow',
      tools: { buy: { deny_if: [{ path: 'preview.price', op: 'gt', value: 90 }] } },
    },
    preview: async () => ({ goods, picture: null, pinnedArguments: null }),
    changeOf: () => undefined,
  });
  onTestFinished(() => started.close());
  const client = await started.connect();
  // Foreseen at 40 each: the first came to 10, the second to 40, the third did not say, the fourth gave back.
  started.server.answers.push(
    { outcome: 'ok', spent: '10.00', currency: 'USD', paid: { amountMinor: 100, currency: 'USD' } },
    { outcome: 'ok', spent: '40.00', currency: 'USD' },
    { outcome: 'ok' },
    { outcome: 'ok', spent: '-5.00', currency: 'USD' },
  );
  for (let n = 0; n < 4; n += 1) {
    await call(client, 'buy', { item: 'tea' });
    await ended(started);
  }
  const spent = started.events.flatMap((it) => (it.type === 'tool_call.completed' ? [it.data.spent] : []));
  expect(spent).toEqual([
    [{ path: 'result.spent', amount: '10.00', currency: 'USD' }],
    [{ path: 'result.spent', amount: '40.00', currency: 'USD' }],
    undefined,
    undefined,
  ]);
  const budget = (max: string, extra: object = {}) => ({
    default: 'deny',
    tools: { buy: { spend: [{ counter: 'b', window: 'day', max, currency: 'USD', ...extra }] } },
  });
  const denied = async (...of: Parameters<typeof budget>) =>
    (await replay(started, budget(...of))).changes.map((it) => it.count);
  // 10 + 40 + 40 + 40: what nobody said stays as it was foreseen.
  expect(await denied('130.00')).toEqual([]);
  expect(await denied('129.99')).toEqual([1]);
  // In another window, and at another place of the result, which was not recorded.
  expect(await denied('130.00', { window: 600 })).toEqual([]);
  expect(await denied('130.00', { settle: 'result.paid' })).toEqual([1]);
});

test('what was asked for stays on record beside what was sent, and both are judged again', async () => {
  const goods = { ...tea, asin: 'B0TEA', priceMinor: 400, totalMinor: 400 };
  const started = await startGateway({
    policy: {
      default: 'allow',
      tools: { buy: { deny_if: [{ path: 'preview.price', op: 'gt', value: 90 }] } },
    },
    preview: async () => ({ goods, picture: null, pinnedArguments: { item: 'B0TEA', count: 1 } }),
  });
  onTestFinished(() => started.close());
  const client = await started.connect();
  await call(client, 'buy', { item: 'tea', note: 'green', token: 'hunter2' });
  const { data } = await started.seen('tool_call.decided');
  expect(data.arguments).toEqual({ item: 'B0TEA', count: 1 });
  expect(data.asked).toEqual({ item: 'tea', note: 'green', token: '[redacted]' });
  expect(started.gateway.state(1).calls[0]).toMatchObject({ arguments: data.arguments, asked: data.asked });
  const changes = async (condition: object) =>
    (await replay(started, { default: 'allow', all_tools: { deny_if: [condition] } })).changes.length;
  expect(await changes({ path: 'args.note', op: 'eq', value: 'green' })).toBe(1);
  expect(await changes({ path: 'args.item', op: 'eq', value: 'B0TEA' })).toBe(1);
  await call(client, 'look', { note: 'x' });
  const looked = await started.seen('tool_call.decided', (it) => it.data.tool === 'look');
  expect(looked.data).not.toHaveProperty('asked');
});

test('what was known of the session is a fact of a call, live and in a replay', async () => {
  let session: JsonObject = { signed_in: true, cart_subtotal: '12.00' };
  const started = await startGateway({
    policy: {
      default: 'allow',
      tools: { look: { require: [{ path: 'session.signed_in', op: 'eq', value: true }] } },
    },
    session: () => session,
  });
  onTestFinished(() => started.close());
  const { gateway } = started;
  const client = await started.connect();
  const says = async () => JSON.stringify((await call(client, 'look'))?.content);
  expect(await says()).toContain('did look');
  session = { signed_in: false };
  expect(await says()).toContain('session.signed_in is false');
  // Explained as it is now, or as one assumes.
  const explained = (facts?: JsonObject) =>
    gateway.policies.explain({ upstream: 'shop', grantId: null, tool: 'look', args: {}, facts }).text;
  expect(explained()).toContain('session.signed_in is false');
  expect(explained({ session: { signed_in: true } })).toBe('the policy allows `look`');
  const few = { deny_if: [{ path: 'session.cart_subtotal', op: 'gt', value: 10 }] };
  expect(await replay(started, { default: 'allow', all_tools: few })).toMatchObject({
    calls: 2,
    undecidable: 0,
    changes: [
      { from: 'allow', to: 'deny', count: 1 },
      { from: 'deny', to: 'allow', count: 1 },
    ],
  });
});

test('only the calls that the draft would decide are reported; others count where counters are shared', async () => {
  const started = await start(allowAll);
  const { gateway } = started;
  const other = gateway.grants.create({ name: 'other', upstreams: ['shop'] });
  const own = { version: '1', default: 'allow' } as const;
  gateway.policies.save('shop', other.grant.id, own, 'test');
  const [first, second] = [await started.connect(), await started.connect('second', other.token)];
  for (let n = 0; n < 3; n += 1) {
    await call(second, 'look');
    await call(first, 'look');
  }
  const limits = (scope: string) => ({
    tools: { look: { limits: [{ counter: 'looks', window: 'day', max: 2, scope }] } },
  });
  expect(await replay(started, { default: 'deny', ...limits('grant') })).toMatchObject({
    calls: 3,
    changes: [{ count: 1 }],
  });
  gateway.policies.save(
    'shop',
    other.grant.id,
    { version: '1', default: 'deny', ...limits('upstream') },
    'test',
  );
  expect(await replay(started, { default: 'deny', ...limits('upstream') })).toMatchObject({
    calls: 3,
    changes: [{ count: 2 }],
  });
  const ofOther = {
    upstream: 'shop',
    grantId: other.grant.id,
    document: { version: '1', default: 'ask' },
    days: 1,
  };
  expect(await gateway.policies.replay(ofOther)).toMatchObject({
    calls: 3,
    changes: [{ to: 'ask', count: 3 }],
  });
});

test('what no policy decided stays as it was: a pause, nobody there to ask', async () => {
  const asking = { default: 'deny', tools: { buy: { action: 'require_approval' } } };
  const started = await start(asking);
  const client = await started.connect();
  await call(client, 'buy', { item: 'tea' });
  started.gateway.pause('console');
  await call(client, 'buy', { item: 'tea' });
  await call(client, 'look');
  expect(await replay(started, asking)).toMatchObject({ calls: 3, unchanged: 3 });
  expect((await replay(started, allowAll)).changes).toMatchObject([
    { tool: 'buy', from: 'deny', to: 'allow', count: 1 },
  ]);
  // Nor are arguments that cannot work a matter of the policy: nobody is asked about those.
  started.gateway.resume('console');
  started.gateway.approvals.attachSurface();
  await call(client, 'buy', { item: 'tea', count: 'lots' });
  expect(await replay(started, asking)).toMatchObject({ calls: 4, unchanged: 4 });
  expect((await replay(started, allowAll)).changes).toMatchObject([{ tool: 'buy', count: 2 }]);
});

test('many kinds of changes are told as one in the end', async () => {
  const started = await start(allowAll);
  const client = await started.connect();
  for (let n = 0; n < 210; n += 1) await call(client, `made-up-${n}`);
  const { changes, calls } = await replay(started, { default: 'deny' });
  expect(changes).toHaveLength(201);
  expect(changes[0]).toMatchObject({ tool: '(other tools)', count: 10 });
  expect(calls).toBe(210);
});
