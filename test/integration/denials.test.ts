import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { expect, onTestFinished, test } from 'vitest';
import type { JsonObject } from '../../contract/json.ts';
import { startGateway, type StartedGateway } from '../support/start-gateway.ts';

interface Case {
  readonly kind: string;
  /** What the policy says of `buy`; nothing else is listed. */
  readonly buy?: JsonObject;
  readonly isNobodyThere?: boolean;
  readonly before?: (started: StartedGateway, buy: () => ReturnType<typeof buyWith>) => unknown;
  /** While the call waits. */
  readonly during?: (started: StartedGateway, approvalId: string) => unknown;
  readonly says: JsonObject;
  readonly text: RegExp;
}

const ask = { action: 'require_approval' };
const args = { item: 'tea', price: '4.00' };
const spend = (max: string) => [
  { counter: 'day', window: 'day', max, currency: 'USD', amount: 'args.price' },
];

const cases: readonly Case[] = [
  {
    kind: 'paused',
    buy: {},
    before: ({ gateway }) => gateway.pause('console'),
    says: { effect: 'deny', code: 'paused', retryable: false },
    text: /paused/,
  },
  {
    kind: 'not listed',
    says: { effect: 'deny', code: 'default_deny', retryable: false, rule: '/default' },
    text: /buy/,
  },
  {
    kind: 'denied by its action',
    buy: { action: 'deny', reason: 'not today' },
    says: { effect: 'deny', code: 'denied', retryable: false, rule: '/tools/buy/action' },
    text: /not today/,
  },
  {
    kind: 'denied by a condition',
    buy: { deny_if: [{ conditions: [{ path: 'args.item', op: 'eq', value: 'tea' }], on_deny: 'no tea' }] },
    says: { effect: 'deny', code: 'denied', retryable: false, rule: '/tools/buy/deny_if/0' },
    text: /no tea/,
  },
  {
    kind: 'a requirement',
    buy: { require: [{ path: 'args.item', op: 'eq', value: 'oil' }] },
    says: { effect: 'deny', code: 'requirement', retryable: false },
    text: /args\.item|item/,
  },
  {
    kind: 'a limit that is free again later',
    buy: { limits: [{ counter: 'few', window: 'minute', max: 1 }] },
    before: (_, buy) => buy(),
    says: { effect: 'deny', code: 'limit', retryable: true, retryAfterMs: 60_000 },
    text: /1/,
  },
  {
    kind: 'a budget that is free again later',
    buy: { spend: spend('5.00') },
    before: (_, buy) => buy(),
    says: { effect: 'deny', code: 'spend', retryable: true, retryAfterMs: 12 * 60 * 60_000 },
    text: /5\.00/,
  },
  {
    kind: 'a call that alone is more than the budget',
    buy: { spend: spend('3.00') },
    says: { effect: 'deny', code: 'spend', retryable: false },
    text: /alone/,
  },
  {
    kind: 'a person said no',
    buy: ask,
    during: ({ gateway }, id) => gateway.approvals.resolve(id, 'deny', 'too dear', 'console'),
    says: { effect: 'deny', code: 'approval_denied', retryable: false },
    text: /too dear.*do not repeat|do not repeat.*too dear/i,
  },
  {
    kind: 'nobody is there to ask',
    buy: ask,
    isNobodyThere: true,
    says: { effect: 'deny', code: 'approval_denied', retryable: true },
    text: /open Checkstand/,
  },
  {
    kind: 'not answered yet',
    buy: ask,
    during: ({ clock }) => clock.advance(55_000),
    says: { effect: 'ask', code: 'approval_pending', retryable: true },
    text: /repeat the same call/,
  },
  {
    kind: 'never answered',
    buy: { ...ask, approval: { expires: '30s' } },
    during: ({ clock }) => clock.advance(30_000),
    says: { effect: 'deny', code: 'approval_expired', retryable: true },
    text: /nobody answered/,
  },
  {
    kind: 'cannot be evaluated',
    buy: { require: [{ path: 'args.item', op: 'lt', value: 5 }] },
    says: { effect: 'deny', code: 'cannot_evaluate', retryable: false },
    text: /cannot compare/,
  },
  {
    kind: 'the record cannot be written',
    buy: {},
    // The journal takes what the database does not, until it is time to move it there.
    async before({ database }, buyNow) {
      database.exec('PRAGMA query_only = 1');
      let isRefused = false;
      for (let count = 0; count < 1_000 && !isRefused; count += 1)
        isRefused = (await buyNow()).isError === true;
    },
    says: { effect: 'deny', code: 'audit_unavailable', retryable: true },
    text: /cannot write its record/,
  },
];

const buyWith = async (client: Client) => await client.callTool({ name: 'buy', arguments: args });

test.each(cases)(
  'a denial says in data what it is, and whether repeating makes sense: $kind',
  async ({ buy, isNobodyThere, before, during, says, text }) => {
    const started = await startGateway({ policy: { default: 'deny', tools: buy ? { buy } : {} } });
    onTestFinished(async () => {
      started.database.exec('PRAGMA query_only = 0');
      await started.close();
    });
    if (!isNobodyThere) started.gateway.approvals.attachSurface();
    const client = await started.connect();
    await before?.(started, () => buyWith(client));
    const done = started.server.calls.length;
    const waited = buyWith(client);
    if (during) {
      const { data } = await started.seen('approval.requested');
      await during(started, data.approvalId);
    }
    const result = await waited;
    expect(result.isError).toBe(true);
    expect(JSON.stringify(result.content)).toMatch(text);
    expect(JSON.stringify(result.content)).toContain(
      says['effect'] === 'ask' ? 'not approved yet' : '[POLICY DENIED]',
    );
    const told = result._meta?.['checkstand/decision'];
    expect(told).toMatchObject(says);
    // Data for a program: the rule as a JSON pointer, and no time where waiting is no use.
    expect((told as JsonObject)['rule']).toMatch(/^(\/.+)?$/);
    if (says['retryAfterMs'] === undefined) expect(told).not.toHaveProperty('retryAfterMs');
    expect(started.server.calls).toHaveLength(done);
  },
);

test('a hidden tool is not denied but unknown, and an upstream without a policy denies everything', async () => {
  const started = await startGateway({ policy: { default: 'allow', hide: ['buy'] } });
  onTestFinished(() => started.close());
  await expect(buyWith(await started.connect())).rejects.toMatchObject({ code: -32602 });
  const { grantId, grantName } = { grantId: started.gateway.grants.list()[0]?.id ?? '', grantName: 'agent' };
  const entered = started.gateway.gate.enter({
    ...{ grantId, grantName, client: null, sessionId: null, upstream: 'nowhere', tool: 'buy', arguments: {} },
    definition: undefined,
    hasProgressToken: false,
  });
  expect(entered).toMatchObject({ kind: 'refuse', decision: { code: 'no_policy', isRetryable: false } });
});
