import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { EmptyResultSchema } from '@modelcontextprotocol/sdk/types.js';
import { expect, onTestFinished, test } from 'vitest';
import { openConsole } from '../support/console-socket.ts';
import { startApp } from '../support/start-app.ts';

test('approving the approver: with all that an agent holds, it answers no question of its own', async () => {
  const started = await startApp();
  onTestFinished(() => started.close());
  const { app, ui, call } = started;
  app.attachSurface();
  const token = await started.grant('agent');
  await call('policy.save', {
    upstream: 'cart',
    grantId: null,
    document: { version: '1', default: 'deny', tools: { save_session: { action: 'require_approval' } } },
  });
  const client = new Client({ name: 'agent', version: '1' });
  const requestInit = { headers: { authorization: `Bearer ${token}` } };
  await client.connect(new StreamableHTTPClientTransport(new URL(`${app.mcpUrl}/cart`), { requestInit }));
  onTestFinished(() => client.close());
  const held = client.callTool({ name: 'save_session', arguments: {} });
  held.catch(() => undefined); // awaited at the end
  const pending = async () =>
    (await call('console.snapshot', {})).approvals.filter((it) => it.state === 'pending');
  await expect.poll(pending).toHaveLength(1);
  const [{ id = '' } = {}] = await pending();
  const answer = { approvalId: id, verdict: 'approve' };

  await expect(openConsole(ui.url, token)).rejects.toThrow('401');
  await expect(
    client.request({ method: 'approvals.resolve', params: answer }, EmptyResultSchema),
  ).rejects.toThrow();
  const asTool = await client.callTool({ name: 'approvals.resolve', arguments: answer });
  expect(asTool).toMatchObject({ isError: true });
  const frame = JSON.stringify({ id: 1, name: 'approvals.resolve', input: answer });
  for (const origin of [ui.url, app.mcpUrl]) {
    const reply = await fetch(origin, { method: 'POST', body: frame, ...requestInit });
    expect(reply.ok).toBe(false);
    await reply.body?.cancel();
  }
  expect(await pending()).toMatchObject([{ id, verdict: null }]);
  await call('approvals.resolve', { approvalId: id, verdict: 'deny' });
  expect(await held).toMatchObject({ isError: true });
});
