import { expect, onTestFinished, test } from 'vitest';
import type { JsonObject } from '../../contract/json.ts';
import { startGateway } from '../support/start-gateway.ts';

const doc = (rest: Record<string, unknown>) => ({ version: '1', ...rest }) as JsonObject;

async function start(policy: Record<string, unknown> = { default: 'deny' }) {
  const started = await startGateway({ policy });
  onTestFinished(() => started.close());
  const grantId = started.gateway.grants.list()[0]?.id ?? '';
  // Tools are known from the first session on.
  const client = await started.connect();
  await client.listTools();
  return { ...started, client, grantId, policies: started.gateway.policies };
}

const codesOf = (findings: readonly { code: string; pointer: string }[]) =>
  findings.map(({ code, pointer }) => [code, pointer]);

test('a check names problems at their place and saves nothing', async () => {
  const { policies, events } = await start();
  const before = events.length;
  const checked = await policies.check(doc({ default: 'alow', tols: {} }), { upstream: 'shop' });
  expect(checked.document).toBeNull();
  expect(checked.problems.map((it) => it.pointer).sort()).toEqual(['/default', '/tols']);
  expect(checked.problems.find((it) => it.pointer === '/tols')?.message).toContain('did you mean `tools`');
  expect(events).toHaveLength(before);
});

test('with an upstream, the linter knows its tools and their arguments', async () => {
  const { policies } = await start();
  const draft = doc({
    default: 'deny',
    tools: { bui: {}, buy: { deny_if: [{ path: 'args.count', op: 'gt', value: 3 }] } },
  });
  const alone = await policies.check(draft);
  expect(codesOf(alone.findings)).not.toContainEqual(['unknown_tool', '/tools/bui']);
  const { findings, problems } = await policies.check(draft, { upstream: 'shop' });
  expect(problems).toEqual([]);
  expect(findings.find((it) => it.code === 'unknown_tool')).toMatchObject({
    pointer: '/tools/bui',
    message: expect.stringContaining('`buy`') as string,
  });
  expect(codesOf(findings)).toContainEqual(['optional_argument', '/tools/buy/deny_if/0']);
  await expect(policies.check(draft, { upstream: 'nowhere' })).rejects.toMatchObject({ code: 'not_found' });
});

test('each example says what came out; one that fails makes the document unacceptable, with the findings still told', async () => {
  const { policies } = await start();
  const draft = doc({
    default: 'deny',
    hide: ['fail'],
    tools: { look: {}, bui: {} },
    examples: [
      { tool: 'look', args: {}, expect: 'allow' },
      { tool: 'buy', args: {}, expect: 'ask' },
      { tool: 'fail', args: {}, expect: 'hidden' },
      { tool: 'look', args: {}, expect: 'allow', facts: { now: 'at noon' } },
    ],
  });
  const { document, problems, examples, findings } = await policies.check(draft, { upstream: 'shop' });
  expect(document).toBeNull();
  expect(problems.map((it) => it.pointer)).toEqual(['/examples/1/expect', '/examples/3/facts/now']);
  expect(examples).toMatchObject([
    { index: 0, tool: 'look', expect: 'allow', got: 'allow', isMet: true },
    { index: 1, expect: 'ask', got: 'deny', isMet: false },
    { index: 2, got: 'hidden', isMet: true },
    { index: 3, isMet: false },
  ]);
  expect(codesOf(findings)).toContainEqual(['unknown_tool', '/tools/bui']);
});

test('a rule that never matched in the calls of this version is pointed at, as long as it is unchanged', async () => {
  const rules = {
    deny_if: [
      { conditions: [{ path: 'args.count', op: 'gt', value: 3 }] },
      { conditions: [{ path: 'args.item', op: 'eq', value: 'gin' }] },
    ],
  };
  const policy = { default: 'deny', tools: { buy: rules, look: { limits: [] } } };
  const { policies, client, gateway, grantId } = await start(policy);
  const neverMatched = async (draft: JsonObject, grant: string | null = null) => {
    const { findings } = await policies.check(draft, { upstream: 'shop', grantId: grant });
    return findings.filter((it) => it.code === 'never_matched').map((it) => it.pointer);
  };
  expect(await neverMatched(doc(policy))).toEqual([]);
  await client.callTool({ name: 'buy', arguments: { item: 'tea', count: 4 } });
  await client.callTool({ name: 'buy', arguments: { item: 'tea', count: 2 } });
  expect(await neverMatched(doc(policy))).toEqual(['/tools/buy/deny_if/1', '/tools/look']);
  await client.callTool({ name: 'buy', arguments: { item: 'gin' } });
  expect(await neverMatched(doc(policy))).toEqual(['/tools/look']);
  // What was changed in the editor has no history yet.
  expect(
    await neverMatched(doc({ ...policy, tools: { ...policy.tools, look: { action: 'deny' } } })),
  ).toEqual([]);
  // Neither has a new version, nor what another policy decided.
  policies.save('shop', null, doc(policy), 'console');
  expect(await neverMatched(doc(policy))).toEqual([]);
  const other = gateway.grants.create({ name: 'other', upstreams: ['shop'] }).grant.id;
  policies.save('shop', other, doc(policy), 'console');
  await client.callTool({ name: 'look', arguments: {} });
  expect(await neverMatched(doc(policy))).toEqual(['/tools/buy']);
  expect(await neverMatched(doc(policy), other)).toEqual([]);
  // The same number, of the grant's own policy.
  for (let version = 1; version <= 2; version += 1) policies.save('shop', grantId, doc(policy), 'console');
  await client.callTool({ name: 'buy', arguments: { item: 'tea' } });
  expect(await neverMatched(doc(policy))).toEqual(['/tools/buy']);
  expect(await neverMatched(doc(policy), grantId)).toContain('/tools/look');
});

