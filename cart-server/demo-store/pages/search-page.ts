import { isGrocery } from '../catalogue/catalogue.ts';
import type { Offer, Product } from '../catalogue/product.ts';
import { html, type Markup } from '../html.ts';
import { isAddable, shownMinor } from '../offer.ts';
import { script } from '../scripts.ts';
import type { SearchResult } from '../search.ts';
import { fill } from '../texts.ts';
import { freshAddButton } from './grocery-markup.ts';
import { shopPage } from './layout.ts';
import { offerListingId, stars } from './product-parts.ts';
import { listPriceMarkup, priceMarkup } from './price-markup.ts';
import type { View } from './view.ts';

export interface SearchPageParts {
  readonly query: string;
  readonly store: 'shop' | 'wholefoods';
  readonly result: SearchResult;
  readonly ads: readonly Product[];
}

export function searchPage(view: View, { query, store, result, ads }: SearchPageParts): Markup {
  const { texts } = view;
  const found = result.products;
  const cards = [
    ...ads.map((product) => ({ product, isAd: true })),
    ...found.map((product) => ({ product, isAd: false })),
  ];
  return shopPage(view, {
    title: `Demo store : ${query}`,
    query,
    store,
    body: html`<div id="search">
        <span data-component-type="s-result-info-bar"
          ><h1 class="a-size-base s-desktop-toolbar">
            ${
              found.length > 0 &&
              html`<span>${fill(texts.results, found.length, found.length)}</span>
                <span class="a-color-state a-text-bold">"${query}"</span>`
            }
          </h1></span
        >
        <span data-component-type="s-search-results" class="rush-component">
          <div class="s-main-slot s-result-list s-search-results">
            ${result.kind !== 'exact' && notice(view, query, result.kind)}
            ${
              found.length > 0 &&
              html`<div data-asin="" data-index="0" class="s-result-item s-widget s-results-heading">
                <h2 class="a-size-medium-plus">Results</h2>
                <span class="a-color-secondary">Check each product page for other buying options.</span>
              </div>`
            }
            ${cards.map(({ product, isAd }, at) => card(view, product, { isAd, at: at + 2 }))}
          </div>
        </span>
      </div>
      ${script('search')} ${script('grocery')}`,
  });
}

function notice({ texts }: View, query: string, kind: 'similar' | 'none'): Markup {
  return html`<div data-asin="" class="s-result-item s-widget s-no-results">
    <div class="a-section s-no-outline s-no-results-result">
      <span class="a-size-medium a-color-base">${texts.noResults}</span>
      <span class="a-size-medium a-color-state">${query}</span>
      ${
        kind === 'similar'
          ? html`<div class="a-row s-similar-results">${texts.similarResults}</div>`
          : html`<div class="a-row">Try checking your spelling or use more general terms</div>`
      }
    </div>
  </div>`;
}

function card(view: View, product: Product, { isAd, at }: { isAd: boolean; at: number }): Markup {
  const { texts } = view;
  const offer = view.offer(product);
  const href = isAd
    ? `/sspa/click?ie=UTF8&sp_csd=d2lkZ2V0&url=${encodeURIComponent(`/dp/${product.asin}/ref=sr_1_${at}_sspa`)}`
    : productPath(product, at);
  const spoken = isAd ? `${texts.sponsored} Ad - ${product.title}` : product.title;
  return html`<div
    role="listitem"
    data-asin="${product.asin}"
    data-index="${at}"
    data-component-type="s-search-result"
    class="s-result-item s-asin sg-col ${isAd && 'AdHolder'}"
  >
    <div class="puis-card-container s-card-container" data-cy="asin-faceout-container">
      <div class="s-product-image-container" data-cy="image-container">
        <span data-component-type="s-product-image"
          ><a aria-hidden="true" tabindex="-1" class="a-link-normal s-no-outline" href="${href}"
            ><img
              class="s-image"
              src="/images/${product.asin}.svg"
              alt="${spoken}"
              width="160"
              height="160" /></a
        ></span>
      </div>
      <div class="s-card-text">
        <div data-cy="title-recipe" class="a-section s-title-instructions-style">
          ${isAd && adLabel(view, product)} ${title(view, product, { href, spoken })}
        </div>
        <div data-cy="reviews-block" class="a-section">${stars(view, product)}</div>
        <div data-cy="price-recipe" class="a-section s-price-instructions-style">
          ${cardPrice(view, product, offer, href)}
        </div>
        <div data-cy="delivery-recipe" class="a-section a-color-secondary">${delivery(view, offer)}</div>
        ${cardAdd(view, product, offer, at)}
      </div>
    </div>
  </div>`;
}

function title(
  { switches }: View,
  product: Product,
  { href, spoken }: { href: string; spoken: string },
): Markup {
  if (switches.era === 2023) {
    return html`<h2 class="a-size-mini a-spacing-none a-color-base s-line-clamp-2">
      <a class="a-link-normal s-link-style a-text-normal" href="${href}"
        ><span class="a-size-medium a-color-base a-text-normal">${product.title}</span></a
      >
    </h2>`;
  }
  return html`${
      switches.hasBrandHeading &&
      html`<h2 class="a-size-mini s-line-clamp-1">
        <span class="a-size-base-plus a-color-base">${product.brand}</span>
      </h2>`
    }<a class="a-link-normal s-line-clamp-2 s-link-style a-text-normal" href="${href}"
      ><h2 aria-label="${spoken}" class="a-size-medium a-spacing-none a-color-base a-text-normal">
        <span>${product.title}</span>
      </h2></a
    >`;
}

