/** The gateway as measured: authentication, a policy of 100 rules with limits, the record on. Prints one JSON line. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JsonObject } from '../contract/json.ts';
import { policyDocument } from '../contract/policy-document.ts';
import { randomIds } from '../app/random-ids.ts';
import { systemClock } from '../app/system-clock.ts';
import { createGateway } from '../gateway/create-gateway.ts';
import { openDatabase } from '../gateway/store/database.ts';
import { silentLog } from '../test/support/silent-log.ts';
import { echoServer } from './echo-server.ts';

const upstreamUrl = process.argv[2] ?? '';
const folder = mkdtempSync(join(tmpdir(), 'checkstand-bench-'));

const manyRules = Object.fromEntries(
  Array.from({ length: 99 }, (_, index) => [
    `tool_${index}`,
    { limits: [{ counter: `c${index}`, window: 'minute', max: 5 }] },
  ]),
);
const policy = policyDocument.parse({
  version: '1',
  default: 'deny',
  tools: {
    ...manyRules,
    echo: {
      limits: [
        { counter: 'echo_minute', window: 'minute', max: 1_000_000_000 },
        { counter: 'echo_day', window: 'day', max: 1_000_000_000 },
      ],
    },
  },
});

const database = openDatabase(join(folder, 'bench.sqlite'));
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
await gateway.upstreams.add({ kind: 'http', name: 'http', url: upstreamUrl });
gateway.policies.save('http', null, policy as JsonObject, 'bench'); // a policy document is JSON
const { token } = gateway.grants.create({ name: 'bench', upstreams: ['http', 'inside'] });
process.stdout.write(`${JSON.stringify({ url, token })}\n`);

process.stdin
  .on('end', () => {
    void gateway.close().then(() => {
      database.close();
      rmSync(folder, { recursive: true, force: true });
      process.exit(0);
    });
  })
  .resume();
