import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { ApprovalView, BudgetView } from '../../contract/model.ts';
import type { StoredEvent } from '../../contract/events.ts';
import { startApp, type StartedApp } from '../support/start-app.ts';

/** The answers of a person on the real cart, by the API alone: what the console is built on. */
let started: StartedApp;
let client: Client;
const events: StoredEvent[] = [];
const patience = { timeout: 60_000, interval: 50 };

beforeAll(async () => {
  // The shop waits for the person only where a window could be opened for them.
  vi.stubEnv('DISPLAY', ':99');
  started = await startApp();
  started.app.attachSurface();
  started.app.subscribe((push) => void (push.kind === 'event' && events.push(push.event)));
  client = new Client({ name: 'shopper', version: '1.0.0' });
  const requestInit = { headers: { Authorization: `Bearer ${await started.grant('shopper')}` } };
  await client.connect(
    new StreamableHTTPClientTransport(new URL(`${started.app.mcpUrl}/cart`), { requestInit }),
  );
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await client?.close();
  await started?.close();
});

const asin = 'B0DH0USE01';
const add = (quantity: number) =>
  client.callTool({ name: 'add_to_cart', arguments: { asin, quantity } }, undefined, {
    timeout: 100_000,
    // One that can be kept waiting: the shop waits for the person while it is told so.
    onprogress: () => {},
  });
const pending = async (): Promise<ApprovalView | undefined> =>
  (await started.call('console.snapshot', {})).approvals.find((it) => it.state === 'pending');
const priced = (): Promise<ApprovalView> =>
  vi.waitFor(async () => {
    const card = await pending();
    if (card?.preview !== 'known') throw new Error('no card with goods yet');
    return card;
  }, patience);
const budget = async (): Promise<BudgetView | undefined> => (await started.call('budgets.list', {}))[0];
const linesOf = async () => {
  const { structuredContent } = await client.callTool({ name: 'view_cart', arguments: {} });
  const { lines } = structuredContent as { lines: { asin: string; quantity: number }[] }; // by its output schema
  return lines.filter((it) => it.asin === asin).map((it) => it.quantity);
};

test('what an agent added is taken back one call at a time, and the budget gets it back each time', async () => {
  const added: string[] = [];
  for (const quantity of [1, 2]) {
    const result = add(quantity);
    const card = await priced();
    added.push(card.callId);
    expect(card.goods).toMatchObject({ asin, quantity });
    await started.call('approvals.resolve', { approvalId: card.id, verdict: 'approve' });
    expect((await result).isError).not.toBe(true);
  }
  expect(await linesOf()).toEqual([3]);
  const price = Number((await budget())?.spent) / 3;
  expect(price).toBeGreaterThan(0);

  const [first, second] = added;
  const undone = await started.call('calls.undo', { callId: second ?? '' });
  expect(await linesOf()).toEqual([1]);
  expect(Number((await budget())?.spent)).toBeCloseTo(price, 2);
  const recorded = (await started.call('console.snapshot', {})).calls.find((it) => it.id === undone.callId);
  expect(recorded).toMatchObject({ grantId: 'console', tool: 'update_cart_item', state: 'completed' });

  await started.call('calls.undo', { callId: first ?? '' });
  expect(await linesOf()).toEqual([]);
  expect(Number((await budget())?.spent)).toBe(0);
  await expect(started.call('calls.undo', { callId: first ?? '' })).rejects.toMatchObject({
    code: 'conflict',
  });
});

test('a robot check: the approved call is held while the person deals with the browser, then it goes on', async () => {
  const result = add(1);
  const card = await priced();
  await started.call('demo.setSwitches', { wall: { kind: 'captcha', times: 'always' } });
  await started.call('approvals.resolve', { approvalId: card.id, verdict: 'approve' });
  const store = () => started.call('console.snapshot', {}).then((it) => it.store);
  await vi.waitFor(
    async () =>
      expect((await store()).needsPerson).toMatchObject({ kind: 'robot_check', isCallWaiting: true }),
    patience,
  );
  const { approvals, calls } = await started.call('console.snapshot', {});
  expect(approvals.find((it) => it.id === card.id)).toMatchObject({ state: 'consumed' });
  expect(calls.find((it) => it.id === card.callId)).toMatchObject({ state: 'in_flight' });

  // The wall goes, as it does when a person answers it in a window; then they say that they are done.
  await started.call('demo.setSwitches', { wall: null });
  await started.call('store.refresh', {});
  expect((await result).isError).not.toBe(true);
  expect((await store()).needsPerson ?? null).toBeNull();
  expect(await linesOf()).toEqual([1]);
});
