import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { JsonObject } from '../../contract/json.ts';
import { parseDecimalMinor } from '../../contract/money.ts';
import { policyDocument } from '../../contract/policy-document.ts';
import { createGateway } from '../../gateway/create-gateway.ts';
import type { Forward, ToolCall } from '../../gateway/admission/gate.ts';
import type { Gateway } from '../../gateway/gateway.ts';
import { openDatabase } from '../../gateway/store/database.ts';
import { countingIds } from './counting-ids.ts';
import { manualClock } from './manual-clock.ts';
import { silentLog } from './silent-log.ts';
import { simulatedShop } from './simulated-shop.ts';

const budgetMinor = 2_000;
const spend = [{ counter: 'day', window: 'day', max: '20.00', currency: 'USD', scope: 'upstream' }];
const policies = [
  { tools: { buy: { spend } } },
  { tools: { buy: { action: 'require_approval', spend } } },
  {
    tools: {
      buy: { approval: { when: [{ conditions: [{ path: 'preview.price', op: 'gt', value: 4 }] }] }, spend },
    },
  },
];

/** What came of a schedule. `isCertain`: nobody was left without knowing what became of a call. */
export interface ScheduleOutcome {
  readonly problems: readonly string[];
  readonly cartMinor: number;
  readonly bookedMinor: number;
  readonly isCertain: boolean;
  readonly hasCrashed: boolean;
  readonly asked: number;
  readonly askedAgain: number;
  readonly refused: number;
  readonly removed: number;
}

