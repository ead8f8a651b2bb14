import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import type { WebSocket } from 'ws';
import type { JsonObject } from '../../contract/json.ts';
import type { ApprovalView } from '../../contract/model.ts';
import type { Reply, SocketMessage } from '../../contract/bridge.ts';
import { consoleKey, openConsole } from '../support/console-socket.ts';
import { startApp, type StartedApp } from '../support/start-app.ts';

/** The answers of a person through the application's own API. No browser is there: cards are without a price. */
let started: StartedApp;
let client: Client;
beforeEach(async () => {
  started = await startApp({ overrides: { browserPath: '/nowhere/browser' } });
  onTestFinished(() => started.close());
  onTestFinished(started.app.attachSurface());
  // Without a limit on how often in a minute.
  const cart = (await started.call('console.snapshot', {})).policies.find((it) => it.upstream === 'cart');
  const tools = { ...cart?.document.tools, remove_from_cart: { action: 'require_approval' } };
  const document = { ...cart?.document, tools } as JsonObject; // a policy document is JSON
  await started.call('policy.save', { upstream: 'cart', grantId: null, document });
  client = await connect(await started.grant('agent'));
});

async function connect(token: string): Promise<Client> {
  const connected = new Client({ name: 'agent', version: '1.0.0' });
  const requestInit = { headers: { Authorization: `Bearer ${token}` } };
  await connected.connect(
    new StreamableHTTPClientTransport(new URL(`${started.app.mcpUrl}/cart`), { requestInit }),
  );
  onTestFinished(() => connected.close());
  return connected;
}

const patience = { timeout: 60_000, interval: 20 };
const products = ['B000000001', 'B000000002', 'B000000003'] as const;
const remove = (asin: string) => client.callTool({ name: 'remove_from_cart', arguments: { asin } });

/** One card for each, in the order of the products. */
async function ask(
  asins: readonly string[],
): Promise<{ ids: string[]; results: ReturnType<typeof remove>[] }> {
  const results = asins.map(remove);
  for (const result of results) result.catch(() => {}); // a test that fails early leaves them
  const cards = await vi.waitFor(async () => {
    const found = (await approvals()).filter((it) => it.state === 'pending');
    expect(found).toHaveLength(asins.length);
    return found;
  }, patience);
  const idOf = (asin: string) => cards.find((it) => it.arguments['asin'] === asin)?.id ?? '';
  return { ids: asins.map(idOf), results };
}
const approvals = async (): Promise<ApprovalView[]> => (await started.call('console.snapshot', {})).approvals;
const textOf = (result: object) => JSON.stringify(result);

test('several are answered alike; one that was answered meanwhile, and one that is none, do not stop the others', async () => {
  const { ids, results } = await ask(products);
  const [first = '', second = '', third = ''] = ids;
  await started.call('approvals.resolve', { approvalId: second, verdict: 'deny', word: 'keep that' });
  const answers = await started.call('approvals.resolveMany', {
    approvalIds: [first, second, 'none', third, first],
    verdict: 'deny',
    word: '  not now  ',
  });
  expect(answers.map((it) => [it.approvalId, it.approval?.state, it.error])).toEqual([
    [first, 'denied', null],
    [second, undefined, expect.stringContaining('denied from the console')],
    ['none', undefined, expect.stringContaining('no approval `none`')],
    [third, 'denied', null],
  ]);
  const told = (await Promise.all(results)).map(textOf);
  expect(
    told.map((it) => (it.includes('keep that') ? 'second' : it.includes(' not now') ? 'rest' : it)),
  ).toEqual(['rest', 'second', 'rest']);
});

