/** `npm run screenshots`: makes the pictures of the documentation from the running app, on the demo store. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { chromium, type Page } from 'playwright-core';
import { chromiumPath, sandboxFlags } from '../test/support/chromium.ts';
import { startApp, type StartedApp } from '../test/support/start-app.ts';
import { ensureRenderer } from './build.ts';
import { ensureBrowser } from './ensure-browser.ts';

const folder = fileURLToPath(new URL('../docs/images', import.meta.url));

await ensureBrowser('', (line) => void process.stderr.write(`${line}\n`));
await ensureRenderer();
mkdirSync(folder, { recursive: true });
const started = await startApp();
const browser = await chromium.launch({ executablePath: chromiumPath(), args: sandboxFlags() });
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' });
  await page.goto(started.ui.oneTimeLink());
  await page.getByText('Connected').waitFor();
  const agent = await connectAgent(started);
  await shop(agent, page);
  await picturePages(page);
  await agent.close();
} finally {
  await browser.close();
  await started.close();
}

async function connectAgent({ app, grant }: StartedApp): Promise<Client> {
  const client = new Client({ name: 'claude-code', version: '2.1.330' });
  const authorization = `Bearer ${await grant('Claude Code')}`;
  const transport = new StreamableHTTPClientTransport(new URL(`${app.mcpUrl}/cart`), {
    requestInit: { headers: { authorization } },
  });
  await client.connect(transport);
  return client;
}

/** A little history: reads, an approved add, a denied one; then one that waits. */
async function shop(agent: Client, page: Page): Promise<void> {
  const call = (name: string, args: Record<string, unknown> = {}) =>
    agent.callTool({ name, arguments: args });
  await call('search_amazon', { query: 'green tea' });
  await call('view_cart');
  const approved = call('add_to_cart', { query: 'green tea', quantity: 1 });
  await page.getByRole('button', { name: /^approve/i }).click();
  await approved;
  const denied = call('add_to_cart', { query: 'headphones' });
  await page.getByRole('button', { name: /^deny/i }).click();
  await denied;
  await call('check_login');
  await call('search_amazon', { query: 'paper towels' });
  await severalAtOnce(agent, page);
  call('add_to_cart', { query: 'paper towels', quantity: 2 }).catch(() => {}); // waits until the app closes
  await page.getByRole('button', { name: /^approve/i }).waitFor();
  await page.getByText('$42.98').first().waitFor();
  await page.locator('[data-verdict=approve][aria-disabled=false]').waitFor();
  await page.getByText('Denied in the console').first().waitFor({ state: 'detached' });
}

/** A list of calls, one of them opened for a change; then all are denied. */
async function severalAtOnce(agent: Client, page: Page): Promise<void> {
  const wishes = [
    { query: 'coffee', quantity: 1 },
    { query: 'usb c cable', quantity: 10 },
    { query: 'dotted notebook', quantity: 1 },
  ];
  const answers = wishes.map((it) => agent.callTool({ name: 'add_to_cart', arguments: it }));
  await page.getByText('$106.37').waitFor();
  await page.locator('[data-verdict=deny][aria-disabled=false]').waitFor();
  await page.screenshot({ path: join(folder, 'several.png') });
  await page.getByRole('button', { name: /^Answer alone: USB/ }).click();
  await page.keyboard.press('e');
  await page.getByLabel(/^quantity/).fill('2');
  await page
    .getByRole('button', { name: 'Approve with changes' })
    .and(page.locator('[aria-disabled=false]'))
    .waitFor();
  await page.screenshot({ path: join(folder, 'change.png') });
  await page.getByRole('button', { name: 'Back' }).click();
  await page.getByRole('button', { name: /^Close: USB/ }).click();
  await page.getByRole('button', { name: 'Deny all' }).click();
  await Promise.all(answers);
}

async function picturePages(page: Page): Promise<void> {
  const save = (name: string) =>
    page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled' });
  // What has just come cannot be pressed for a moment, and looks like it.
  const armed = () => page.locator('[data-verdict=approve][aria-disabled=false]').waitFor();
  await page.mouse.move(0, 0);
  await armed();
  await save('live');
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  await save('live-dark');
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  for (const name of ['Approvals', 'Tools', 'Store', 'Clients']) {
    await page.getByRole('link', { name: new RegExp(`^${name}`) }).click();
    await page.getByRole('heading', { level: 1, name }).waitFor();
    await page.locator('nav a[aria-current=page]', { hasText: name }).waitFor();
    if (name === 'Approvals') await armed();
    await save(name.toLowerCase());
  }
  await page.setViewportSize({ width: 420, height: 640 });
  await page.getByRole('link', { name: /^Live/ }).click();
  await page.getByText('$42.98').first().waitFor();
  await armed();
  await save('live-narrow');
}
