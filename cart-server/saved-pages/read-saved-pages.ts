import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { chromium, type Page } from 'playwright-core';
import { findBrowser } from '../browser/find-browser.ts';
import { collectCart } from '../pages/cart-page.ts';
import { readFace } from '../pages/page-signs.ts';
import { collectProduct } from '../pages/product-page.ts';
import { collectSearch } from '../pages/search-page.ts';
import { readCart } from '../parse/cart.ts';
import { readHeader } from '../parse/header.ts';
import { pageKind } from '../parse/page-kind.ts';
import { readProduct } from '../parse/product.ts';
import { readSearch } from '../parse/search.ts';
import { compare, type Finding, type PageReading } from './compare.ts';
import { savedPages, type SavedPage } from './truth.ts';

/**
 * Reads every saved page of a folder (`index.json` and gzip files) with the code that reads the shop, and compares with
 * what a person read. The pages are other people's: no script of theirs runs and no request leaves.
 */
export async function readSavedPages(folder: string): Promise<Finding[]> {
  const pages = savedPages.parse(JSON.parse(await readFile(join(folder, 'index.json'), 'utf8')));
  const browser = await chromium.launch({
    executablePath: findBrowser('').path,
    chromiumSandbox: !(process.platform === 'linux' && process.getuid?.() === 0),
  });
  try {
    const tab = await browser.newPage({ serviceWorkers: 'block' });
    const findings: Finding[] = [];
    for (const page of pages) {
      const html = gunzipSync(await readFile(join(folder, page.file)));
      await openSaved(tab, page, html);
      findings.push(...compare(page, await readPage(tab, page)));
    }
    return findings;
  } finally {
    await browser.close();
  }
}

async function openSaved(tab: Page, { domain, id }: SavedPage, html: Buffer): Promise<void> {
  const url = `https://www.${domain === '?' ? 'amazon.com' : domain}/${id}`;
  await tab.unrouteAll();
  await tab.route('**/*', (route) =>
    route.request().url() === url
      ? route.fulfill({
          body: html,
          contentType: 'text/html; charset=utf-8',
          headers: { 'content-security-policy': "script-src 'none'" },
        })
      : route.abort(),
  );
  await tab.goto(url, { waitUntil: 'domcontentloaded' });
}

async function readPage(tab: Page, page: SavedPage): Promise<PageReading> {
  const face = await readFace(tab, null);
  const basic = { kind: pageKind(face.signs), header: readHeader(face.header) };
  switch (page.kind) {
    case 'search':
      return { ...basic, search: readSearch(await collectSearch(tab), page.domain) };
    case 'product':
      return { ...basic, product: readProduct(await collectProduct(tab), page.domain) };
    case 'cart':
      return { ...basic, cart: readCart(await collectCart(tab), page.domain) };
    default:
      return basic;
  }
}