test.each([
  [{ verdict: 'deny', arguments: { asin: products[1] } }, /`arguments` go with `approve`/],
  [{ verdict: 'approve', arguments: { asin: products[1] }, reach: { kind: 'session' } }, /without `reach`/],
  [{ verdict: 'deny', reach: { kind: 'always' } }, /`always` does not go with `deny`/],
  [{ verdict: 'approve', reach: { kind: 'block' } }, /`block` does not go with `approve`/],
] as const)('an answer that contradicts itself is none: %j', async (answer, problem) => {
  const { ids, results } = await ask([products[0]]);
  const approvalId = ids[0] ?? '';
  await expect(started.call('approvals.resolve', { approvalId, ...answer })).rejects.toMatchObject({
    code: 'invalid_input',
    message: expect.stringMatching(problem) as string,
  });
  expect((await approvals())[0]).toMatchObject({ state: 'pending' });
  await started.call('approvals.resolve', { approvalId, verdict: 'deny' });
  await results[0];
});

async function openSocket() {
  const socket = await openConsole(started.ui.url, await consoleKey(started.ui.oneTimeLink()));
  onTestFinished(() => socket.close());
  const heard: string[] = [];
  socket.on('message', (data: Buffer) => {
    const message = JSON.parse(data.toString()) as SocketMessage; // as the app sends them
    if ('push' in message && message.push.kind === 'event') heard.push(message.push.event.type);
  });
  return { socket, heard };
}

function answer(socket: WebSocket, input: object): Promise<Reply> {
  return new Promise((resolve) => {
    socket.on('message', (data: Buffer) => {
      const message = JSON.parse(data.toString()) as SocketMessage; // as the app sends them
      if ('reply' in message && message.id === 7) resolve(message.reply);
    });
    socket.send(JSON.stringify({ id: 7, name: 'approvals.resolve', input }));
  });
}

test('two consoles answer at once: one counts, the other hears how it was answered, and both see the same', async () => {
  const [left, right] = [await openSocket(), await openSocket()];
  const { ids, results } = await ask([products[0]]);
  const approvalId = ids[0] ?? '';
  const replies = await Promise.all([
    answer(left.socket, { approvalId, verdict: 'deny', word: 'left' }),
    answer(right.socket, { approvalId, verdict: 'deny', word: 'right' }),
  ]);
  const [winner, loser] = replies[0].ok ? replies : [...replies].reverse();
  expect(winner).toMatchObject({ ok: true, value: { state: 'denied' } });
  expect(loser).toMatchObject({
    ok: false,
    error: { code: 'conflict', message: expect.stringContaining('denied from the console') as string },
  });
  expect(textOf((await results[0]) ?? {})).toContain(replies[0].ok ? 'left' : 'right');
  for (const { heard } of [left, right]) {
    await vi.waitFor(() => expect(heard).toContain('approval.resolved'), patience);
    expect(heard.filter((it) => it === 'approval.resolved')).toHaveLength(1);
  }
});

test('what is said for always is listed over a restart, holds there, and is taken back; for a session it is not', async () => {
  const { ids, results } = await ask([products[0], products[1]]);
  const [always = '', session = ''] = ids;
  const suggested = await started.call('approvals.suggestRule', { approvalId: always });
  expect(suggested).toMatchObject({ matched: 1, calls: 2 });
  await started.call('approvals.resolve', {
    approvalId: session,
    verdict: 'approve',
    reach: { kind: 'session' },
  });
  // Written into the policy, which ends what was said for the session before it.
  await started.call('approvals.resolve', {
    approvalId: always,
    verdict: 'approve',
    reach: { kind: 'always' },
  });
  await Promise.all(results);
  expect((await started.call('remembered.list', {})).map((it) => it.kind)).toEqual(['always']);

  const [remembered] = await started.call('remembered.list', {});
  await client.callTool({ name: 'remove_from_cart', arguments: { asin: products[0] } });
  expect((await approvals()).filter((it) => it.state === 'pending')).toEqual([]);
  await started.call('remembered.revoke', { id: remembered?.id ?? '' });
  expect(await started.call('remembered.list', {})).toEqual([]);
  await expect(started.call('remembered.revoke', { id: remembered?.id ?? '' })).rejects.toMatchObject({
    code: 'not_found',
  });
  const again = await ask([products[0]]);
  await started.call('approvals.resolve', { approvalId: again.ids[0] ?? '', verdict: 'deny' });
  await again.results[0];
});
