import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import type { Headless } from '../app/headless.ts';

type Say = (line?: string) => void;
type Call = (name: string, args?: Readonly<Record<string, unknown>>) => Promise<CallToolResult>;

/** What it wants, all at once: together more than the day's budget, unless one of them is changed. */
const wishes = [
  { query: 'coffee', quantity: 1 },
  { query: 'usb c cable', quantity: 10 },
  { query: 'paper towels', quantity: 1 },
  { query: 'dotted notebook', quantity: 1 },
  { query: 'batteries', quantity: 1 },
] as const;
const again = wishes[4];

/** The paper towels get dearer while the person looks at the price. */
const dearer = { offers: { B0DH0USE01: { priceMinor: 2299 } } };

/** The scripted agent: looks around, then wants five things. What it does is told step by step. */
export async function shop(headless: Headless, signal: AbortSignal, say: Say): Promise<void> {
  const { client, call } = await connect(headless, signal);
  say('The agent looks for coffee (reading passes by itself) …');
  say(shortened(textOf(await call('search_amazon', { query: 'coffee' }))));
  say('\nIt reads the cart …');
  say(shortened(textOf(await call('view_cart'))));

  if (!headless.hasConsole())
    say('\nNow it wants to buy. Open the console first: somebody must be there to answer …');
  while (!headless.hasConsole()) await sleep(300, undefined, { signal });

  say(
    [
      '\nIt wants five things at once, and waits. In the console they are one list. Try:',
      '  - open the ten cables and change them to two: all five are more than the budget of the day;',
      '  - open the batteries and choose “Always…”: the next ones are not asked about;',
      '  - approve the paper towels: their price rises while you look, so you are asked again;',
      '  - check some and press S, or A for all, or D for none.',
    ].join('\n'),
  );
  const looked = untilLookedUp(headless, wishes.length);
  const answers = wishes.map((wish) =>
    untilAnswered(() => call('add_to_cart', wish), say).then((result) => tell(wish.query, result, say)),
  );
  // Held on to: whichever comes first, neither may go unheard.
  await Promise.all([...answers, raisePrice(headless, looked)]);

  say(`\nIt wants ${again.query} once more …`);
  tell(again.query, await untilAnswered(() => call('add_to_cart', again), say), say);
  say('\nIt reads the cart again …');
  say(shortened(textOf(await call('view_cart'))));
  await client.close();
}

async function connect(
  { ready }: Headless,
  signal: AbortSignal,
): Promise<{ readonly client: Client; readonly call: Call }> {
  const client = new Client({ name: 'demo-agent', version: '1.0.0' });
  const transport = new StreamableHTTPClientTransport(new URL(`${ready.mcp}/cart`), {
    requestInit: { headers: { authorization: `Bearer ${ready.token ?? ''}` } },
  });
  await client.connect(transport);
  const call: Call = async (name, args = {}) => {
    // As long as the person takes: progress from the gateway keeps the call alive.
    const patience = { signal, timeout: 120_000, resetTimeoutOnProgress: true, onprogress: () => {} };
    return (await client.callTool({ name, arguments: args }, undefined, patience)) as CallToolResult; // not a task
  };
  return { client, call };
}

/** Settles when the goods of so many approvals are on their cards, or the first of them is answered. */
function untilLookedUp({ app }: Headless, count: number): Promise<void> {
  return new Promise((resolve) => {
    let seen = 0;
    const stop = app.subscribe((push) => {
      if (push.kind !== 'event') return;
      if (push.event.type === 'approval.previewed') seen += 1;
      if (seen < count && push.event.type !== 'approval.resolved') return;
      stop();
      resolve();
    });
  });
}

async function raisePrice({ app }: Headless, looked: Promise<void>): Promise<void> {
  await looked;
  const person = { surface: 'shell', authorities: new Set(['manage'] as const) } as const;
  await app.call({ name: 'demo.setSwitches', input: dearer }, person);
}

function tell(query: string, result: CallToolResult, say: Say): void {
  say(`\nOf “${query}” the agent was told${result.isError ? ' no' : ''}:`);
  say(shortened(textOf(result)));
}

/** Repeats a call that was told to come back later, as agents do. */
async function untilAnswered(call: () => Promise<CallToolResult>, say: Say): Promise<CallToolResult> {
  for (;;) {
    const result = await call();
    const decision = result._meta?.['checkstand/decision'];
    const isPending =
      typeof decision === 'object' &&
      decision !== null &&
      'code' in decision &&
      decision.code === 'approval_pending';
    if (!isPending) return result;
    say('… no answer yet: the agent asks again');
  }
}

function textOf(result: CallToolResult): string {
  return result.content.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n');
}

function shortened(text: string): string {
  const lines = text.split('\n');
  const shown = lines.slice(0, 12).map((line) => `    ${line.slice(0, 240)}`);
  return [...shown, ...(lines.length > 12 ? [`    … ${lines.length - 12} more lines`] : [])].join('\n');
}