/** Numbers from 0 to 1 that depend on the seed alone (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

interface Life {
  readonly gateway: Gateway;
  readonly database: DatabaseSync;
  isOver: boolean;
  readonly over: PromiseWithResolvers<void>;
}

/** Agents in parallel, a person, a shop whose prices move, and at most two crashes: all in an order made by the seed. */
export async function runSchedule(seed: number, folder: string): Promise<ScheduleOutcome> {
  const random = randomOf(seed);
  const below = (most: number) => Math.floor(random() * most);
  const pick = <T>(values: readonly T[]): T => values[below(values.length)] as T; // never empty here
  const file = join(mkdtempSync(join(folder, `${seed}-`)), 'checkstand.sqlite');
  const clock = manualClock();
  const ids = countingIds();
  const shop = simulatedShop();
  const items = ['tea', 'oil', 'jam'];
  for (const item of items) shop.prices.set(item, 200 + below(600));
  const policy = policyDocument.parse({ version: '1', default: 'allow', ...pick(policies) });
  const tally = { asked: 0, askedAgain: 0, refused: 0, removed: 0 };
  const problems: string[] = [];
  let isCertain = true;
  let hasCrashed = false;
  let crashesLeft = pick([0, 0, 1, 2]);
  let stepsToCrash = 1 + below(25);

  const step = () => {
    stepsToCrash -= 1;
    if (stepsToCrash > 0 || crashesLeft === 0) return;
    crashesLeft -= 1;
    stepsToCrash = 1 + below(25);
    crash();
  };

  const moveAPrice = () => {
    const item = pick(items);
    shop.prices.set(item, Math.max(100, (shop.prices.get(item) ?? 0) + below(400) - 150));
  };
  shop.disturb(() => {
    step();
    if (random() < 0.3) moveAPrice();
    const end = pick(['ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'error', 'lost', 'silent'] as const);
    return { turns: below(4), end };
  });

  let life: Life;
  let tokenOf: readonly { readonly grantId: string; readonly grantName: string }[] = [];

  async function begin(): Promise<Life> {
    const database = openDatabase(file);
    const gateway = createGateway({
      version: '0.0.0-test',
      database,
      clock,
      ids,
      log: silentLog(),
      secrets: { get: async () => undefined, set: async () => {}, delete: async () => {} },
      inProcess: [{ name: 'shop', shippedPolicy: policy, ...shop }],
      approvalExpiryMs: () => 30 * 60_000,
      holdMs: () => 0,
    });
    const born: Life = { gateway, database, isOver: false, over: Promise.withResolvers() };
    gateway.approvals.attachSurface();
    await gateway.listen(0);
    while (gateway.state(1).upstreams[0]?.state !== 'ready') await new Promise(setImmediate);
    gateway.subscribe((event) => {
      if (born.isOver) return;
      if (event.type === 'approval.requested') {
        tally.asked += 1;
        if (event.data.difference !== undefined) tally.askedAgain += 1;
        void answerInAWhile(born, event.data.approvalId);
      }
      // One that a crash left pending is answered once somebody waits for it again.
      if (event.type === 'approval.waiting_changed' && event.data.isClientWaiting)
        void answerInAWhile(born, event.data.approvalId);
      if (event.type.startsWith('tool_call.') || event.type.startsWith('approval.')) step();
    });
    return born;
  }

  /** As by kill -9: from here on nothing is written, and nobody is answered. */
  function crash(): void {
    if (life.isOver) return;
    life.isOver = true;
    isCertain = false;
    hasCrashed = true;
    life.over.resolve();
    life.database.close();
    shop.die();
  }

  async function answerInAWhile(born: Life, approvalId: string): Promise<void> {
    await turns(below(6));
    if (born.isOver) return;
    const { approvals } = born.gateway;
    try {
      const how = random();
      if (how < 0.6) approvals.resolve(approvalId, 'approve', null, 'console');
      else if (how < 0.7) approvals.resolve(approvalId, 'approve', null, 'console', { kind: 'session' });
      else if (how < 0.8) {
        const shown = born.gateway.state(1).approvals.find((it) => it.id === approvalId)?.arguments ?? {};
        await approvals.approveChanged(approvalId, { ...shown, count: 1 + below(3) }, null, 'console');
      } else if (how < 0.9) approvals.resolve(approvalId, 'deny', null, 'console');
      else await turns(20);
    } catch {
      // Answered, expired or refused meanwhile, or the app is gone.
    }
    try {
      if (!born.isOver) approvals.resolve(approvalId, 'deny', null, 'console');
    } catch {
      // Answered by now, as it should be.
    }
  }

  const check = (when: string) => {
    if (shop.cartMinor() > budgetMinor) problems.push(`${when}: ${shop.cartMinor()} in the cart`);
  };

  /** Once through the gate and the shop, as the wire does it. Undefined: the app or the agent was gone. */
  async function callOnce(call: ToolCall): Promise<void> {
    const now = life;
    try {
      await attempt(now, call);
    } catch (error) {
      // As the wire does: a gate that cannot write admits nothing.
      if (!now.isOver) throw error;
    }
  }

  async function attempt(now: Life, call: ToolCall): Promise<'done' | 'refused' | undefined> {
    if (now.isOver) return undefined;
    const isLeaving = random() < 0.15;
    let entered = now.gateway.gate.enter(call);
    for (;;) {
      if (entered.kind === 'hold') {
        const { held } = entered;
        if (isLeaving) {
          await turns(below(8));
          held.leave('cancelled');
          // Let go in the same moment: as the wire does, it is not sent any more.
          void held.settled.then((it) => {
            if (it.kind === 'forward') it.failed({ code: 'client_gone', message: 'the agent left' });
          });
          return undefined;
        }
        const settled = await Promise.race([held.settled, gone(now)]);
        if (!settled) return undefined;
        entered = settled;
      }
      if (now.isOver) return undefined;
      if (entered.kind === 'refuse') {
        if (entered.decision.code === 'spend') tally.refused += 1;
        return 'refused';
      }
      const again = await carryOut(now, call, entered as Forward, isLeaving); // not held, not refused
      if (again === undefined || again === 'done') return again;
      entered = { kind: 'hold', held: again };
    }
  }

  async function carryOut(now: Life, call: ToolCall, ticket: Forward, isLeaving: boolean) {
    // Which of the pieces a removal takes only the shop knows: the books may hold more then, never less.
    if (call.tool === 'remove') isCertain = false;
    const answered = shop.serve(call.tool, ticket.pinnedArguments ?? call.arguments, ticket.expected);
    const answer = isLeaving ? await Promise.race([answered, turns(below(6))]) : await answered;
    check(call.tool);
    if (now.isOver) return undefined;
    if (!answer) {
      isCertain = false;
      ticket.failed({ code: 'cancelled', message: 'the agent left', mayHaveHappened: true });
      return undefined;
    }
    if (answer.kind === 'error') {
      ticket.failed({ code: 'upstream_error', message: answer.text });
      return 'done' as const;
    }
    const { isError, content } = answer;
    const again = isError ? ticket.reconsider(content) : undefined;
    if (again) return again;
    if (content['outcome'] === 'timeout') isCertain = false;
    if (call.tool === 'remove') tally.removed += 1;
    ticket.completed({ isError, resultBytes: 1, structuredContent: content });
    return 'done' as const;
  }

  async function agent(index: number): Promise<void> {
    const grant = tokenOf[index];
    if (!grant) return;
    for (let left = 2 + below(4); left > 0; left -= 1) {
      await turns(below(5));
      const tool = random() < 0.2 ? 'remove' : 'buy';
      const args: JsonObject = { item: pick(items), count: 1 + below(2) };
      const call: ToolCall = {
        ...grant,
        client: null,
        sessionId: `session-${index}`,
        upstream: 'shop',
        tool,
        arguments: args,
        definition: undefined,
        hasProgressToken: false,
      };
      const width = random() < 0.2 ? 2 : 1;
      await Promise.all(Array.from({ length: width }, () => callOnce(call)));
      if (life.isOver) await restart();
    }
  }

  let restarting: Promise<void> | undefined;
  function restart(): Promise<void> {
    restarting ??= (async () => {
      const old = life;
      await old.gateway.close().catch(() => {}); // it cannot write any more
      life = await begin();
      restarting = undefined;
    })();
    return restarting;
  }

  life = await begin();
  tokenOf = ['ann', 'bob', 'cy'].map((name) => {
    const { grant } = life.gateway.grants.create({ name, upstreams: ['shop'] });
    return { grantId: grant.id, grantName: grant.name };
  });
  await Promise.all(tokenOf.map((_, index) => agent(index)));
  if (life.isOver) await restart();
  crashesLeft = 0;

  const booked = life.gateway.budgets().map((it) => parseDecimalMinor(it.spent, 'USD') ?? NaN);
  const bookedMinor = booked.reduce((sum, it) => sum + it, 0);
  const cartMinor = shop.cartMinor();
  check('at the end');
  if (booked.length !== 1) problems.push(`${booked.length} budgets`);
  if (bookedMinor > budgetMinor) problems.push(`${bookedMinor} booked`);
  if (bookedMinor < cartMinor) problems.push(`${bookedMinor} booked for ${cartMinor} in the cart`);
  if (isCertain && bookedMinor !== cartMinor)
    problems.push(`${bookedMinor} booked, ${cartMinor} in the cart`);
  const record = life.gateway.verifyRecord();
  if (record.firstBroken !== null) problems.push(record.message);
  await life.gateway.close();
  life.database.close();
  return { problems, cartMinor, bookedMinor, isCertain, hasCrashed, ...tally };

  async function gone(now: Life): Promise<undefined> {
    await now.over.promise;
  }
}

async function turns(count: number): Promise<undefined> {
  for (let turn = 0; turn < count; turn += 1) await Promise.resolve();
  return undefined;
}
