/** `npm run bench`: everything in one run, interleaved, beside the same upstream called directly. Read the ratios. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { printApprovalsBench } from './approvals.ts';
import { printCartBench } from './cart.ts';
import { benchDecision } from './decision.ts';
import { connect, type BenchClient } from './mcp-client.ts';

const rounds = 12;
const callsPerRound = 150;
const parallelCalls = 600;

const children: ChildProcess[] = [];

async function start(file: string, ...args: string[]): Promise<string> {
  const flags = ['--disable-warning=ExperimentalWarning'];
  const path = new URL(file, import.meta.url).pathname;
  const child = spawn(process.execPath, [...flags, path, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  children.push(child);
  const lines = createInterface({ input: child.stdout });
  const exited = once(child, 'exit').then(() => {
    throw new Error(`${file} ended before it was ready`);
  });
  const [line] = (await Promise.race([once(lines, 'line'), exited])) as [string]; // readline emits strings
  exited.catch(() => {}); // its end later is wanted
  return line;
}

const median = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

async function sequential(client: BenchClient): Promise<number[]> {
  const times: number[] = [];
  for (let index = 0; index < callsPerRound; index += 1) {
    const startedAt = performance.now();
    await client.call('hello');
    times.push(performance.now() - startedAt);
  }
  return times;
}

/** Calls a second with `width` calls under way. */
async function parallel(client: BenchClient, width: number): Promise<number> {
  let left = parallelCalls;
  const startedAt = performance.now();
  const worker = async () => {
    while (left > 0) {
      left -= 1;
      await client.call('hello');
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
  return parallelCalls / ((performance.now() - startedAt) / 1000);
}

async function main(): Promise<void> {
  const upstream = `http://127.0.0.1:${await start('upstream.ts')}/mcp`;
  const relay = `http://127.0.0.1:${await start('relay.ts', upstream)}/mcp`;
  const gateway = JSON.parse(await start('gateway.ts', upstream)) as { url: string; token: string }; // its one line

  const clients = {
    direct: await connect(upstream),
    'bare relay': await connect(relay),
    'checkstand, HTTP upstream': await connect(`${gateway.url}/http`, gateway.token),
    'checkstand, in-process upstream': await connect(`${gateway.url}/inside`, gateway.token),
  };
  const entries = Object.entries(clients);
  for (const [, client] of entries) await sequential(client); // warm

  const times = new Map<string, number[]>(entries.map(([name]) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    // Another order each round, so that none always runs on the other's heels.
    for (let index = 0; index < entries.length; index += 1) {
      const [name, client] = entries[(index + round) % entries.length] ?? entries[0]!; // never empty
      times.get(name)?.push(...(await sequential(client)));
    }
  }
  const widths = [1, 8, 32, 128];
  const rates = new Map<string, number[]>(entries.map(([name]) => [name, []]));
  for (const width of widths) {
    for (const [name, client] of entries) {
      const found: number[] = [];
      for (let round = 0; round < 3; round += 1) found.push(await parallel(client, width));
      rates.get(name)?.push(median(found));
    }
  }

  const directP50 = median(times.get('direct') ?? []);
  const directRates = rates.get('direct') ?? [];
  const rows = entries.map(([name]) => {
    const p50 = median(times.get(name) ?? []);
    return {
      name,
      'p50 ms': p50.toFixed(3),
      'added ms': (p50 - directP50).toFixed(3),
      'x direct': (p50 / directP50).toFixed(2),
      ...Object.fromEntries(
        widths.map((width, index) => [
          `calls/s ${width}`,
          ((rates.get(name)?.[index] ?? NaN) / (directRates[index] ?? NaN)).toFixed(2),
        ]),
      ),
    };
  });
  console.log('\nA tool call, one after another; and calls a second of direct with 1, 8, 32, 128 under way');
  console.table(Object.fromEntries(rows.map(({ name, ...rest }) => [name, rest])));
  const decision = benchDecision();
  console.log('Deciding one call (the policy alone)');
  console.table(decision.rows);
  const approvals = await printApprovalsBench(upstream);
  const cart = await printCartBench();

  const out = process.argv.indexOf('--json');
  const file = process.argv[out + 1];
  if (out > 0 && file)
    writeFileSync(file, JSON.stringify({ rows, decision: decision.rows, approvals, cart }, null, 2));
  for (const [, client] of entries) client.close();
}

try {
  await main();
} finally {
  // Each child ends when its standard input does.
  for (const child of children) child.stdin?.end();
}
