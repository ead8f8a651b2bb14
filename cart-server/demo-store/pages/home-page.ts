import type { Product } from '../catalogue/product.ts';
import { html, type Markup } from '../html.ts';
import { shopPage } from './layout.ts';
import { priceMarkup } from './price-markup.ts';
import type { View } from './view.ts';

export interface Shelf {
  readonly title: string;
  readonly products: readonly Product[];
}

export function homePage(view: View, shelves: readonly Shelf[]): Markup {
  return shopPage(view, {
    title: 'Demo store. Nothing here is real.',
    body: html`<div id="gw-layout">
      ${shelves.map(
        ({ title, products }) =>
          html`<section class="gw-card">
            <h2>${title}</h2>
            <div class="product-grid">
              ${products.map(
                (product) =>
                  html`<a class="grid-card" href="/dp/${product.asin}?ref_=gw"
                    ><img
                      src="/images/${product.asin}.svg"
                      alt=""
                      width="160"
                      height="160"
                      loading="lazy"
                    /><span class="grid-title">${product.title}</span
                    >${priceMarkup(view.price(view.offer(product).priceMinor), { size: 'm' })}</a
                  >`,
              )}
            </div>
          </section>`,
      )}
    </div>`,
  });
}

/** A page that exists so that links lead somewhere: orders, checkout, account. */
export function plainPage(view: View, title: string, text: string): Markup {
  return shopPage(view, {
    title: `Demo store – ${title}`,
    body: html`<main class="plain-page">
      <h1>${title}</h1>
      <p>${text}</p>
      <a class="a-link-normal" href="/">Back to the shop</a>
    </main>`,
  });
}
