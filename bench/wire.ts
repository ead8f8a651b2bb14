/** What the gateway costs on the way to an upstream: beside the same upstream called directly, and a bare relay. */
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { busyShown, type Way } from './busy.ts';
import { connect, type BenchClient } from './mcp-client.ts';
import { interleaved, median, percentile, ratePerSecond } from './measure.ts';
import { start, type Started } from './processes.ts';
import type { Shown, Table } from './shown.ts';

const widths = [1, 8, 32, 128] as const;
const listSizes = [10, 100, 1_000] as const;
const resultSizes = [1_000, 100_000, 5_000_000] as const;
const idleSessions = 1_000;
const growthSteps = [10_000, 35_000, 60_000, 85_000, 110_000];

interface Bench {
  readonly upstream: Started;
  readonly relay: Started;
  readonly gateway: Started;
  readonly urls: { readonly direct: string; readonly relay: string; readonly gateway: string };
  readonly tokens: readonly string[];
}

/** Measures all of it. With `isLong`, memory over many calls too. */
export async function benchWire(isLong: boolean): Promise<Shown[]> {
  const upstream = await start('upstream.ts');
  const direct = `http://127.0.0.1:${upstream.line}/mcp`;
  const lists = await Promise.all(listSizes.map((size) => start('upstream.ts', `${size}`)));
  const listUrls = lists.map(({ line }) => `http://127.0.0.1:${line}/mcp`);
  const [otherUrl = ''] = listUrls;
  const relay = await start('relay.ts', direct, otherUrl);
  const gateway = await start('gateway.ts', direct, 'disk', ...listUrls);
  const { url, tokens } = JSON.parse(gateway.line) as { url: string; tokens: string[] }; // its one line
  const bench: Bench = {
    upstream,
    relay,
    gateway,
    urls: { direct, relay: `http://127.0.0.1:${relay.line}/mcp`, gateway: url },
    tokens,
  };
  const [token = ''] = tokens;
  const relayed = new Map<string, Connect>([
    ['direct', () => connect(direct)],
    ['bare relay', () => connect(bench.urls.relay)],
    ['HTTP upstream', () => connect(`${url}/http`, token)],
  ]);
  const all = new Map<string, Connect>([
    ...relayed,
    ['in-process upstream', () => connect(`${url}/inside`, token)],
    ['stdio upstream', () => connect(`${url}/stdio`, token)],
  ]);

  return [
    await callsShown(all, bench),
    await resultsShown(relayed),
    await busyShown(waysOf(bench, otherUrl)),
    await listsShown(listUrls, bench),
    await initializeShown(relayed),
    await recordShown(bench),
    await idleShown(bench),
    ...(isLong ? [await growthShown(required(all, 'in-process upstream'), bench)] : []),
  ];
}

type Connect = () => Promise<BenchClient>;

/** With sessions of their own, that end with it: the upstream keeps what it answered until then. */
async function withClients<T>(
  ways: ReadonlyMap<string, Connect>,
  run: (clients: ReadonlyMap<string, BenchClient>) => Promise<T>,
): Promise<T> {
  const clients = new Map<string, BenchClient>();
  for (const [name, open] of ways) clients.set(name, await open());
  const result = await run(clients);
  for (const client of clients.values()) await client.close();
  return result;
}

/** Milliseconds of each call, interleaved. */
const timesOfAll = (
  ways: ReadonlyMap<string, Connect>,
  call: (client: BenchClient) => Promise<void>,
  often: { rounds: number; runs: number },
): Promise<Map<string, number[]>> =>
  withClients(ways, (clients) =>
    interleaved(new Map([...clients].map(([name, client]) => [name, () => call(client)])), often),
  );

