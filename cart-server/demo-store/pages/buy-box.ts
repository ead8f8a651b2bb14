import { isGrocery } from '../catalogue/catalogue.ts';
import type { Offer, Product } from '../catalogue/product.ts';
import { html, type Markup } from '../html.ts';
import { shownMinor } from '../offer.ts';
import { fill } from '../texts.ts';
import { freshBuyBox } from './grocery-markup.ts';
import { availability, offerListingId, quantityChoices } from './product-parts.ts';
import { priceMarkup } from './price-markup.ts';
import type { View } from './view.ts';

export function buyBox(view: View, product: Product, offer: Offer): Markup {
  return html`<div id="desktop_buybox" class="celwidget">
    <div id="buybox" class="a-section">${content(view, product, offer)}</div>
  </div>`;
}

function content(view: View, product: Product, offer: Offer): Markup {
  if (offer.needsChoice) return choiceBox(view, product);
  switch (offer.kind) {
    case 'new':
      if (isGrocery(product)) return freshBuyBox(view, product, offer);
      return besideUsed(view, product, offer, newOffer(view, product, offer));
    case 'used_only':
      return html`<div id="usedOnlyBuybox" class="a-box">${usedOffer(view, product, offer)}</div>`;
    case 'see_all':
      return besideUsed(view, product, offer, seeAll(view, product));
    case 'out_of_stock':
    case 'not_deliverable':
      return html`<div id="outOfStockBuyBox_feature_div">
        <form method="post" id="addToCart" action="/gp/product/handle-buy-box/ref=dp_start-bbf_1_glance">
          ${identity(view, product)}
          <div id="outOfStock" class="a-box">
            <span class="a-color-price a-text-bold"
              >${offer.kind === 'out_of_stock' ? view.texts.outOfStock : view.texts.notDeliverable}</span
            >
          </div>
        </form>
        ${availability(view, offer)}
      </div>`;
    case 'digital':
      return html`<div id="buybox-digital" class="a-box">
        ${identity(view, product)}
        <div id="digital-price">${priceMarkup(view.price(offer.priceMinor))}</div>
        <span class="a-button a-button-primary"
          ><input
            id="one-click-button"
            class="a-button-input"
            type="submit"
            value="Buy now with 1-Click"
            disabled
        /></span>
        <p class="a-color-secondary">Delivered to your reading app.</p>
      </div>`;
  }
}

/** A new offer, or the way to those of others, with the used one folded away below it where there is one. */
function besideUsed(view: View, product: Product, offer: Offer, fresh: Markup): Markup {
  if (offer.usedPriceMinor === null) return fresh;
  return html`<div id="buyBoxAccordion" class="a-box-group a-accordion">
    <div id="newAccordionRow_0" class="a-box a-accordion-active">${fresh}</div>
    <div id="usedAccordionRow" class="a-box">${usedOffer(view, product, offer)}</div>
  </div>`;
}

function newOffer(view: View, product: Product, offer: Offer): Markup {
  const { texts } = view;
  const isAsking = offer.warranty !== 'none';
  return html`<form
      method="post"
      id="addToCart"
      class="a-content"
      autocomplete="off"
      action="/gp/product/handle-buy-box/ref=dp_start-bbf_1_glance"
    >
      ${offerFields(view, product, offer, 'new')}
      <div id="corePrice_feature_div">
        ${priceMarkup(view.price(shownMinor(offer, 'new')), { classes: 'apex-pricetopay-value' })}
      </div>
      <div id="deliveryBlockMessage" class="a-section">FREE delivery <b>tomorrow</b></div>
      <div id="desktop_qualifiedBuyBox">
        <div id="availabilityInsideBuyBox_feature_div">${availability(view, offer)}</div>
        ${quantity(view, offer)}
        <div id="addToCart_feature_div">
          <span id="submit.add-to-cart" class="a-button a-button-primary a-button-span12"
            ><input
              id="add-to-cart-button"
              name="submit.add-to-cart"
              title="${texts.addToCart}"
              class="a-button-input ${isAsking && 'attach-dss-atc'}"
              type="${isAsking ? 'button' : 'submit'}"
              formaction="/cart/add-to-cart/ref=dp_start-bbf_1_glance"
              value="${texts.addToCart}"
              data-warranty="${offer.warranty}"
          /></span>
        </div>
        <div id="buyNow_feature_div">
          <span id="submit.buy-now" class="a-button a-button-buynow a-button-span12"
            ><input
              id="buy-now-button"
              name="submit.buy-now"
              class="a-button-input"
              type="submit"
              formaction="/checkout/entry/buynow"
              value="Buy Now"
          /></span>
        </div>
        ${seller(product)}
      </div>
    </form>
    ${isAsking && warrantySheet(view)}`;
}

function usedOffer(view: View, product: Product, offer: Offer): Markup {
  return html`<form
    method="post"
    id="addToCart"
    class="a-content"
    action="/gp/product/handle-buy-box/ref=dp_start-bbf_1_glance"
  >
    ${offerFields(view, product, offer, 'used')} ${usedPrice(view, offer)}
    <div id="used-condition" class="a-size-small">Used: Very Good | Details</div>
    ${offer.kind === 'see_all' && availability(view, { ...offer, kind: 'new' })}
    <span id="submit.add-to-cart-ubb" class="a-button a-button-base a-button-span12"
      ><input
        id="add-to-cart-button-ubb"
        name="submit.add-to-cart-ubb"
        class="a-button-input"
        type="submit"
        formaction="/cart/add-to-cart/ref=dp_start-ubbf_1_glance"
        value="${view.texts.addToCart}"
    /></span>
    ${seller(product)}
  </form>`;
}

