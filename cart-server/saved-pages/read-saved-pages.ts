import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { chromium, type Page } from 'playwright-core';
import { messageOf } from '../message-of.ts';
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

/** The folder is no folder of saved pages, or one of its files cannot be read. */
export class UnusablePagesError extends Error {
  readonly code = 'unusable_pages';
}

/** A page of the folder: what was read on it and how that compares with what a person read. */
export interface ReadPage {
  readonly page: Omit<SavedPage, 'truth' | 'header'>;
  readonly reading: PageReading;
  readonly findings: readonly Finding[];
  /** Why nothing was compared. */
  readonly notCompared: string | null;
}

/**
 * Reads every saved page of a folder (`index.json` and gzip files) with the code that reads the shop, and compares with
 * what a person read. The pages are other people's: no script of theirs runs and no request leaves. Rejects with
 * `UnusablePagesError`.
 */
export async function readSavedPages(folder: string, browserPath: string): Promise<ReadPage[]> {
  const pages = await loadIndex(folder);
  const browser = await chromium.launch({
    executablePath: browserPath,
    chromiumSandbox: !(process.platform === 'linux' && process.getuid?.() === 0),
  });
  try {
    const tab = await browser.newPage({ serviceWorkers: 'block' });
    const read: ReadPage[] = [];
    for (const page of pages) {
      await openSaved(tab, page, await loadPage(folder, page));
      read.push(compared(page, await readPage(tab, page)));
    }
    return read;
  } finally {
    await browser.close();
  }
}

async function loadIndex(folder: string): Promise<SavedPage[]> {
  const path = join(folder, 'index.json');
  const parsed = savedPages.safeParse(
    await readFile(path, 'utf8').then(JSON.parse, (error: unknown) => unusable(path, error)),
  );
  return parsed.success ? parsed.data : unusable(path, parsed.error.issues[0]);
}

async function loadPage(folder: string, page: SavedPage): Promise<Buffer> {
  const path = join(folder, page.file);
  return readFile(path)
    .then(gunzipSync)
    .catch((error: unknown) => unusable(path, error));
}

function unusable(path: string, why: unknown): never {
  const words = why && typeof why === 'object' && 'message' in why ? String(why.message) : messageOf(why);
  throw new UnusablePagesError(`\`${path}\` cannot be used: ${words}`, { cause: why });
}

function compared({ truth, header, ...page }: SavedPage, reading: PageReading): ReadPage {
  try {
    return { page, reading, findings: compare({ ...page, truth, header }, reading), notCompared: null };
  } catch (error) {
    return { page, reading, findings: [], notCompared: messageOf(error) };
  }
}

async function openSaved(tab: Page, { domain, id }: SavedPage, html: Buffer): Promise<void> {
  const url = `https://www.${domain === '?' ? 'amazon.com' : domain}/${encodeURIComponent(id)}`;
  await tab.unrouteAll();
  await tab.route('**/*', (route) =>
    route.request().url() === url
      ? route.fulfill({
          body: html,
          contentType: 'text/html; charset=utf-8',
          headers: { 'content-security-policy': "script-src 'none'" },
        })
      : route.abort('aborted'),
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
