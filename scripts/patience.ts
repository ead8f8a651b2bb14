/**
 * `node scripts/patience.ts`: public MCP clients, each as patient as it is by default, call a tool that a person has to
 * approve. Takes a little over two minutes. First the gateway answers just before they would give up, then they do give
 * up by themselves; both times a person approves after that, and the same call is repeated. A client that sends a
 * progress token waits through. Prints what became of each, and fails when a call was not carried out exactly once.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomIds } from '../app/random-ids.ts';
import { systemClock } from '../app/system-clock.ts';
import type { Clock } from '../contract/ports.ts';
import { policyDocument } from '../contract/policy-document.ts';
import { createGateway } from '../gateway/create-gateway.ts';
import { openDatabase } from '../gateway/store/database.ts';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { inspector, mcporter, sdkClient, type NpmClient } from '../test/support/npm-clients.ts';
import { recordingServer } from '../test/support/recording-server.ts';
import { silentLog } from '../test/support/silent-log.ts';

const policy = { version: '1', default: 'deny', tools: { buy: { action: 'require_approval' } } };
const patientClock: Clock = {
  ...systemClock,
  // A gateway that would hold for ever: the clients leave first.
  after: (ms, callback) => (ms === 55_000 ? () => {} : systemClock.after(ms, callback)),
};

interface Row {
  readonly client: string;
  readonly 'first answer after s': string;
  readonly 'first answer': string;
  readonly 'carried out': number;
}

async function round(clock: Clock, folder: string): Promise<Row[]> {
  const server = recordingServer();
  const database = openDatabase(join(mkdtempSync(join(folder, 'data-')), 'checkstand.sqlite'));
  const gateway = createGateway({
    version: '0.0.0',
    database,
    clock,
    ids: randomIds,
    log: silentLog(),
    secrets: { get: async () => undefined, set: async () => {}, delete: async () => {} },
    inProcess: [{ name: 'shop', open: server.open, shippedPolicy: policyDocument.parse(policy) }],
    approvalExpiryMs: () => 30 * 60_000,
    holdMs: () => 0,
  });
  gateway.approvals.attachSurface();
  const url = `${await gateway.listen(0)}/shop`;
  const timesOf = (item: string) => server.calls.filter((it) => it.args['item'] === item).length;
  const pendingOf = (item: string) =>
    gateway.state(1).approvals.find((it) => it.arguments['item'] === item && it.state === 'pending');
  const approve = (item: string) => {
    const due = pendingOf(item);
    if (due) gateway.approvals.resolve(due.id, 'approve', null, 'console');
  };
  const tokenFor = (name: string) => gateway.grants.create({ name, upstreams: ['shop'] }).token;

  async function collect(make: (token: string) => NpmClient): Promise<Row> {
    const client = make(tokenFor(make.name + randomIds.next().slice(-6)));
    const startedAt = Date.now();
    const first = await client.callTool('buy', { item: client.name }).catch(String);
    const waited = (Date.now() - startedAt) / 1000;
    const early = timesOf(client.name);
    // Whoever gave up says so in a request of its own, or by closing: that has to arrive.
    while (pendingOf(client.name)?.isClientWaiting) await new Promise((resolve) => setTimeout(resolve, 20));
    approve(client.name);
    const second = await client.callTool('buy', { item: client.name }).catch(String);
    if (early > 0 || !second.includes('did buy')) throw new Error(`${client.name}: ${first} / ${second}`);
    const said = first.includes('repeat the same call') ? 'repeat to keep waiting' : 'gave up by itself';
    return row(client.name, waited, said);
  }

  async function waitThrough(): Promise<Row> {
    const client = new Client({ name: 'sdk with progress', version: '1.0.0' });
    const requestInit = { headers: { Authorization: `Bearer ${tokenFor('progress')}` } };
    await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit }));
    const startedAt = Date.now();
    setTimeout(() => approve('progress'), 75_000);
    await client.callTool({ name: 'buy', arguments: { item: 'progress' } }, undefined, {
      resetTimeoutOnProgress: true,
      onprogress: () => {},
    });
    await client.close();
    return row('progress', (Date.now() - startedAt) / 1000, 'did buy');
  }

  const row = (client: string, waited: number, answer: string): Row => ({
    client,
    'first answer after s': waited.toFixed(1),
    'first answer': answer,
    'carried out': timesOf(client),
  });

  try {
    return await Promise.all([
      collect((token) => inspector(url, token, folder)),
      collect((token) => mcporter(url, token, folder)),
      collect((token) => sdkClient(url, token)),
      waitThrough(),
    ]);
  } finally {
    await gateway.close();
    database.close();
  }
}

const folder = mkdtempSync(join(tmpdir(), 'checkstand-patience-'));
try {
  const rounds = { 'the gateway answers first': systemClock, 'the clients give up first': patientClock };
  for (const [name, clock] of Object.entries(rounds)) {
    const rows = await round(clock, folder);
    console.log(`\n${name}`);
    console.table(rows);
    if (rows.some((it) => it['carried out'] !== 1)) process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
