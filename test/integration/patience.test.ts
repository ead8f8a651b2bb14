import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { inspector, mcporter, sdkClient } from '../support/npm-clients.ts';
import { startGateway } from '../support/start-gateway.ts';

const policy = { default: 'deny', tools: { buy: { action: 'require_approval' } } };

async function start() {
  const started = await startGateway({ policy });
  onTestFinished(() => started.close());
  started.gateway.approvals.attachSurface();
  const folder = mkdtempSync(join(tmpdir(), 'checkstand-patience-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return { ...started, folder };
}

// `scripts/patience.ts` does the same with the minute that they wait by default.
test('public clients give up by themselves, a person approves late, and the repeat collects it once', async () => {
  const { gateway, url, folder, seen, server, events } = await start();
  const givesUpAfterMs = 8_000;
  const of = (name: string) => gateway.grants.create({ name, upstreams: ['shop'] });
  const grants = { inspector: of('inspector'), mcporter: of('mcporter'), sdk: of('sdk') };
  const clients = [
    inspector(url, grants.inspector.token, folder),
    mcporter(url, grants.mcporter.token, folder, givesUpAfterMs),
    sdkClient(url, grants.sdk.token, givesUpAfterMs),
  ];
  await Promise.all(
    clients.map(async (client) => {
      const { id } = grants[client.name as keyof typeof grants].grant; // as listed above
      const isAsked = (it: { callId: string }) =>
        gateway.state(100).calls.find((call) => call.id === it.callId)?.grantId === id;
      const args = { item: client.name };
      const impatience = new AbortController();
      const held = client.callTool('buy', args, impatience.signal).catch((error: unknown) => String(error));
      const { data } = await seen('approval.requested', (it) => isAsked(it.data));
      // This one cannot be told to be less patient, but its user can end it.
      if (client.name === 'inspector') impatience.abort();
      await seen('tool_call.withdrawn', (it) => it.data.callId === data.callId);
      expect(await held).not.toContain('did buy');
      gateway.approvals.resolve(data.approvalId, 'approve', null, 'console');
      expect(server.calls.filter((it) => it.args['item'] === client.name)).toEqual([]);
      expect(await client.callTool('buy', args)).toContain('did buy');
    }),
  );
  expect(server.calls.map((it) => it.args['item']).sort()).toEqual(['inspector', 'mcporter', 'sdk']);
  const why = events.flatMap((it) => (it.type === 'tool_call.withdrawn' ? it.data.why : []));
  expect(why.every((it) => it === 'cancelled' || it === 'client_gone')).toBe(true);
}, 120_000);

test('a client that gives a progress token waits longer than it would in silence', async () => {
  const { gateway, clock, connect, seen, server } = await start();
  const patienceMs = 6_000;
  const progress: number[] = [];
  const result = (await connect()).callTool({ name: 'buy', arguments: { item: 'tea' } }, undefined, {
    timeout: patienceMs,
    resetTimeoutOnProgress: true,
    onprogress: (it) => void progress.push(it.progress),
  });
  const { data } = await seen('approval.requested');
  for (const startedAt = Date.now(); Date.now() - startedAt < patienceMs + 2_000;) {
    // The time that passes is what this is about: the client's own clock cannot be turned.
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    const before = progress.length;
    clock.advance(10_000);
    await expect.poll(() => progress.length).toBeGreaterThan(before);
  }
  gateway.approvals.resolve(data.approvalId, 'approve', null, 'console');
  expect((await result).isError).not.toBe(true);
  expect(progress).toEqual([...progress].sort((a, b) => a - b));
  expect(server.calls).toHaveLength(1);
}, 60_000);
