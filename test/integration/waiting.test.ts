import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { afterEach, expect, test } from 'vitest';
import { parseDecimalMinor } from '../../contract/money.ts';
import { startGateway, type StartedGateway } from '../support/start-gateway.ts';

const policy = { default: 'deny', tools: { buy: { action: 'require_approval' }, look: {} } };
const cleanups: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});
const start = async (options: Partial<Parameters<typeof startGateway>[0]> = {}): Promise<StartedGateway> => {
  const started = await startGateway({ policy, ...options });
  cleanups.push(() => started.close());
  started.gateway.approvals.attachSurface();
  return started;
};
const buy = (client: Client, signal?: AbortSignal) =>
  client.callTool({ name: 'buy', arguments: { item: 'tea' } }, undefined, signal && { signal });

test('a client that leaves earlier than assumed is answered before that the next time, whatever the app did between', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'checkstand-waiting-'));
  cleanups.push(() => rmSync(folder, { recursive: true, force: true }));
  const first = await start({ folder });
  const abort = new AbortController();
  const left = buy(await first.connect('impatient'), abort.signal);
  left.catch(() => {});
  await first.seen('approval.requested');
  first.clock.advance(40_000);
  abort.abort();
  await first.seen('tool_call.withdrawn');
  const { token } = first;
  await first.close();
  cleanups.length = 1;

  const second = await start({ folder });
  const answer = buy(await second.connect('impatient', token));
  await second.seen('approval.waiting_changed', (it) => it.data.isClientWaiting);
  second.clock.advance(35_000);
  expect((await answer)._meta?.['checkstand/decision']).toMatchObject({ code: 'approval_pending' });
});

test('a pending approval survives a restart, executes nothing by itself, and is collected by the repeat alone', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'checkstand-waiting-'));
  cleanups.push(() => rmSync(folder, { recursive: true, force: true }));
  const first = await start({ folder });
  buy(await first.connect()).catch(() => {});
  const { data } = await first.seen('approval.requested');
  const { token } = first;
  await first.close();
  cleanups.length = 1;

  const second = await start({ folder });
  expect(second.gateway.state(5).approvals).toMatchObject([
    { id: data.approvalId, state: 'pending', isClientWaiting: false },
  ]);
  second.gateway.approvals.resolve(data.approvalId, 'approve', null, 'console');
  const client = await second.connect('test-client', token);
  await client.callTool({ name: 'look', arguments: {} });
  expect(second.server.calls).toEqual([{ tool: 'look', args: {} }]);
  expect((await buy(client)).isError).not.toBe(true);
  expect(second.server.calls).toHaveLength(2);
});

test('over a restart: what was said for always holds and is listed, what was said for a session is over', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'checkstand-waiting-'));
  cleanups.push(() => rmSync(folder, { recursive: true, force: true }));
  const first = await start({ folder });
  const client = await first.connect();
  const answer = async (item: string, kind: 'always' | 'session') => {
    const result = client.callTool({ name: 'buy', arguments: { item } });
    await first.seen('tool_call.decided', (it) => it.data.arguments['item'] === item);
    const card = first.gateway.state(1).approvals.find((it) => it.state === 'pending');
    first.gateway.approvals.resolve(card?.id ?? '', 'approve', null, 'console', { kind });
    await result;
  };
  await answer('tea', 'always');
  await answer('oil', 'session');
  expect(first.gateway.remembered.list().map((it) => it.kind)).toEqual(['session', 'always']);
  const { token } = first;
  await first.close();
  cleanups.length = 1;

  const second = await start({ folder });
  expect(second.gateway.remembered.list()).toMatchObject([{ kind: 'always', tool: 'buy' }]);
  const again = await second.connect('test-client', token);
  expect((await buy(again)).isError).not.toBe(true);
  const asked = again.callTool({ name: 'buy', arguments: { item: 'oil' } });
  const { data } = await second.seen('approval.requested');
  second.gateway.approvals.resolve(data.approvalId, 'deny', null, 'console');
  expect((await asked).isError).toBe(true);
  expect(second.server.calls).toHaveLength(1);
});

test('what an agent added is taken back once, by a recorded call of the person, and the budget gets it back', async () => {
  const { simulatedShop } = await import('../support/simulated-shop.ts');
  const shop = simulatedShop();
  shop.prices.set('tea', 400);
  const spend = [{ counter: 'day', window: 'day', max: '20.00', currency: 'USD', scope: 'upstream' }];
  const started = await start({
    policy: { default: 'allow', tools: { buy: { spend } } },
    preview: shop.preview,
    changeOf: shop.changeOf,
    undoOf: shop.undoOf,
    open: shop.open,
  });
  const { gateway } = started;
  const client = await started.connect();
  const spent = () => parseDecimalMinor(gateway.budgets()[0]?.spent ?? '', 'USD');
  await client.callTool({ name: 'buy', arguments: { item: 'tea', count: 2 } });
  await expect.poll(spent).toBe(800);
  const callId = gateway.state(5).calls[0]?.id ?? '';
  gateway.pause('console');
  await expect(gateway.undo(callId, 'console')).rejects.toThrow(/paused/);
  gateway.resume('console');
  const undone = await gateway.undo(callId, 'console');
  expect(shop.cartMinor()).toBe(0);
  expect(spent()).toBe(0);
  const call = gateway.state(5).calls.find((it) => it.id === undone.callId);
  expect(call).toMatchObject({ tool: 'remove', grantId: 'console', state: 'completed' });
  await expect(gateway.undo(callId, 'console')).rejects.toThrow(/nothing that is still there/);
  await expect(gateway.undo('none', 'console')).rejects.toThrow(/no call/);
});
