import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Bridge } from '../../contract/bridge.ts';
import type { Snapshot } from '../../contract/api.ts';
import { ensureElectron } from '../../scripts/build.ts';
import { electronDrivers, type RunningElectron } from '../support/electron-drivers.ts';
import { connectShopperTo, type Shopper } from '../support/shopper.ts';
import { tempDir } from '../support/temp-dir.ts';

/** The desktop app's small window: the same cards as in the console, over its own, smaller bridge. */

declare const window: { readonly checkstand: Bridge };

beforeAll(() => ensureElectron());

describe.each(electronDrivers)('on $name', (driver) => {
  if (driver.obstacle) {
    test.skip(`not run: ${driver.obstacle}`, () => undefined);
    return;
  }

  async function started(): Promise<{
    running: RunningElectron;
    approval: Page;
    agent: Shopper;
    console: Page;
  }> {
    const running = await driver.start([`--data-dir=${tempDir()}`, '--port=0', '--store=demo']);
    onTestFinished(() => running.kill());
    const console = await running.page('index');
    const { mcpUrl } = (await call(console, 'console.snapshot', {})) as Snapshot; // parsed by the router
    const made = await call(console, 'grants.create', { name: 'Agent', upstreams: ['cart'] });
    const agent = await connectShopperTo(mcpUrl, (made as { token: string }).token); // as above
    onTestFinished(() => agent.close().catch(() => undefined));
    const approval = await running.page('approval');
    await approval.waitForLoadState();
    return { running, approval, agent, console };
  }

  test('changes, lists, rules and budgets are there as in the console; what it may not do leads to the console', async () => {
    const { running, approval, agent, console } = await started();
    const answer = agent.call('add_to_cart', { asin: 'B0DH0USE01', quantity: 3 });
    await untilVisible(running);
    const card = approval.getByRole('article');
    await card.getByText('$35.53 left after this').waitFor();

    await card.getByRole('button', { name: 'Always…' }).click();
    await card.getByText(/in the last 30 days/).waitFor();
    await card.getByRole('button', { name: 'Back' }).click();
    await card.getByRole('button', { name: /^Change/ }).click();
    await card.getByLabel(/^quantity/).fill('1');
    await card.getByRole('button', { name: 'Approve with changes' }).click();
    expect((await answer).text).toContain('added 1 x');

    const two = [
      agent.call('add_to_cart', { asin: 'B0DH0USE01' }),
      agent.call('add_to_cart', { asin: 'B0DCABLE01' }),
    ];
    const list = approval.getByRole('region', { name: /^2 calls of Agent/ });
    await list.getByRole('button', { name: 'Deny all' }).click();
    for (const { text } of await Promise.all(two)) expect(text).toContain('a person denied this call');

    await call(console, 'demo.setSwitches', { asksSignIn: true });
    const waiting = agent.call('view_cart');
    const need = approval.getByRole('article', { name: 'Sign-in required' });
    await need.getByRole('button', { name: 'Open Checkstand' }).waitFor();
    await untilVisible(running);
    await console.getByRole('button', { name: 'Open the browser to sign in' }).click();
    expect((await waiting).isError).toBe(false);
    expect(await running.quit()).toBe(0);
  });
});

function untilVisible(running: RunningElectron): Promise<void> {
  return vi.waitFor(async () => expect(await running.isVisible('approval')).toBe(true), { timeout: 30_000 });
}

/** The application API as the window's own page reaches it. */
async function call(page: Page, name: string, input: unknown): Promise<unknown> {
  const reply = await page.evaluate((frame) => window.checkstand.call(frame), { name, input });
  if (!reply.ok) throw new Error(`${name}: ${reply.error.message}`);
  return reply.value;
}