async function callsShown(ways: ReadonlyMap<string, Connect>, bench: Bench): Promise<Shown> {
  // All of them hot: code that was compiled once costs a third of code that is still being tried out.
  await withClients(ways, async (clients) => {
    for (const client of clients.values()) await ratePerSecond(4, 3_000, () => client.call('hello'));
  });
  const times = await timesOfAll(ways, (client) => client.call('hello'), { rounds: 12, runs: 150 });
  const server = (name: string) =>
    name === 'direct' ? bench.upstream : name === 'bare relay' ? bench.relay : bench.gateway;
  const loads = new Map<number, Map<string, Load>>();
  for (const width of widths)
    loads.set(width, await withClients(ways, (clients) => loadsOf(clients, server, width)));
  const rateOf = (name: string, width: number) => loads.get(width)?.get(name)?.perSecond ?? NaN;
  const cpuOf = (name: string, width: number) => loads.get(width)?.get(name)?.cpuUs ?? NaN;
  const p50 = (name: string) => median(times.get(name) ?? []);
  const rows = [...ways.keys()].map((name) => [
    name,
    {
      'p50 ms': p50(name).toFixed(3),
      'p99 ms': percentile(times.get(name) ?? [], 0.99).toFixed(2),
      'x direct': (p50(name) / p50('direct')).toFixed(2),
      'x relay': (p50(name) / p50('bare relay')).toFixed(2),
      ...Object.fromEntries(
        widths.map((width) => [
          `calls/s ${width}`,
          (rateOf(name, width) / rateOf('direct', width)).toFixed(2),
        ]),
      ),
      ...Object.fromEntries([1, 32].map((width) => [`cpu us/call ${width}`, cpuOf(name, width).toFixed(0)])),
    },
  ]);
  return {
    title:
      'A tool call, one after another; calls a second, of direct, with 1, 8, 32, 128 under way; CPU of its server with 1 and 32',
    rows: Object.fromEntries(rows) as Table, // pairs of the above
  };
}

interface Load {
  readonly perSecond: number;
  /** A call's processor time in the server that is called. */
  readonly cpuUs: number;
}

/** Every contestant with so many calls under way, in rounds, so that a machine that slows down does so for all. */
async function loadsOf(
  clients: ReadonlyMap<string, BenchClient>,
  server: (name: string) => Started,
  width: number,
): Promise<Map<string, Load>> {
  const [rounds, calls] = [5, 800];
  const found = new Map([...clients.keys()].map((name) => [name, { rates: [] as number[], cpuUs: 0 }]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, client] of clients) {
      const mine = required(found, name);
      const before = server(name).cpuUs();
      mine.rates.push(await ratePerSecond(width, calls, () => client.call('hello')));
      mine.cpuUs += server(name).cpuUs() - before;
    }
  }
  return new Map(
    [...found].map(([name, { rates, cpuUs }]) => [
      name,
      { perSecond: median(rates), cpuUs: cpuUs / (rounds * calls) },
    ]),
  );
}

async function resultsShown(ways: ReadonlyMap<string, Connect>): Promise<Shown> {
  const rows: Record<string, Record<string, string>> = {};
  for (const bytes of resultSizes) {
    rows[`${bytes / 1_000} KB`] = await resultRow(ways, bytes, (client) => client.big(bytes));
    rows[`${bytes / 1_000} KB, parsed`] = await resultRow(ways, bytes, (client) => client.bigParsed(bytes));
  }
  return { title: 'A result of that size, its bytes counted, and parsed as a client does; p50', rows };
}

/** In several sittings, each with sessions of its own. */
async function resultRow(
  ways: ReadonlyMap<string, Connect>,
  bytes: number,
  call: (client: BenchClient) => Promise<void>,
): Promise<Record<string, string>> {
  const all = new Map<string, number[]>([...ways.keys()].map((name) => [name, []]));
  for (let sitting = 0; sitting < 4; sitting += 1) {
    const times = await timesOfAll(ways, call, { rounds: 3, runs: bytes > 1_000_000 ? 5 : 20 });
    for (const [name, found] of times) all.get(name)?.push(...found);
  }
  return ratios(all);
}

function waysOf({ urls, tokens: [token, pullerToken] }: Bench, otherUrl: string): Map<string, Way> {
  const through = { token, pullerToken, otherUrl: `${urls.gateway}/list0` };
  const [relayed, http] = [urls.relay, `${urls.gateway}/http`];
  return new Map<string, Way>([
    ['direct', { url: urls.direct, sameUrl: urls.direct, otherUrl }],
    ['bare relay', { url: relayed, sameUrl: relayed, otherUrl: new URL('/1', relayed).href }],
    ['HTTP upstream', { ...through, url: http, sameUrl: http }],
    ['in-process upstream', { ...through, url: `${urls.gateway}/inside` }],
  ]);
}

