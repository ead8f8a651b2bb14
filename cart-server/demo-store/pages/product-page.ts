import { isGrocery, isParent, variantsOf } from '../catalogue/catalogue.ts';
import type { Offer, Product } from '../catalogue/product.ts';
import { html, type Markup } from '../html.ts';
import { shownMinor } from '../offer.ts';
import { script } from '../scripts.ts';
import { fill } from '../texts.ts';
import { buyBox } from './buy-box.ts';
import { shopPage } from './layout.ts';
import { availability, quantityChoices, stars } from './product-parts.ts';
import { listPriceMarkup, priceMarkup } from './price-markup.ts';
import type { View } from './view.ts';

/** `isChosen` when the visitor came by choosing this very variant. */
export function productPage(view: View, product: Product, { isChosen }: { isChosen: boolean }): Markup {
  const own = view.offer(product);
  // A parent is none of its variants: coming by its address chooses none.
  const offer = isChosen && !isParent(product) ? { ...own, needsChoice: false } : own;
  const { lateBuyBoxMs } = view.switches;
  const box = buyBox(view, product, offer);
  const late = lateBuyBoxMs > 0;
  return shopPage(view, {
    title: `Demo store : ${product.title}`,
    store: isGrocery(product) ? 'wholefoods' : 'shop',
    body: html`<div id="dp" class="a-section">
        <div id="dp-container" class="a-container">
          <div id="ppd">
            <div id="leftCol">
              <div id="imgTagWrapperId" class="imgTagWrapper">
                <img
                  id="landingImage"
                  src="/images/${product.asin}.svg"
                  data-old-hires="${view.origin}/images/${product.asin}.svg"
                  alt="${product.title}"
                  width="380"
                  height="380"
                />
              </div>
            </div>
            <div id="centerCol">${about(view, product, offer)}</div>
            <div id="rightCol" data-late-ms="${lateBuyBoxMs}">
              ${late ? html`<template id="late-buy-box">${box}</template>` : box}
            </div>
          </div>
        </div>
      </div>
      ${script('product')} ${script('grocery')}`,
  });
}

function about(view: View, product: Product, offer: Offer): Markup {
  const hasUsedBeside = offer.kind === 'see_all' && offer.usedPriceMinor !== null;
  const hasPrice = offer.kind === 'new' || offer.kind === 'digital' || hasUsedBeside;
  return html`<div id="titleSection">
      <h1 id="title" class="a-size-large">
        <span id="productTitle" class="a-size-large product-title-word-break"> ${product.title} </span>
      </h1>
    </div>
    <a id="bylineInfo" class="a-link-normal" href="/s?k=${encodeURIComponent(product.brand)}"
      >Visit the ${product.brand} Store</a
    >
    <div id="averageCustomerReviews">${stars(view, product)}</div>
    ${hasPrice && corePrice(view, offer)}
    ${offer.kind === 'see_all' && !hasUsedBeside && availability(view, offer)}
    ${twister(view, product, offer)}
    <div id="feature-bullets">
      <h2 class="a-size-base-plus a-text-bold">About this item</h2>
      <ul class="a-unordered-list">
        ${product.about.map((it) => html`<li><span class="a-list-item">${it}</span></li>`)}
      </ul>
    </div>
    ${bundle(product, offer)}`;
}

