import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { ApiInput, ApiName, ApiOutput } from '../../contract/api.ts';
import type { Bridge } from '../../contract/bridge.ts';
import { ensureElectron } from '../../scripts/build.ts';
import { electronDrivers, type RunningElectron } from '../support/electron-drivers.ts';
import { tempDir } from '../support/temp-dir.ts';

/** The main job in the desktop app: one spec, on the double of Electron everywhere and on Electron where it is. */

declare const window: { readonly checkstand: Bridge };

beforeAll(() => ensureElectron());

describe.each(electronDrivers)('on $name', (driver) => {
  if (driver.obstacle) {
    test.skip(`not run: ${driver.obstacle}`, () => undefined);
    return;
  }

  async function started(): Promise<RunningElectron> {
    const dataDir = tempDir();
    const running = await driver.start([`--data-dir=${dataDir}`, '--port=0', '--store=demo']);
    onTestFinished(() => running.kill());
    return running;
  }

  test('a call arrives, the approval window shows it, a click approves, the agent gets its result', async () => {
    const running = await started();
    const console = await running.page('index');
    const complaints: string[] = [];
    complain(console, complaints);
    const { mcpUrl } = await call(console, 'console.snapshot', {});
    const { token } = await call(console, 'grants.create', { name: 'Agent', upstreams: ['cart'] });
    const approval = await running.page('approval');
    complain(approval, complaints);
    await approval.waitForLoadState();
    expect(await running.isVisible('approval')).toBe(false);

    const agent = await connected(`${mcpUrl}/cart`, token);
    const result = agent.callTool(
      { name: 'add_to_cart', arguments: { query: 'paper towels', quantity: 2 } },
      undefined,
      {
        timeout: 100_000,
      },
    );
    await vi.waitFor(async () => expect(await running.isVisible('approval')).toBe(true), { timeout: 30_000 });
    const card = approval.getByRole('article');
    await card
      .getByText(/paper towels/i)
      .first()
      .waitFor();
    await card.getByRole('button', { name: /approve once/i }).click();

    const content = JSON.stringify((await result).content);
    expect(content).toContain('added 2 x Paper Towels');
    await vi.waitFor(async () => expect(await running.isVisible('approval')).toBe(false), {
      timeout: 30_000,
    });
    const { approvals } = await call(console, 'console.snapshot', {});
    expect(approvals[0]).toMatchObject({ state: 'consumed', resolvedBy: 'window' });
    const { cart } = await call(console, 'store.refresh', {});
    expect(cart?.lines).toEqual([expect.objectContaining({ quantity: 2 })]);
    expect(complaints).toEqual([]);
    await agent.close();
    expect(await running.quit()).toBe(0);
  });

  test('what waits at the quit is not executed, and the agent is told', async () => {
    const running = await started();
    const console = await running.page('index');
    const { mcpUrl } = await call(console, 'console.snapshot', {});
    const { token } = await call(console, 'grants.create', { name: 'Agent', upstreams: ['cart'] });
    const agent = await connected(`${mcpUrl}/cart`, token);
    const result = agent.callTool({ name: 'remove_from_cart', arguments: { asin: 'B0DEMO0001' } }).then(
      (value) => JSON.stringify(value.content),
      (error: unknown) => String(error),
    );
    await vi.waitFor(async () => expect(await running.isVisible('approval')).toBe(true), { timeout: 30_000 });
    expect(await running.quit()).toBe(0);
    expect(await result).toContain('Checkstand is closing; the call was not executed');
  });
});

const clients: Client[] = [];
afterAll(() => Promise.all(clients.map((it) => it.close().catch(() => undefined))));

async function connected(url: string, token: string): Promise<Client> {
  const client = new Client({ name: 'spec', version: '1' });
  clients.push(client);
  const headers = { authorization: `Bearer ${token}` };
  await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } }));
  return client;
}

/** The application API as the window's own page reaches it. */
async function call<N extends ApiName>(page: Page, name: N, input: ApiInput<N>): Promise<ApiOutput<N>> {
  const reply = await page.evaluate((frame) => window.checkstand.call(frame), { name, input });
  if (!reply.ok) throw new Error(`${name}: ${reply.error.message}`);
  return reply.value as ApiOutput<N>; // parsed by the router
}

/** Errors that a page shows in its console; refusals by the content security policy are among them. */
function complain(page: Page, complaints: string[]): void {
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
}
