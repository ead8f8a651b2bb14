import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Snapshot } from '../../contract/api.ts';
import { startConsoleFixture } from '../support/console-fixture.ts';
import { launchBrowser, openConsole } from '../support/console-page.ts';
import { emptySample } from '../support/console-sample.ts';
import { tempDir } from '../support/temp-dir.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

test('a robot check puts a card on the Store page, which leads to a window and goes when that is done', async () => {
  const now = Date.now();
  const sample: Snapshot = emptySample(now);
  const fixture = await startConsoleFixture(
    {
      ...sample,
      store: {
        ...sample.store,
        session: 'blocked',
        problem: 'the shop wants to see a person before it goes on; open the browser and answer it there',
        needsPerson: { kind: 'robot_check', since: now, retryAt: now + 3_600_000, isCallWaiting: true },
      },
    },
    { dataDir: tempDir(), port: 0 },
  );
  try {
    const { page } = await openConsole(browser, fixture.ui.oneTimeLink());
    await page.getByRole('link', { name: 'Store' }).click();
    await page.getByText('the shop wants to see a person').waitFor();
    await page
      .getByText(/A call of an agent waits for you.*Agents are kept away from the shop until/)
      .waitFor();
    const button = page.getByRole('button', { name: 'Open the browser' });
    await button.click();
    await button.waitFor({ state: 'detached' });
    expect(await page.getByText('Something needs you').count()).toBe(0);
    expect(fixture.sent.map((it) => it.name)).toContain('store.openBrowser');
  } finally {
    await fixture.close();
  }
});
