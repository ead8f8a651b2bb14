import { findProduct } from './catalogue/catalogue.ts';
import { drawIcon, drawProduct } from './pictures/draw.ts';
import { storeCss } from './style.ts';
import type { Answer } from './visit.ts';
import type { Walls } from './walls.ts';

/** Style sheet and pictures: the same for every visitor, and never behind a wall. */
export function assetAt(path: string, walls: Walls): Answer | undefined {
  if (path === '/static/store.css') return asset('text/css; charset=utf-8', storeCss);
  if (path === '/static/icon.svg' || path === '/favicon.ico') return asset(svg, drawIcon());
  const asin = /^\/images\/([A-Z0-9]{10})\.svg$/.exec(path)?.[1];
  if (asin !== undefined) {
    const product = findProduct(asin);
    return product ? asset(svg, drawProduct(product.picture)) : { status: 404, body: '' };
  }
  const token = /^\/captcha\/([\w-]+)\/Captcha\.svg$/.exec(path)?.[1];
  if (token !== undefined) {
    const picture = walls.picture(token);
    return picture ? { status: 200, type: svg, body: picture } : { status: 404, body: '' };
  }
  return undefined;
}

const svg = 'image/svg+xml; charset=utf-8';

const asset = (type: string, body: string): Answer => ({
  status: 200,
  type,
  headers: { 'cache-control': 'max-age=3600' },
  body,
});