/** The main price. 2026 says it once for screen readers; 2023 keeps it inside the price. */
function corePrice(view: View, offer: Offer): Markup {
  const { texts, switches } = view;
  const minor = shownMinor(offer, 'new');
  const shown = view.price(minor);
  const saved = offer.listPriceMinor ? Math.round((1 - minor / offer.listPriceMinor) * 100) : 0;
  if (switches.era === 2023) {
    return html`<div id="corePrice_feature_div" class="celwidget">${priceMarkup(shown)}</div>`;
  }
  return html`<div
    id="corePriceDisplay_desktop_feature_div"
    class="celwidget"
    data-feature-name="corePriceDisplay_desktop"
  >
    ${offer.primePriceMinor !== null && primePrice(view, offer.primePriceMinor)}
    <div class="a-section a-spacing-none aok-align-center apex-core-price-identifier">
      ${offer.primePriceMinor !== null && html`<span class="a-size-small a-color-secondary">Regular Price:</span>`}
      <span id="apex-pricetopay-accessibility-label" class="aok-offscreen"
        >${shown.text}${saved > 0 && ` with ${saved} percent savings`}</span
      >
      ${saved > 0 && html`<span aria-hidden="true" class="a-size-large a-color-price savingsPercentage">-${saved}%</span>`}
      ${priceMarkup(shown, { classes: 'reinventPricePriceToPayMargin priceToPay apex-pricetopay-value', isSpoken: false })}
    </div>
    ${
      offer.listPriceMinor !== null &&
      html`<div class="a-section a-spacing-small">
        <span class="aok-offscreen">${texts.listPrice} ${view.price(offer.listPriceMinor).text}</span>
        <span aria-hidden="true" class="a-size-small a-color-secondary basisPrice"
          >${texts.listPrice} ${listPriceMarkup(view.price(offer.listPriceMinor))}</span
        >
      </div>`
    }
  </div>`;
}

function primePrice(view: View, minor: number): Markup {
  return html`<div id="primeExclusivePricingMessage" class="a-section prime-price">
    <span class="a-size-small a-text-bold">Exclusive Prime price</span>
    ${priceMarkup(view.price(minor), { size: 'medium', classes: 'prime-exclusive-price' })}
  </div>`;
}

function twister(view: View, product: Product, offer: Offer): Markup | false {
  const { family } = product;
  if (!family) return false;
  const { dimension } = family;
  const name = dimension === 'color' ? 'Color' : dimension === 'size' ? 'Size' : 'Style';
  return html`<div id="twister_feature_div">
    <div id="twister-plus-inline-twister" class="a-section">
      <div id="inline-twister-row-${dimension}_name" class="a-section inline-twister-row">
        <div id="inline-twister-dim-title-${dimension}_name" class="dimension-text">
          <span class="a-color-secondary">${name}:</span>
          <span
            id="inline-twister-expanded-dimension-text-${dimension}_name"
            class="inline-twister-dim-title-value a-text-bold"
            >${offer.needsChoice ? fill(view.texts.chooseFirst, name) : family.value}</span
          >
        </div>
        <ul class="a-unordered-list a-nostyle a-button-list a-horizontal" role="radiogroup">
          ${variantsOf(product).map((it, at) => swatch(view, it, { at, isSelected: it === product && !offer.needsChoice }))}
        </ul>
      </div>
    </div>
  </div>`;
}

function swatch(
  view: View,
  variant: Product,
  { at, isSelected }: { at: number; isSelected: boolean },
): Markup {
  const isGone = view.offer(variant).kind === 'out_of_stock';
  const dimension = variant.family?.dimension ?? 'style';
  return html`<li
    data-asin="${variant.asin}"
    data-initiallyselected="${String(isSelected)}"
    data-initiallyunavailable="${String(isGone)}"
    class="swatch-list-item-text inline-twister-swatch"
  >
    <span class="a-list-item"
      ><span
        id="${dimension}_name_${at}"
        class="a-button a-button-toggle ${isSelected && 'a-button-selected'} ${isGone && 'a-button-unavailable'}"
        ><a
          class="page-load-link a-button-text"
          href="/dp/${variant.asin}/ref=twister?_encoding=UTF8&amp;psc=1"
          ><span class="swatch-title-text-display swatch-title-text">${variant.family?.value}</span></a
        ></span
      ></span
    >
  </li>`;
}

/** "Buy it with": a form of its own with a quantity of its own, which is not the buy box's. */
function bundle(product: Product, offer: Offer): Markup | false {
  if (offer.kind !== 'new' || isGrocery(product)) return false;
  return html`<div id="sims-productBundle_feature_div" class="celwidget bundle">
    <form class="add-to-cart-data" method="post" action="/cart/add-to-cart/ref=dp_bundle">
      <label
        >Buy several and save
        <select id="quantity" name="bundleQuantity">
          ${quantityChoices({ ...offer, maxQuantity: 10 }).map((it) => html`<option value="${it}">${it}</option>`)}
        </select></label
      >
      <span class="a-color-secondary">Pricing at checkout</span>
    </form>
  </div>`;
}