async function listsShown(listUrls: readonly string[], bench: Bench): Promise<Shown> {
  const rows: Record<string, Record<string, string>> = {};
  for (const [index, size] of listSizes.entries()) {
    const ways = new Map<string, Connect>([
      ['direct', () => connect(listUrls[index] ?? '')],
      ['HTTP upstream', () => connect(`${bench.urls.gateway}/list${index}`, bench.tokens[0])],
    ]);
    const often = { rounds: 4, runs: size === 1_000 ? 8 : 30 };
    rows[`${size} tools`] = ratios(await timesOfAll(ways, (client) => client.list(size), often));
  }
  return { title: '`tools/list`, filtered by the policy, p50', rows };
}

async function initializeShown(ways: ReadonlyMap<string, Connect>): Promise<Shown> {
  const times = await timesOfAll(ways, (client) => client.initialize(), { rounds: 4, runs: 20 });
  return { title: '`initialize` and its notification, p50', rows: { initialize: ratios(times) } };
}

/** What the durable record adds: the same gateway with its record in memory. */
async function recordShown(bench: Bench): Promise<Shown> {
  const other = await start('gateway.ts', bench.urls.direct, 'memory');
  const { url, tokens } = JSON.parse(other.line) as { url: string; tokens: string[] }; // its one line
  const ways = new Map<string, Connect>([
    ['on disk', () => connect(`${bench.urls.gateway}/inside`, bench.tokens[0])],
    ['in memory', () => connect(`${url}/inside`, tokens[0])],
  ]);
  const times = await timesOfAll(ways, (client) => client.call('hello'), { rounds: 8, runs: 150 });
  other.child.stdin?.end();
  const [disk, memory] = [median(times.get('on disk') ?? []), median(times.get('in memory') ?? [])];
  return {
    title: 'The record on disk beside the record in memory, in-process upstream, p50',
    rows: {
      record: {
        'disk ms': disk.toFixed(3),
        'memory ms': memory.toFixed(3),
        'added ms': (disk - memory).toFixed(3),
      },
    },
  };
}

async function idleShown(bench: Bench): Promise<Shown> {
  await collectGarbage(bench.gateway);
  const before = bench.gateway.privateKib();
  const perToken = idleSessions / bench.tokens.length;
  const clients: BenchClient[] = [];
  for (const token of bench.tokens) {
    const client = await connect(`${bench.urls.gateway}/http`, token);
    for (let count = 1; count < perToken; count += 1) await client.initialize();
    clients.push(client);
  }
  await collectGarbage(bench.gateway);
  const kib = (bench.gateway.privateKib() - before) / idleSessions;
  for (const client of clients) await client.close();
  return {
    title: `Memory of ${idleSessions} idle sessions`,
    rows: { gateway: { 'private KiB a session': kib.toFixed(1) } },
  };
}

/** A leak goes on growing; V8 takes what it wants for its young generation once, in the first tens of thousands. */
async function growthShown(open: Connect, bench: Bench): Promise<Shown> {
  const client = await open();
  const rows: Record<string, Record<string, string>> = {};
  let calls = 0;
  for (const upTo of growthSteps) {
    await ratePerSecond(8, upTo - calls, () => client.call('hello'));
    calls = upTo;
    await collectGarbage(bench.gateway);
    rows[`${calls.toLocaleString('en')} calls`] = {
      'private MiB': (bench.gateway.privateKib() / 1_024).toFixed(1),
    };
  }
  await client.close();
  return { title: 'Memory of the gateway after further calls', rows };
}

async function collectGarbage({ child }: Started): Promise<void> {
  if (!child.stdout || !child.stdin) return;
  const answered = once(createInterface({ input: child.stdout }), 'line');
  child.stdin.write('gc\n');
  await answered;
}

function ratios(times: ReadonlyMap<string, readonly number[]>): Record<string, string> {
  const direct = median(times.get('direct') ?? []);
  return {
    'direct ms': direct.toFixed(2),
    ...Object.fromEntries(
      [...times]
        .filter(([name]) => name !== 'direct')
        .map(([name, found]) => [`${name} x`, (median(found) / direct).toFixed(2)]),
    ),
  };
}

function required<T>(map: ReadonlyMap<string, T>, name: string): T {
  const value = map.get(name);
  if (value === undefined) throw new Error(`no contestant \`${name}\``);
  return value;
}
