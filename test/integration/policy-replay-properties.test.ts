import fc from 'fast-check';
import { expect, test } from 'vitest';
import { call, ended, replay, tea } from '../support/replay.ts';
import { startGateway, type StartedGateway } from '../support/start-gateway.ts';

/** Whatever is called and whatever a person answers: a replay says what would have happened live. */

const allowAll = { default: 'allow' };

const limit = fc.record(
  {
    counter: fc.constantFrom('a', 'b'),
    window: fc.constantFrom<string | number>('minute', 'hour', 'day', 45, 200),
    max: fc.integer({ min: 0, max: 8 }),
    scope: fc.constantFrom('grant', 'session', 'upstream', 'all'),
    count: fc.constantFrom('calls', 'successes'),
    increment: fc.constantFrom(0.1, 1, 2),
    increment_from: fc.constant('args.count'),
  },
  { requiredKeys: ['counter', 'window', 'max'] },
);
const rule = fc.record(
  {
    action: fc.constantFrom('allow', 'allow', 'deny', 'require_approval'),
    deny_if: fc.constant([{ path: 'args.count', op: 'gt', value: 3 }]),
    limits: fc.array(limit, { maxLength: 2 }),
    rate_limit: fc.record({ max: fc.integer({ min: 1, max: 4 }), window: fc.constantFrom(30, 90) }),
  },
  { requiredKeys: [] },
);
/** Rules on what was found out beforehand: the price of `count` pieces. */
const priced = fc.record(
  {
    deny_if: fc.constant([{ path: 'preview.price', op: 'gt', value: 9 }]),
    approval: fc.constant({ when: [{ conditions: [{ path: 'preview.total', op: 'gt', value: 18 }] }] }),
    spend: fc.constant([{ counter: 'day', window: 'day', max: '60.00', currency: 'USD' }]),
    action: fc.constant('require_approval' as const),
  },
  { requiredKeys: [] },
);
const policy = fc.record({
  default: fc.constantFrom('allow', 'ask', 'deny'),
  timezone: fc.constantFrom('UTC', 'Asia/Kolkata'),
  all_tools: fc.record({ limits: fc.array(limit, { maxLength: 1 }) }),
  tools: fc
    .tuple(fc.dictionary(fc.constantFrom('look', 'buy', 'fail', 'soft_fail'), rule), priced)
    .map(([tools, prices]) => ({ ...tools, buy: { ...tools['buy'], ...prices } })),
});
const step = fc.record({
  tool: fc.constantFrom('look', 'buy', 'fail', 'soft_fail'),
  count: fc.integer({ min: 1, max: 4 }),
  agent: fc.constantFrom(0, 1),
  waitMs: fc.constantFrom(0, 0, 1_000, 20_000, 61_000),
  verdict: fc.constantFrom('approve', 'approve', 'deny', 'late'),
  isPausing: fc.nat(15).map((it) => it === 0),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** Makes the calls for real, one after the other, with a person who answers as each step says. */
async function live(started: StartedGateway, steps: readonly Step[]): Promise<void> {
  const { gateway, clock } = started;
  const detach = gateway.approvals.attachSurface();
  const other = gateway.grants.create({ name: 'other', upstreams: ['shop'] });
  const agents = [await started.connect(), await started.connect('second', other.token)];
  let verdict: Step['verdict'] = 'deny';
  const answer = (approvalId: string) => {
    if (verdict !== 'late') return void gateway.approvals.resolve(approvalId, verdict, null, 'console');
    // The agent is told to repeat; the answer waits for that.
    clock.advance(60_000);
    gateway.approvals.resolve(approvalId, 'approve', null, 'console');
  };
  gateway.subscribe((event) => {
    // When the call is held: just after this event.
    if (event.type === 'approval.requested') setImmediate(() => answer(event.data.approvalId));
  });
  for (const it of steps) {
    clock.advance(it.waitMs);
    verdict = it.verdict;
    if (it.isPausing) gateway.pause('console');
    const [agent = agents[0]] = [agents[it.agent]];
    if (agent) await call(agent, it.tool, { item: 'tea', count: it.count });
    await ended(started);
    if (it.isPausing) gateway.resume('console');
  }
  detach();
}

/** Only `buy` has a price: dearer by the piece the more of it. */
const preview: NonNullable<Parameters<typeof startGateway>[0]['preview']> = async (tool, args) => {
  const count = Number(args['count']);
  if (tool !== 'buy') return undefined;
  const goods = {
    ...tea,
    quantity: count,
    priceMinor: 500 + count * 120,
    totalMinor: count * (500 + count * 120),
  };
  return { goods, picture: null, pinnedArguments: null };
};

const runs = { numRuns: 20, interruptAfterTimeLimit: 40_000, markInterruptAsFailure: false };

test('replaying the policy in force changes nothing, whatever was asked, failed, paused or used up', async () => {
  await fc.assert(
    fc.asyncProperty(policy, fc.array(step, { minLength: 5, maxLength: 30 }), async (document, steps) => {
      const started = await startGateway({ policy: document, preview });
      try {
        await live(started, steps);
        const report = await replay(started, document);
        expect(report).toEqual({ calls: steps.length, unchanged: steps.length, changes: [], undecidable: 0 });
      } finally {
        await started.close();
      }
    }),
    runs,
  );
}, 60_000);

test('replaying a draft gives what it would have decided live, limits included', async () => {
  const drafts = policy.map((it) => ({
    ...it,
    default: it.default === 'ask' ? ('allow' as const) : it.default,
    tools: Object.fromEntries(
      Object.entries(it.tools).map(([name, { action, ...rest }]) => [
        name,
        { ...rest, ...(action === 'deny' && { action }) },
      ]),
    ),
  }));
  await fc.assert(
    fc.asyncProperty(drafts, fc.array(step, { minLength: 5, maxLength: 30 }), async (draft, steps) => {
      const [recorded, meant] = [
        await startGateway({ policy: allowAll }),
        await startGateway({ policy: draft }),
      ];
      try {
        const unpaused = steps.map((it) => ({ ...it, isPausing: false }));
        await live(recorded, unpaused);
        await live(meant, unpaused);
        const denied: Record<string, number> = {};
        for (const event of meant.events) {
          if (event.type !== 'tool_call.decided' || event.data.decision.effect !== 'deny') continue;
          denied[event.data.tool] = (denied[event.data.tool] ?? 0) + 1;
        }
        const { changes } = await replay(recorded, draft);
        expect(Object.fromEntries(changes.map((it) => [it.tool, it.count]))).toEqual(denied);
      } finally {
        await recorded.close();
        await meant.close();
      }
    }),
    runs,
  );
}, 90_000);
