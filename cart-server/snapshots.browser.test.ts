import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { findBrowser } from './browser/find-browser.ts';
import { callTool, connectClient, startCartFixture } from './cart-fixture.ts';
import { openBlocked } from './saved-pages/read-page.ts';
import { createSnapshots } from './snapshots.ts';
import { systemClock } from './stand-alone.ts';

let browser: Browser;
let page: Page;
beforeAll(async () => {
  browser = await chromium.launch({
    executablePath: findBrowser('').path,
    chromiumSandbox: process.getuid?.() !== 0,
  });
  page = await browser.newPage();
});
afterAll(() => browser.close());

const personal = `<!doctype html><html><head><title>Cart of Maya</title><script type="text/plain">session-token=abc123</script></head>
<body data-customer="A1B2C3"><!-- maya -->
<div id="nav-link-accountList"><a href="/ap/signin?openid=who">Hello, Maya</a></div>
<div id="nav-global-location-slot">Deliver to Maya, Springfield 12345</div>
<div class="displayAddressDiv">Evergreen Terrace 742</div>
<form action="/cart?token=secret"><input name="token" value="secret" type="hidden"><textarea>a wish</textarea></form>
<p>Write to maya.doe@mail.example or call +1 (555) 123-4567, order 123-1234567-1234567. MAYA's list, Mayan art.</p>
<div class="sc-list-item" data-asin="B0OWN00001" data-itemtype="active" data-quantity="2" data-price="19.99" data-who="Maya">
  <a href="https://shop.example/dp/B0OWN00001?ref=maya">The thing</a> <span class="sc-product-price">$1,234.56</span></div>
</body></html>`;

function folder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'checkstand-snapshots-'));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  return join(dir, 'snapshots');
}

test('a copy shows how the page is built, and nobody', async () => {
  const dir = folder();
  await openBlocked(page, { id: 'cart', kind: 'cart', domain: 'amazon.com' }, personal);
  const path = await createSnapshots(dir, systemClock).take(page, ['Maya']);
  const copy = readFileSync(path ?? '', 'utf8');
  for (const secret of [
    /\bmaya\b/i,
    /mail\.example/,
    /555/,
    /1234567/,
    /12345/,
    /springfield/i,
    /evergreen/i,
    /secret/,
    /session-token/,
    /openid/,
    /A1B2C3/,
    /a wish/,
  ])
    expect(copy).not.toMatch(secret);
  for (const part of [
    'data-asin="B0OWN00001"',
    'data-quantity="2"',
    '$1,234.56',
    'The thing',
    'Mayan art',
    'href="/dp/B0OWN00001"',
  ])
    expect(copy).toContain(part);
  expect(statSync(path ?? '').mode & 0o777).toBe(0o600);
  // The page itself is as it was.
  expect(await page.textContent('#nav-link-accountList')).toContain('Maya');
});

test('only so many are kept, each only so large', async () => {
  const dir = folder();
  let now = Date.UTC(2026, 0, 1);
  const snapshots = createSnapshots(dir, { ...systemClock, now: () => (now += 1000) });
  await openBlocked(
    page,
    { id: 'cart', kind: 'cart', domain: 'amazon.com' },
    `<p>${'word '.repeat(200_000)}</p>`,
  );
  const paths = [];
  for (let at = 0; at < 23; at += 1) paths.push(await snapshots.take(page, []));
  const names = readdirSync(dir);
  expect(names).toHaveLength(20);
  expect(names).toContain(paths.at(-1)?.split('/').at(-1));
  expect(names).not.toContain(paths[0]?.split('/').at(-1));
  expect(statSync(paths.at(-1) ?? '').size).toBeLessThan(600_000);
});

test('an agent that meets a page nobody understands is told where its copy is', async () => {
  const fixture = await startCartFixture();
  onTestFinished(() => fixture.close());
  // A shop whose pages are all of another kind.
  const { createServer } = await import('node:http');
  const server = createServer((_, response) =>
    response.setHeader('content-type', 'text/html').end('<h1>Router of Maya</h1>'),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as { port: number }; // a TCP server has one
  const cart = fixture.start({ baseUrl: `http://127.0.0.1:${port}` });
  const client = await connectClient(cart.open);
  const said = await callTool(client, 'view_cart');
  expect(said).toMatchObject({ outcome: 'page_not_understood', isError: true });
  const { snapshot } = said.data as { snapshot: string };
  expect(said.text).toContain(snapshot);
  expect(readFileSync(snapshot, 'utf8')).toContain('<h1>Router');
});
