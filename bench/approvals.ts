/** How long after a call's arrival a person could answer it, and when the card shows the goods. */
import type { RawData, WebSocket } from 'ws';
import type { SocketMessage } from '../contract/bridge.ts';
import type { StoredEvent } from '../contract/events.ts';
import { consoleKey, openConsole } from '../test/support/console-socket.ts';
import { startApp } from '../test/support/start-app.ts';
import { waitFor } from '../test/support/wire.ts';
import { connect, type BenchClient } from './mcp-client.ts';

export interface ApprovalRow {
  readonly name: string;
  readonly calls: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
}

/** Above this a card would not be there "at once". */
const barMs = 100;
const single = 200;
const together = 20;
const bursts = 10;
const withGoods = 12;
const goodsRow = 'its goods';
/** A product of the demo store; four of it are within the day's budget. */
const asin = 'B0DH0USE01';

/** The app as it runs headless, with a console on its socket: from the call leaving its client to the event there. */
export async function benchApprovals(upstreamUrl: string): Promise<readonly ApprovalRow[]> {
  const started = await startApp();
  try {
    await started.call('upstreams.add', { kind: 'http', name: 'plain', url: upstreamUrl });
    // A card about a tool that is not known yet is asked anew once it is.
    await waitFor(() =>
      started.app.snapshot().upstreams.some((it) => it.name === 'plain' && it.state === 'ready'),
    );
    const token = await started.grant('bench', ['plain', 'cart']);
    const console_ = await openConsole(started.ui.url, await consoleKey(started.ui.oneTimeLink()));
    const timed = followCards(console_);
    const plain = await connect(`${started.app.mcpUrl}/plain`, token);
    const cart = await connect(`${started.app.mcpUrl}/cart`, token);
    const echo = async (text: string) => (await timed(plain, 'echo', { text })).shownMs;

    const one: number[] = [];
    for (let index = -20; index < single; index += 1) {
      const shownMs = await echo(`one ${index}`);
      if (index >= 0) one.push(shownMs); // the first ones warm up
    }
    const many: number[] = [];
    for (let burst = 0; burst < bursts; burst += 1) {
      const texts = Array.from({ length: together }, (_, index) => `burst ${burst} ${index}`);
      many.push(...(await Promise.all(texts.map(echo))));
    }
    const shown: number[] = [];
    const filled: number[] = [];
    for (let index = -1; index < withGoods; index += 1) {
      const args = { asin, quantity: 1 + ((index + 1) % 4) };
      const times = await timed(cart, 'add_to_cart', args, true);
      if (index < 0) continue; // the browser starts
      shown.push(times.shownMs);
      filled.push(times.filledMs);
    }
    const rows = [
      rowOf('a card that can be answered', one),
      rowOf(`the same, ${together} calls at once`, many),
      rowOf('a card whose goods are looked up', shown),
      rowOf(goodsRow, filled),
    ];
    console_.close();
    await plain.close();
    await cart.close();
    return rows;
  } finally {
    await started.close();
  }
}

export async function printApprovalsBench(upstreamUrl: string): Promise<readonly ApprovalRow[]> {
  const rows = await benchApprovals(upstreamUrl);
  console.log("From a call's arrival to the console's socket, through the whole app");
  console.table(
    rows.map(({ name, calls, p50Ms, p95Ms }) => ({
      name,
      calls,
      'p50 ms': p50Ms.toFixed(1),
      'p95 ms': p95Ms.toFixed(1),
    })),
  );
  const slow = rows.filter(({ name, p95Ms }) => name !== goodsRow && p95Ms >= barMs);
  for (const { name } of slow) console.log(`over ${barMs} ms at p95: ${name}`);
  return rows;
}

interface Card {
  readonly id: string;
  readonly at: number;
}

interface Waited {
  readonly shown: PromiseWithResolvers<Card>;
  readonly filled: PromiseWithResolvers<number>;
}

/** Times calls by what a console hears of them, and denies each once it was seen. */
function followCards(socket: WebSocket) {
  const waited = new Map<string, Waited>();
  const argumentsOf = new Map<string, string>();
  let answers = 0;
  socket.on('message', (data: RawData) => {
    const at = performance.now();
    const message = JSON.parse((data as Buffer).toString()) as SocketMessage; // as the app sends them
    if ('push' in message && message.push.kind === 'event') follow(message.push.event, at);
  });

  function follow({ type, data }: StoredEvent, at: number): void {
    switch (type) {
      case 'tool_call.decided':
        if (data.approvalId !== null) argumentsOf.set(data.approvalId, JSON.stringify(data.arguments));
        return;
      case 'approval.requested':
        waitedFor(data.approvalId)?.shown.resolve({ id: data.approvalId, at });
        return;
      case 'approval.previewed':
        waitedFor(data.approvalId)?.filled.resolve(at);
        return;
      default:
    }
  }

  const waitedFor = (approvalId: string) => waited.get(argumentsOf.get(approvalId) ?? '');

  /** `args` are those of no other call under way. */
  return async function timed(
    client: BenchClient,
    tool: string,
    args: object,
    hasGoods = false,
  ): Promise<{ shownMs: number; filledMs: number }> {
    const key = JSON.stringify(args);
    const { shown, filled } = {
      shown: Promise.withResolvers<Card>(),
      filled: Promise.withResolvers<number>(),
    };
    waited.set(key, { shown, filled });
    const startedAt = performance.now();
    const answer = client.callTool(tool, args);
    const card = await shown.promise;
    const filledAt = hasGoods ? await filled.promise : card.at;
    const input = { approvalId: card.id, verdict: 'deny' };
    socket.send(JSON.stringify({ id: (answers += 1), name: 'approvals.resolve', input }));
    if (!(await answer).includes('approval_denied')) throw new Error(`not denied: ${await answer}`);
    waited.delete(key);
    return { shownMs: card.at - startedAt, filledMs: filledAt - startedAt };
  };
}

function rowOf(name: string, times: readonly number[]): ApprovalRow {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (part: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? NaN;
  return { name, calls: times.length, p50Ms: at(0.5), p95Ms: at(0.95) };
}
