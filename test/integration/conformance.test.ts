import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { randomIds } from '../../app/random-ids.ts';
import { policyDocument } from '../../contract/policy-document.ts';
import { createGateway } from '../../gateway/create-gateway.ts';
import type { Gateway } from '../../gateway/gateway.ts';
import { openDatabase } from '../../gateway/store/database.ts';
import { startConformanceHttp, type ConformanceHttp } from '../fixtures/conformance/http.ts';
import { openConformanceInProcess } from '../fixtures/conformance/in-process.ts';
import { addToken, runConformance, type Revision } from '../support/conformance.ts';
import { silentLog } from '../support/silent-log.ts';
import { realClock, waitFor } from '../support/wire.ts';

// The official suite judges the same server twice: called directly, and through the whole gateway with a policy in
// force and the record kept. Every single check must come out the same.

const policy = {
  version: '1',
  default: 'allow',
  tools: { '*': { action: 'allow', limits: [{ counter: 'calls', window: 'hour', max: 1_000 }] } },
};

const names = ['http', 'modern', 'legacy', 'stdio', 'modern-stdio'];
let gateway: Gateway;
let upstream: ConformanceHttp;
let modern: ConformanceHttp;
let legacy: ConformanceHttp;
let token: string;
let endpoint: string;
let recorded = 0;
const home = mkdtempSync(join(tmpdir(), 'checkstand-conformance-'));
const database = openDatabase(join(home, 'checkstand.sqlite'));

beforeAll(async () => {
  upstream = await startConformanceHttp('both');
  modern = await startConformanceHttp('modern');
  legacy = await startConformanceHttp('legacy');
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
  await gateway.upstreams.add({ kind: 'http', name: 'modern', url: modern.url });
  await gateway.upstreams.add({ kind: 'http', name: 'legacy', url: legacy.url });
  for (const name of ['stdio', 'modern-stdio']) {
    const args = ['--disable-warning=ExperimentalWarning', `test/fixtures/conformance/${name}.ts`];
    await gateway.upstreams.add({ kind: 'stdio', name, command: process.execPath, args });
  }
  for (const name of names) gateway.policies.save(name, null, policy, 'test');
  await waitFor(
    () => gateway.state(0).upstreams.every(({ state }) => state === 'ready'),
    'all upstreams ready',
  );
  ({ token } = gateway.grants.create({ name: 'suite', upstreams: [...names, 'inside'] }));
});

afterAll(async () => {
  await gateway.close();
  for (const it of [upstream, modern, legacy]) await it.close();
  database.close();
  rmSync(home, { recursive: true, force: true });
});

async function throughGateway(name: string, revision: Revision = '2025-11-25'): Promise<string[]> {
  const entrance = await addToken(`${endpoint}/${name}`, token);
  try {
    return await runConformance(revision, entrance.url);
  } finally {
    await entrance.close();
  }
}

test(
  '2025-11-25: the gateway comes out as the server behind it, check by check',
  { timeout: 600_000 },
  async () => {
    const direct = await runConformance('2025-11-25', upstream.url);
    expect(direct.length).toBeGreaterThanOrEqual(40);
    expect(direct.filter((it) => it.endsWith(' FAILURE'))).toEqual([]);
    expect(await throughGateway('http')).toEqual(direct);
    expect(recorded).toBeGreaterThan(10);
    // The modern ones are translated: the suite speaks the legacy era to them.
    await eachAtOnce(['stdio', 'inside', 'modern', 'modern-stdio'], async (name) => {
      expect(withoutHttp(await throughGateway(name)), name).toEqual(withoutHttp(direct));
    });
  },
);

/** The suite waits more than it works, so that several runs at once take little longer than one. */
async function eachAtOnce(upstreams: string[], run: (name: string) => Promise<void>): Promise<void> {
  await Promise.all(upstreams.map(run));
}

/** Without what is the choice of an HTTP server: where the answer is a stream, and how a broken one is resumed. */
const withoutHttp = (checks: readonly string[]) => checks.filter((it) => !it.startsWith('server-sse-'));

test('2026-07-28: the same, for a server of that era', { timeout: 600_000 }, async () => {
  const direct = await runConformance('2026-07-28', upstream.url);
  expect(direct.length).toBeGreaterThanOrEqual(150);
  expect(await throughGateway('http', '2026-07-28')).toEqual(direct);
});

test('2026-07-28: a server that is translated passes for a modern one', { timeout: 600_000 }, async () => {
  const direct = await runConformance('2026-07-28', upstream.url);
  await eachAtOnce(['legacy', 'inside', 'stdio', 'modern-stdio'], async (name) => {
    const checks = await throughGateway(name, '2026-07-28');
    expect(checks.filter(isOfBoth), name).toEqual(direct.filter(isOfBoth));
  });
});

/** Checks that need no tool which only the modern fixture offers. */
function isOfBoth(check: string): boolean {
  const [scenario = '', id = ''] = check.split(' ');
  if (/^(input-required-result-|http-custom-header-|sep-2164-)/.test(scenario)) return false;
  return !modernOnly.includes(id);
}

const modernOnly = [
  'sep-2575-http-server-no-independent-requests-on-stream',
  'sep-2575-missing-capability-http-400',
  'sep-2575-server-no-log-without-loglevel',
  'sep-2575-server-rejects-undeclared-capability',
  'sep-2575-server-sends-prompts-list-changed-on-subscription',
  'sep-2575-server-sends-tools-list-changed-on-subscription',
];
