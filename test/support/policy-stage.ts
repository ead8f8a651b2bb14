import { shippedCartPolicy } from '../../app/shipped-policy.ts';
import type { JsonObject } from '../../contract/json.ts';
import { connectAgent } from './connect-agent.ts';
import { launchBrowser, openConsole } from './console-page.ts';
import { startApp } from './start-app.ts';

export type PolicyStage = Awaited<ReturnType<typeof startPolicyStage>>;

/** The whole app, a console in a real browser, and an agent that the shipped policy refused three times already. */
export async function startPolicyStage() {
  const [app, browser] = await Promise.all([startApp(), launchBrowser()]);
  const opened = await openConsole(browser, app.ui.oneTimeLink());
  const { page } = opened;
  await page.getByText('Connected', { exact: true }).waitFor();
  const agent = await connectAgent(app, 'kitchen agent');
  // Refused without a look at the shop: a history to replay.
  for (const quantity of [12, 15, 20]) await agent.call('add_to_cart', { asin: 'B0DPANTRY4', quantity });

  const shipped = shippedCartPolicy('USD');
  const save = (document: unknown, grantId: string | null = null) =>
    app.call('policy.save', { upstream: 'cart', grantId, document: document as JsonObject }); // a policy is JSON
  return {
    app,
    opened,
    page,
    agent,
    shipped,
    /** Saves a policy of the cart: the default, or a grant's own. */
    save,
    /** That policy as it stands; undefined when a grant has none of its own. */
    async policyOf(grantId: string | null = null) {
      const { policies } = await app.call('console.snapshot', {});
      return policies.find((it) => it.upstream === 'cart' && it.grantId === grantId);
    },
    /** Nothing that a test left open, drafted or saved stands before the next one. */
    async reset(route: string): Promise<void> {
      await page.goto(`${app.ui.url}#/${route}`);
      await page.reload();
      await save(shipped);
      await page.setViewportSize({ width: 1280, height: 800 });
    },
    async close(): Promise<void> {
      await agent.close();
      await browser.close();
      await app.close();
    },
  };
}