function adLabel({ texts }: View, product: Product): Markup {
  return html`<div class="a-row a-spacing-micro">
      <span class="a-declarative" data-action="a-popover"
        ><a href="javascript:void(0)" role="button" class="puis-label-popover puis-sponsored-label-text"
          ><span class="puis-label-popover-default"
            ><span class="a-color-secondary">${texts.sponsored}</span></span
          ></a
        ></span
      >
    </div>
    <div class="a-popover-preload" id="a-popover-sp-info-popover-${product.asin}">
      <span>You’re seeing this ad because it suits your search.</span>
    </div>`;
}

function cardPrice(view: View, product: Product, offer: Offer, href: string): Markup {
  const { texts, price } = view;
  switch (offer.kind) {
    case 'see_all':
    case 'used_only': {
      const isUsed = offer.kind === 'used_only';
      const others = fill(isUsed ? texts.usedOffers : texts.newOffers, 1);
      return html`<div class="a-row a-size-base a-color-secondary">
        <div class="a-row"><span class="a-size-base">${texts.noFeaturedOffer}</span></div>
        <div class="a-row">
          <span class="a-color-base">${price(shownMinor(offer, isUsed ? 'used' : 'new')).text}</span>
          <a class="a-link-normal" href="/gp/offer-listing/${product.asin}">${others}</a>
        </div>
      </div>`;
    }
    case 'out_of_stock':
    case 'not_deliverable':
      return html``;
    case 'new':
    case 'digital':
      return html`<a class="a-link-normal s-no-hover s-link-style a-text-normal" href="${href}"
        >${priceMarkup(price(offer.priceMinor))}${
          offer.listPriceMinor !== null &&
          html` <span class="a-color-secondary">${texts.listPrice}</span>
            ${listPriceMarkup(price(offer.listPriceMinor))}`
        }</a
      >`;
  }
}

function delivery({ texts }: View, offer: Offer): Markup | string {
  if (offer.kind === 'out_of_stock') return texts.outOfStock;
  return offer.kind === 'not_deliverable'
    ? ''
    : html`FREE delivery <span class="a-text-bold">tomorrow</span>`;
}

function cardAdd(view: View, product: Product, offer: Offer, at: number): Markup | false {
  if (!isAddable(offer)) return false;
  if (isGrocery(product)) return freshAddButton(view, product, `atfc-search-${at}`);
  if (view.switches.era === 2023) return false;
  return html`<div
    class="puis-atcb-container"
    data-cy="add-to-cart"
    data-atcb-uid="atcb-${product.asin}-${at}"
  >
    <div class="puis-atcb-add-container">
      <div data-asin="${product.asin}" class="a-section atc-faceout-container">
        <form method="post" action="/cart/add-to-cart?ref=sr_atc_rt_add_d_${at}" class="a-spacing-none">
          <input type="hidden" name="anti-csrftoken-a2z" value="${view.csrf}" />
          <input type="hidden" name="clientName" value="EUIC_AddToCart_Search" />
          <input type="hidden" name="items[0.base][asin]" value="${product.asin}" />
          <input
            type="hidden"
            name="items[0.base][offerListingId]"
            value="${offerListingId(product, 'new')}"
          />
          <input type="hidden" name="items[0.base][quantity]" value="1" />
          <input type="hidden" name="minOrderQuantity" value="1" />
          <input type="hidden" name="maxOrderQuantity" value="${offer.maxQuantity}" />
          <span class="a-button a-button-primary a-button-icon"
            ><span class="a-button-inner"
              ><button
                name="submit.addToCart"
                type="submit"
                class="a-button-text"
                aria-label="${view.texts.addToCart}"
              >
                ${view.texts.addToCart}
              </button></span
            ></span
          >
        </form>
        <template class="ax-qs"
          ><fieldset
            name="ax-qs"
            data-a-component="stepper"
            data-steppervalue="0"
            data-valuemax="${offer.maxQuantity}"
          >
            <span class="ax-qs-note"
              ><span data-a-selector="value"><span data-a-selector="inner-value">0</span></span> in
              ${view.texts.cart}</span
            >
            <button type="button" aria-label="Increase quantity by one" data-action="a-stepper-increment">
              +
            </button>
          </fieldset></template
        >
      </div>
    </div>
  </div>`;
}

function productPath(product: Product, at: number): string {
  const words = product.title.replace(/[^A-Za-z0-9]+/g, '-').slice(0, 60);
  return `/${words}/dp/${product.asin}/ref=sr_1_${at}${isGrocery(product) ? '?almBrandId=VUZHIFdob2xlIEZvb2Rz&fpw=alm&s=wholefoods' : ''}`;
}
