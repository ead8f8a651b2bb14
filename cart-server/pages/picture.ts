import type { Page } from 'playwright-core';

const maxBytes = 300 * 1024;

/** Fetches a picture the way the page would, as a data URI; null when it is none, too large or does not come. */
export async function readPicture(page: Page, url: string): Promise<string | null> {
  if (/^data:image\/(?:png|jpeg|webp|gif|svg\+xml)[;,]/.test(url))
    return url.length <= maxBytes * 1.4 ? url : null;
  if (!/^https?:/.test(url)) return null;
  try {
    const response = await page.context().request.get(url, { timeout: 5_000, maxRedirects: 2 });
    const type = /^image\/(?:png|jpeg|webp|gif|svg\+xml)/.exec(response.headers()['content-type'] ?? '')?.[0];
    const size = Number(response.headers()['content-length'] ?? 0);
    if (!response.ok() || !type || size > maxBytes) return null;
    const body = await response.body();
    return body.length <= maxBytes ? `data:${type};base64,${body.toString('base64')}` : null;
  } catch {
    return null; // a card without a picture is still a card
  }
}
