import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { JsonObject } from '../../contract/json.ts';
import { parseDecimalMinor } from '../../contract/money.ts';
import { createGateway } from '../../gateway/create-gateway.ts';
import type { Forward, ToolCall } from '../../gateway/admission/gate.ts';
import type { Gateway } from '../../gateway/gateway.ts';
import { openDatabase } from '../../gateway/store/database.ts';
import { createEventReader } from '../../gateway/store/event-reader.ts';
import { countingIds } from './counting-ids.ts';
import { manualClock } from './manual-clock.ts';
import { moneyBooks } from './money-books.ts';
import { budgetMinor, circumstances } from './money-circumstances.ts';
import { seeded } from './seeded.ts';
import { silentLog } from './silent-log.ts';
import { simulatedShop } from './simulated-shop.ts';
import { standstill, turns } from './turns.ts';

/** What came of a schedule. */
export interface ScheduleOutcome {
  readonly problems: readonly string[];
  readonly cartMinor: number;
  readonly bookedMinor: number;
  /** It is known what became of every call: the books must equal the cart. */
  readonly isCertain: boolean;
  /** To the cent it is known what the books must say, of unknown calls too. */
  readonly isExact: boolean;
  readonly hasCrashed: boolean;
  readonly left: number;
  readonly asked: number;
  readonly askedAgain: number;
  readonly refused: number;
  readonly removed: number;
}

interface Life {
  readonly gateway: Gateway;
  readonly database: DatabaseSync;
  isOver: boolean;
  readonly over: PromiseWithResolvers<void>;
}

/** Agents in parallel, a person, a shop whose prices move, and at most two crashes: all in an order made by the seed. */
export async function runSchedule(seed: number, folder: string): Promise<ScheduleOutcome> {
  const choices = seeded(seed);
  const { below, pick, happens, next: random } = choices;
  const file = join(mkdtempSync(join(folder, `${seed}-`)), 'checkstand.sqlite');
  const clock = manualClock();
  const ids = countingIds();
  const shop = simulatedShop();
  const books = moneyBooks();
  const items = ['tea', 'oil', 'jam'] as const;
  for (const item of items) shop.prices.set(item, 200 + below(400));
  // Sold in another currency than the budget's: never to be bought.
  shop.prices.set('wine', 300);
  shop.currencies.set('wine', 'EUR');
  const { policy, rates, manner, crashes } = circumstances(choices);
  const tally = { asked: 0, askedAgain: 0, refused: 0, removed: 0, left: 0 };
  const problems: string[] = [];
  let hasCrashed = false;
  let moves = 0;
  let crashesLeft = crashes;
  let stepsToCrash = 1 + below(25);

  const step = () => {
    stepsToCrash -= 1;
    if (stepsToCrash > 0 || crashesLeft === 0) return;
    crashesLeft -= 1;
    stepsToCrash = 1 + below(25);
    crash();
  };

  const moveAPrice = (item: string) => {
    const price = shop.prices.get(item) ?? 0;
    shop.prices.set(item, Math.max(100, price + below(150) - 50));
  };
  shop.disturb((_tool, item) => {
    step();
    if (happens(rates.dearer)) moveAPrice(item);
    if (happens(rates.otherCurrency)) shop.currencies.set(item, 'EUR');
    const end = happens(rates.trouble) ? manner[below(manner.length)] : undefined;
    return { turns: below(4), ...(end && { end }) };
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
      moves += 1;
      if (event.type.startsWith('tool_call.') || event.type.startsWith('approval.')) step();
    });
    return born;
  }

  /** As by kill -9: from here on nothing is written, and nobody is answered. */
  function crash(): void {
    if (life.isOver) return;
    life.isOver = true;
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
    const isLeaving = happens(rates.leave);
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
      const again = await carryOut(now, call, entered, isLeaving); // not held, not refused
      if (again === undefined || again === 'done') return again;
      entered = { kind: 'hold', held: again };
    }
  }

  async function carryOut(now: Life, call: ToolCall, ticket: Forward, isLeaving: boolean) {
    const { callId, pinnedArguments, expected } = ticket;
    const answered = shop.serve(call.tool, pinnedArguments ?? call.arguments, expected, (effect) => {
      books.did(callId, effect);
      check(call.tool);
    });
    const answer = isLeaving ? await Promise.race([answered, turns(below(6))]) : await answered;
    if (now.isOver) return undefined;
    if (!answer) {
      tally.left += 1;
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
    if (call.tool === 'remove') tally.removed += 1;
    books.told(callId, content);
    ticket.completed({ isError, resultBytes: 1, structuredContent: content });
    return 'done' as const;
  }

  async function agent(index: number): Promise<void> {
    const grant = tokenOf[index];
    if (!grant) return;
    for (let left = 2 + below(4); left > 0; left -= 1) {
      await turns(below(5));
      const tool = happens(rates.remove) ? 'remove' : 'buy';
      const item = happens(0.05) ? 'wine' : pick(items);
      const args: JsonObject = { item, count: 1 + below(2) };
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
      const width = happens(0.2) ? 2 : 1;
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
  let isEverybodyDone = false;
  await Promise.race([
    Promise.all(tokenOf.map((_, index) => agent(index))).then(() => (isEverybodyDone = true)),
    standstill({
      moves: () => moves,
      isBusy: () => restarting !== undefined,
      isOver: () => isEverybodyDone,
    }),
  ]);
  if (!isEverybodyDone) problems.push('somebody was never answered');
  if (life.isOver) await restart();
  crashesLeft = 0;

  const booked = life.gateway.budgets().map((it) => parseDecimalMinor(it.spent, 'USD') ?? NaN);
  const bookedMinor = booked.reduce((sum, it) => sum + it, 0);
  const record = life.gateway.verifyRecord();
  await life.gateway.close();
  const reader = createEventReader(life.database);
  const events = reader.callEvents(0, reader.lastSeq(), 100_000).map(({ event }) => event);
  life.database.close();
  const cartMinor = shop.cartMinor();
  const { leastMinor, mostMinor, isCertain } = books.audit(events);
  check('at the end');
  if ((shop.cart.get('wine') ?? []).length > 0) problems.push('euros in the cart');
  if (booked.length !== 1) problems.push(`${booked.length} budgets`);
  if (bookedMinor > budgetMinor) problems.push(`${bookedMinor} booked`);
  if (bookedMinor < cartMinor) problems.push(`${bookedMinor} booked for ${cartMinor} in the cart`);
  if (isCertain && bookedMinor !== cartMinor)
    problems.push(`${bookedMinor} booked, ${cartMinor} in the cart`);
  if (bookedMinor < leastMinor || bookedMinor > mostMinor)
    problems.push(`${bookedMinor} booked, ${leastMinor} to ${mostMinor} by the record`);
  if (record.firstBroken !== null) problems.push(record.message);
  const isExact = leastMinor === mostMinor;
  return { problems, cartMinor, bookedMinor, isCertain, isExact, hasCrashed, ...tally };

  async function gone(now: Life): Promise<undefined> {
    await now.over.promise;
  }
}
