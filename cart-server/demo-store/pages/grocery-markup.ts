import type { Offer, Product } from '../catalogue/product.ts';
import { html, type Markup } from '../html.ts';
import { offerListingId, quantityChoices, wholefoodsBrandId } from './product-parts.ts';
import { priceMarkup } from './price-markup.ts';
import type { View } from './view.ts';

/** The grocery add button: what it posts is the JSON in its attribute. */
export function freshAddButton(view: View, product: Product, qsUid: string): Markup {
  const payload = {
    reftag: 'alm-dp-atc-mod-fs-0',
    clientID: 'alm-mod-dp',
    isItemSoldByCount: true,
    qsUID: qsUid,
    additionalParams: { shouldRenderSIS: '1' },
    sessionID: view.sessionId,
    storeId: 'demo-market-springfield',
    promotionId: 'any',
    csrfToken: view.csrf,
    brandId: wholefoodsBrandId,
    offerListingDiscriminator: 'DEMO',
    asin: product.asin,
    offerListingID: offerListingId(product, 'new'),
  };
  const { addToCart } = view.texts;
  return html`<span
    class="a-declarative"
    data-action="fresh-add-to-cart"
    data-fresh-add-to-cart="${JSON.stringify(payload)}"
    ><span id="qs-widget-atc-button-${qsUid}" class="a-button a-button-primary a-button-icon"
      ><input class="a-button-input" type="submit" aria-label="${addToCart}" value="${addToCart}" /></span
  ></span>`;
}

/** The buy box of a grocery article: own quantity widget, own cart. */
export function freshBuyBox(view: View, product: Product, offer: Offer): Markup {
  const uid = 'atfc-alm-mod-dp-1';
  return html`<input type="hidden" id="ASIN" name="ASIN" value="${product.asin}" />
    <div id="almLogoAndDeliveryMessage_feature_div">
      <span id="almLogo" class="a-text-bold">Whole Foods Market (demo)</span>
      <div id="alm-delivery-message" class="a-color-secondary">FREE pickup as soon as today, 4 PM – 5 PM</div>
    </div>
    <div id="corePrice_feature_div">
      ${priceMarkup(view.price(offer.priceMinor), { classes: 'apex-pricetopay-value' })}
    </div>
    <div id="almAvailability_feature_div">
      <div id="availability-string">
        <span class="a-size-medium a-color-success">${view.texts.inStock}</span>
      </div>
    </div>
    <div id="almAddToCart_feature_div">
      <div id="qs-widget-container-${uid}" class="qs-widget-container">
        <label for="qs-widget-select-${uid}" id="qs-widget-quantity-text-${uid}">Qty:</label>
        <select id="qs-widget-select-${uid}" class="qs-widget-select">
          ${quantityChoices(offer).map((it) => html`<option value="${it}">${it}</option>`)}
        </select>
      </div>
      <div id="freshAddToCartButton" class="a-button-stack">${freshAddButton(view, product, uid)}</div>
      <div id="fresh-atc-message" role="status"></div>
    </div>
    <div id="fresh-merchant-info" class="a-size-small a-color-secondary">
      Ships from and sold by ${product.seller}
    </div>`;
}
