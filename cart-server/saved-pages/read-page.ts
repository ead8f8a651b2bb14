import type { Page } from 'playwright-core';
import { collectCart } from '../pages/cart-page.ts';
import { readFace } from '../pages/page-signs.ts';
import { collectProduct } from '../pages/product-page.ts';
import { collectSearch } from '../pages/search-page.ts';
import { readCart } from '../parse/cart.ts';
import { readHeader } from '../parse/header.ts';
import { pageKind } from '../parse/page-kind.ts';
import { readProduct } from '../parse/product.ts';
import { readSearch } from '../parse/search.ts';
import type { PageReading } from './compare.ts';

export interface PageToRead {
  readonly id: string;
  /** What it is a page of: "search", "product", "cart" or anything else. */
  readonly kind: string;
  /** "?" where nobody knows. */
  readonly domain: string;
}

/** Opens HTML as if the shop had sent it, but no script in it runs and no request leaves. */
export async function openBlocked(
  tab: Page,
  { domain, id }: PageToRead,
  html: Buffer | string,
): Promise<void> {
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

/** Reads the open page with the code that reads the shop. */
export async function readPage(tab: Page, { kind, domain }: PageToRead): Promise<PageReading> {
  const face = await readFace(tab, null);
  const basic = { kind: pageKind(face.signs), header: readHeader(face.header) };
  switch (kind) {
    case 'search':
      return { ...basic, search: readSearch(await collectSearch(tab), domain) };
    case 'product':
      return { ...basic, product: readProduct(await collectProduct(tab), domain) };
    case 'cart':
      return { ...basic, cart: readCart(await collectCart(tab), domain) };
    default:
      return basic;
  }
}
