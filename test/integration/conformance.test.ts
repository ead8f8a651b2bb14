import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { randomIds } from '../../app/random-ids.ts';
import { policyDocument } from '../../contract/policy-document.ts';
import { createGateway } from '../../gateway/create-gateway.ts';
import type { Gateway } from '../../gateway/gateway.ts';
import { openDatabase } from '../../gateway/store/database.ts';
import { startConformanceHttp } from '../fixtures/conformance/http.ts';
import { openConformanceInProcess } from '../fixtures/conformance/in-process.ts';
import { addToken, runConformance } from '../support/conformance.ts';
import { silentLog } from '../support/silent-log.ts';
import { realClock, waitFor } from '../support/wire.ts';

// The official suite judges the same server twice: called directly, and through the whole gateway with a policy in
// force and the record kept. Every single check must come out the same.

const policy = {
  version: '1',
  default: 'allow',
  tools: { '*': { action: 'allow', limits: [{ counter: 'calls', window: 'hour', max: 1_000 }] } },
};

let gateway: Gateway;
let upstream: Awaited<ReturnType<typeof startConformanceHttp>>;
let token: string;
let endpoint: string;
let recorded = 0;
const home = mkdtempSync(join(tmpdir(), 'checkstand-conformance-'));
const database = openDatabase(join(home, 'checkstand.sqlite'));

beforeAll(async () => {
  upstream = await startConformanceHttp();
  gateway = createGateway({
    version: '0.0.0-test',
    database,
    clock: realClock,
    ids: randomIds,
    log: silentLog(),
    secrets: { get: async () => undefined, set: async () => {}, delete: async () => {} },
    inProcess: [
      { name: 'inside', open: openConformanceInProcess, shippedPolicy: policyDocument.parse(policy) },
    ],
    approvalExpiryMs: () => 60_000,
    holdMs: () => 0,
  });
  gateway.subscribe((event) => {
    if (event.type === 'tool_call.decided') recorded += 1;
  });
  endpoint = await gateway.listen(0);
  await gateway.upstreams.add({ kind: 'http', name: 'http', url: upstream.url });
  await gateway.upstreams.add({
    kind: 'stdio',
    name: 'stdio',
    command: process.execPath,
    args: ['test/fixtures/conformance/stdio.ts'],
  });
  for (const name of ['http', 'stdio']) gateway.policies.save(name, null, policy, 'test');
  await waitFor(
    () => gateway.state(0).upstreams.every(({ state }) => state === 'ready'),
    'all upstreams ready',
  );
  ({ token } = gateway.grants.create({ name: 'suite', upstreams: ['http', 'stdio', 'inside'] }));
});

afterAll(async () => {
  await gateway.close();
  await upstream.close();
  database.close();
  rmSync(home, { recursive: true, force: true });
});

async function throughGateway(name: string): Promise<string[]> {
  const entrance = await addToken(`${endpoint}/${name}`, token);
  try {
    return await runConformance('2025-11-25', entrance.url);
  } finally {
    await entrance.close();
  }
}

test(
  '2025-11-25: the gateway comes out as the server behind it, check by check',
  { timeout: 300_000 },
  async () => {
    const direct = await runConformance('2025-11-25', upstream.url);
    expect(direct.length).toBeGreaterThanOrEqual(40);
    expect(direct.filter((it) => it.endsWith(' FAILURE'))).toEqual([]);
    expect(await throughGateway('http')).toEqual(direct);
    expect(recorded).toBeGreaterThan(10);
    for (const name of ['stdio', 'inside']) {
      expect(withoutHttp(await throughGateway(name)), name).toEqual(withoutHttp(direct));
    }
  },
);

/** Without what is the choice of an HTTP server: where the answer is a stream, and how a broken one is resumed. */
const withoutHttp = (checks: readonly string[]) => checks.filter((it) => !it.startsWith('server-sse-'));
