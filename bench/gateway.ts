/**
 * The gateway as measured: authentication, a policy of 100 rules with limits, the record on. Takes the upstream's URL
 * and where the record is kept (`disk` or `memory`); prints one JSON line. A line `gc` on its standard input collects
 * garbage and is answered with another.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { JsonObject } from '../contract/json.ts';
import { policyDocument } from '../contract/policy-document.ts';
import { randomIds } from '../app/random-ids.ts';
import { systemClock } from '../app/system-clock.ts';
import { createGateway } from '../gateway/create-gateway.ts';
import { openDatabase } from '../gateway/store/database.ts';
import { silentLog } from '../test/support/silent-log.ts';
import { echoServer } from './echo-server.ts';

const [upstreamUrl = '', record = 'disk', ...listUrls] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'checkstand-bench-'));

const manyRules = Object.fromEntries(
  Array.from({ length: 99 }, (_, index) => [
    `rule_${index}`,
    { limits: [{ counter: `c${index}`, window: 'minute', max: 5 }] },
  ]),
);
const limits = [
  { counter: 'minute', window: 'minute', max: 1_000_000_000 },
  { counter: 'day', window: 'day', max: 1_000_000_000 },
];
const policy = policyDocument.parse({
  version: '1',
  default: 'allow',
  tools: { ...manyRules, echo: { limits } },
});

const database = openDatabase(record === 'memory' ? ':memory:' : join(folder, 'bench.sqlite'));
const gateway = createGateway({
  version: 'bench',
  database,
  clock: systemClock,
  ids: randomIds,
  log: silentLog(),
  secrets: { get: async () => undefined, set: async () => {}, delete: async () => {} },
  inProcess: [{ name: 'inside', open: echoServer, shippedPolicy: policy }],
  approvalExpiryMs: () => 60_000,
  holdMs: () => 0,
});
const url = await gateway.listen(0);
const names = ['http', 'stdio', ...listUrls.map((_, index) => `list${index}`)];
await gateway.upstreams.add({ kind: 'http', name: 'http', url: upstreamUrl });
await gateway.upstreams.add({
  kind: 'stdio',
  name: 'stdio',
  command: process.execPath,
  args: [new URL('stdio-upstream.ts', import.meta.url).pathname],
});
for (const [index, listUrl] of listUrls.entries())
  await gateway.upstreams.add({ kind: 'http', name: `list${index}`, url: listUrl });
for (const name of names) gateway.policies.save(name, null, policy as JsonObject, 'bench'); // a policy document is JSON
// One grant may keep 256 sessions of an upstream open.
const tokens = Array.from(
  { length: 5 },
  (_, index) => gateway.grants.create({ name: `bench ${index}`, upstreams: ['inside', ...names] }).token,
);
process.stdout.write(`${JSON.stringify({ url, tokens })}\n`);

createInterface({ input: process.stdin })
  .on('line', () => {
    globalThis.gc?.();
    process.stdout.write('collected\n');
  })
  .on('close', () => {
    void gateway.close().then(() => {
      database.close();
      rmSync(folder, { recursive: true, force: true });
      process.exit(0);
    });
  });