/** Where nothing else is offered the price stands in a line of its own, without a price block. */
function usedPrice(view: View, offer: Offer): Markup {
  const price = view.price(shownMinor(offer, 'used'));
  if (offer.kind === 'used_only') {
    return html`<div id="usedBuySection" class="a-row">
      <span class="a-text-bold">Buy used</span> <span class="a-color-price offer-price">${price.text}</span>
    </div>`;
  }
  return html`<span class="a-text-bold">Buy used:</span>
    <span id="usedPrice">${priceMarkup(price, { size: 'medium' })}</span>`;
}

function choiceBox(view: View, product: Product): Markup {
  return html`<div id="partialStateBuybox" class="a-box">
    ${identity(view, product)}
    <div id="availability" class="a-section">
      <span class="a-size-medium a-color-price"
        >${fill(view.texts.chooseFirst, product.family?.dimension ?? 'an option')}</span
      >
    </div>
  </div>`;
}

function seeAll({ texts }: View, product: Product): Markup {
  return html`<input type="hidden" id="ASIN" name="ASIN" value="${product.asin}" />
    <span id="buybox-see-all-buying-choices" class="a-button a-button-base a-button-span12"
      ><span class="a-button-inner"
        ><a
          href="/gp/offer-listing/${product.asin}/ref=dp_olp_unknown_mbc"
          title="${texts.seeAll}"
          class="a-button-text"
          >${texts.seeAll}</a
        ></span
      ></span
    >`;
}

function identity(view: View, product: Product): Markup {
  return html`<input type="hidden" name="anti-csrftoken-a2z" value="${view.csrf}" />
    <input type="hidden" id="ASIN" name="ASIN" value="${product.asin}" />`;
}

function offerFields(view: View, product: Product, offer: Offer, condition: 'new' | 'used'): Markup {
  const shown = view.price(shownMinor(offer, condition));
  const fields = {
    'items[0.base][customerVisiblePrice][amount]': shown.decimal,
    'items[0.base][customerVisiblePrice][currencyCode]': shown.currency,
    'items[0.base][customerVisiblePrice][displayString]': shown.text,
    'items[0.base][asin]': product.asin,
    'items[0.base][offerListingId]': offerListingId(product, condition),
    clientName: 'OffersX_OfferDisplay_DetailPage',
    'session-id': view.sessionId,
    viewID: 'glance',
  };
  return html`${identity(view, product)}
  ${Object.entries(fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`)}`;
}

function quantity({ texts }: View, offer: Offer): Markup {
  const base = html`<input type="hidden" name="items[0.base][quantity]" value="1" autocomplete="off" />`;
  switch (offer.quantityControl) {
    case 'none':
      return base;
    case 'hidden':
      return html`${base}<input type="hidden" id="quantity" name="quantity" value="1" />`;
    case 'select':
      return html`<div id="selectQuantity" class="a-section">
        ${base}
        <label for="quantity" class="a-native-dropdown">${texts.quantity}</label>
        <select name="quantity" id="quantity" autocomplete="off" class="a-native-dropdown">
          ${quantityChoices(offer).map(
            (it) => html`<option value="${it}" ${it === 1 && html`selected`}>${it}</option>`,
          )}
        </select>
      </div>`;
  }
}

function seller(product: Product): Markup {
  const isShop = product.seller === 'Demo Store';
  return html`<div id="merchantInfoFeature_feature_div" class="offer-display-feature">
    <span class="a-color-secondary">Shipper / Seller</span>
    <span class="offer-display-feature-text"
      >${
        isShop
          ? html`<span class="a-size-small offer-display-feature-text-message">${product.seller}</span>`
          : html`<a id="sellerProfileTriggerId" class="a-link-normal" href="/gp/help/seller/at-a-glance.html"
              >${product.seller}</a
            >`
      }</span
    >
  </div>`;
}

function warrantySheet(view: View): Markup {
  const plans = [
    ['2-Year Protection Plan', 1499],
    ['3-Year Protection Plan', 2199],
  ] as const;
  return html`<div id="attach-dss-placeholder">
    <div
      id="attach-desktop-sideSheet"
      class="attach-desktop-sideSheet aok-hidden"
      role="dialog"
      aria-label="Protection plan"
    >
      <a id="attach-close_sideSheet-link" href="#" aria-label="Close">×</a>
      <div id="attach-warranty-pane">
        <div id="attach-warranty-display">
          <h4>Add a protection plan:</h4>
          ${plans.map(
            ([name, minor]) =>
              html`<label class="attach-plan"
                ><input type="checkbox" name="attach-warranty" /> ${name}
                ${priceMarkup(view.price(minor), { size: 's' })}</label
              >`,
          )}
          <span id="attachSiAddCoverage" class="a-button a-button-primary a-button-span12"
            ><input class="a-button-input" type="submit" value="Add Protection"
          /></span>
          <span id="attachSiNoCoverage" class="a-button a-button-base a-button-span12"
            ><input
              class="a-button-input"
              type="submit"
              aria-labelledby="attachSiNoCoverage-announce"
              value="No Thanks"
          /></span>
        </div>
      </div>
    </div>
  </div>`;
}
