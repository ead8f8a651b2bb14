import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { startHeadless, type Headless } from '../app/headless.ts';
import { runStart } from '../app/main.ts';
import { offerLinks } from '../app/run-headless.ts';
import { parseStartOptions } from '../app/start-options.ts';
import { ensureRenderer } from './build.ts';
import { ensureBrowser } from './ensure-browser.ts';

const say = (line = ''): void => void process.stdout.write(`${line}\n`);
const warn = (line: string): void => void process.stderr.write(`checkstand: ${line}\n`);
const agentName = 'demo agent';

/** Shows Checkstand at work: the demo store, and an agent that looks around and then wants to buy. */
async function demo(argv: readonly string[]): Promise<number> {
  const own = argv.includes('--data-dir') ? undefined : mkdtempSync(join(tmpdir(), 'checkstand-demo-'));
  const options = parseStartOptions([
    ...['--headless', '--store', 'demo', '--grant', agentName],
    ...(own === undefined ? [] : ['--data-dir', own]),
    ...argv,
  ]);
  const ended = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => ended.abort());
  try {
    await ensureRenderer();
    await ensureBrowser(options.browserPath ?? '', warn);
    const headless = await startHeadless(options, warn);
    try {
      introduce(headless);
      offerLinks(headless.oneTimeLink);
      await shop(headless, ended.signal);
      say('\nThe console stays open. Ctrl-C ends the demo.');
      await untilAborted(ended.signal);
    } catch (error) {
      if (!ended.signal.aborted) throw error;
    } finally {
      await headless.close();
    }
  } finally {
    if (own !== undefined) rmSync(own, { recursive: true, force: true, maxRetries: 3 });
  }
  return 0;
}

function introduce({ ready }: Headless): void {
  say('Checkstand runs on its demo store: nothing here is real, and nothing leaves this machine.');
  say();
  say('  Open the console:');
  say(`  ${ready.ui}`);
  if (process.stdin.isTTY) say('  (it works once, for ten minutes; press Enter for a new one)');
  say();
}

/** What the agent does, told step by step. */
async function shop(headless: Headless, signal: AbortSignal): Promise<void> {
  const client = new Client({ name: 'demo-agent', version: '1.0.0' });
  const transport = new StreamableHTTPClientTransport(new URL(`${headless.ready.mcp}/cart`), {
    requestInit: { headers: { authorization: `Bearer ${headless.ready.token ?? ''}` } },
  });
  await client.connect(transport);
  const call = async (name: string, args: Record<string, unknown>): Promise<CallToolResult> => {
    // As long as the person takes: progress from the gateway keeps the call alive.
    const patience = { signal, timeout: 120_000, resetTimeoutOnProgress: true, onprogress: () => {} };
    return (await client.callTool({ name, arguments: args }, undefined, patience)) as CallToolResult; // not a task
  };

  say('The agent looks for coffee (reading passes by itself) …');
  say(shortened(textOf(await call('search_amazon', { query: 'coffee' }))));
  say('\nIt reads the cart …');
  say(shortened(textOf(await call('view_cart', {}))));

  if (!headless.hasConsole())
    say('\nNow it wants to buy. Open the console first: somebody must be there to answer …');
  while (!headless.hasConsole()) await sleep(300, undefined, { signal });

  say('\nIt wants to add two packs of coffee, and waits. Approve or deny it in the console …');
  const added = await untilAnswered(() => call('add_to_cart', { query: 'coffee', quantity: 2 }));
  say(added.isError ? '\nThe agent was told no:' : '\nThe agent was told:');
  say(shortened(textOf(added)));
  say('\nIt reads the cart again …');
  say(shortened(textOf(await call('view_cart', {}))));
  await client.close();
}

/** Repeats a call that was told to come back later, as agents do. */
async function untilAnswered(call: () => Promise<CallToolResult>): Promise<CallToolResult> {
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

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

process.exit(await runStart(process.argv.slice(2), demo));