test('explain says what the saved policy decides, with the counters of that grant, and counts nothing', async () => {
  const { policies, client, grantId, gateway, events } = await start({
    default: 'deny',
    tools: { look: { limits: [{ counter: 'looks', window: 'day', max: 2 }] } },
  });
  await client.callTool({ name: 'look', arguments: {} });
  const other = gateway.grants.create({ name: 'other', upstreams: ['shop'] }).grant.id;
  const before = events.length;
  const ask = (grant: string | null, facts?: JsonObject) =>
    policies.explain({ upstream: 'shop', grantId: grant, tool: 'look', args: {}, ...(facts && { facts }) });
  const counterOf = (decision: ReturnType<typeof ask>) => decision.reasons.find((it) => it.counter)?.counter;
  expect(counterOf(ask(grantId))).toMatchObject({ before: '1', after: '2', max: '2' });
  expect(counterOf(ask(grantId))).toMatchObject({ before: '1' });
  expect(counterOf(ask(other))).toMatchObject({ before: '0' });
  expect(counterOf(ask(null))).toMatchObject({ before: '0' });
  expect(ask(grantId, { counters: { looks: 2 } })).toMatchObject({ effect: 'deny', code: 'limit' });
  // A counter that is not named stays what it is.
  expect(counterOf(ask(grantId, { counters: { others: 9 } }))).toMatchObject({ before: '1' });
  expect(events).toHaveLength(before);
  await client.callTool({ name: 'look', arguments: {} });
  expect(ask(grantId)).toMatchObject({ effect: 'deny', code: 'limit' });
});

test("explain takes a draft, the grant's own policy, and assumed facts", async () => {
  const { policies, grantId } = await start({ default: 'deny', timezone: 'Europe/Berlin' });
  const draft = doc({
    default: 'deny',
    timezone: 'Europe/Berlin',
    tools: {
      buy: {
        require: [{ path: 'tool.risk', op: 'exists', value: true }],
        deny_if: [
          { name: 'night', conditions: [{ path: 'time.hour', op: 'lt', value: 7 }] },
          { name: 'dear', conditions: [{ path: 'preview.price', op: 'gt', value: 40 }] },
        ],
      },
    },
  });
  const ask = (facts: JsonObject, args: JsonObject = { item: 'tea' }) =>
    policies.explain({ upstream: 'shop', grantId, document: draft, tool: 'buy', args, facts });
  const cheap = { price: '12.00', currency: 'USD' };
  expect(ask({ preview: cheap })).toMatchObject({ effect: 'allow' });
  expect(ask({ preview: cheap, now: '2026-01-15T05:59:00Z' })).toMatchObject({
    effect: 'deny',
    rule: '/tools/buy/deny_if/0',
    text: 'night: time.hour is 6; the rule refuses less than 7',
  });
  expect(ask({ preview: { price: '41' } })).toMatchObject({ rule: '/tools/buy/deny_if/1' });
  // A price that nobody said is not a low one.
  expect(ask({})).toMatchObject({ effect: 'deny', code: 'cannot_evaluate' });
  expect(ask({ preview: cheap, paused: true })).toMatchObject({ code: 'paused' });

  const question = { upstream: 'shop', tool: 'look', args: {} };
  policies.save('shop', grantId, doc({ default: 'allow' }), 'console');
  expect(policies.explain({ ...question, grantId })).toMatchObject({ effect: 'allow' });
  expect(policies.explain({ ...question, grantId: null })).toMatchObject({ code: 'default_deny' });
});

test('explain refuses facts and drafts that make no sense, at their place', async () => {
  const { policies } = await start();
  const ask = (more: object) => () =>
    policies.explain({ upstream: 'shop', grantId: null, tool: 'look', args: {}, ...more });
  expect(ask({ facts: { nw: 1 } })).toThrow('/facts/nw: unknown field `nw`; did you mean `now`?');
  expect(ask({ facts: { now: 'soon' } })).toThrow('/facts/now: expected an ISO time');
  expect(ask({ facts: { counters: { a: -1 } } })).toThrow('/facts/counters/a');
  expect(ask({ document: { version: '1' } })).toThrow('/default');
  expect(ask({ grantId: 'nobody' })).toThrow('no grant `nobody`');
});
