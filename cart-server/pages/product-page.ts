import type { Page } from 'playwright-core';
import type { RawProduct } from '../parse/product.ts';
import { groceryOfferQuery, type Grocery } from './grocery.ts';

/** `isChosen` asks for this very variant, as the shop's own links to a variant do. */
export function productPath(asin: string, isChosen: boolean): string {
  return isChosen ? `/dp/${asin}?th=1&psc=1` : `/dp/${asin}`;
}

export const groceryProductPath = (asin: string, grocery: Grocery): string =>
  `/dp/${asin}?${groceryOfferQuery(grocery)}`;

/** The buy box comes late; one of these says that it is there, whatever it offers. */
export const buyBoxReady = [
  '#add-to-cart-button',
  '#add-to-cart-button-ubb',
  '#buybox-see-all-buying-choices',
  '[data-action="fresh-add-to-cart"]',
  '#outOfStock',
  '#one-click-button',
  '#partialStateBuybox',
].join(', ');

/** Where the button of the new offer is: never the used one, never the grocery one. */
export const newOfferButton =
  '#add-to-cart-button:not([disabled]):not([id*="AccordionRow" i][id*="used" i] *):not([id*="almAccordionRow" i] *)';
export const groceryButton = '[data-action="fresh-add-to-cart"]';

export async function collectProduct(page: Page): Promise<RawProduct> {
  return page.evaluate(collect, { newOfferButton, groceryButton });
}

/** Runs in the page: everything it needs is inside. */
function collect(selectors: { newOfferButton: string; groceryButton: string }): RawProduct {
  const text = (element: Element | null | undefined) => {
    if (!element) return null;
    const copy = element.cloneNode(true) as Element; // cloning an element gives an element
    copy.querySelectorAll('script, style, noscript').forEach((it) => it.remove());
    return copy.textContent.replaceAll(/\s+/g, ' ').trim() || null;
  };
  const all = (selector: string) => [...document.querySelectorAll(selector)];
  const isUsed = (it: Element) =>
    it.closest('[id*="usedAccordionRow" i], #usedBuySection, #usedOnlyBuybox') !== null;
  const isGrocery = (it: Element) => it.closest('[id*="almAccordionRow" i]') !== null;
  // A price that is paid for every delivery of a subscription, which an add does not begin.
  const isSubscription = (it: Element) =>
    it.closest('[id*="snsAccordionRow" i], #snsPriceRow, [id^="sns-"]') !== null;
  const isHidden = (it: Element) => it.closest('.aok-hidden') !== null;
  const isNew = (it: Element) => !isUsed(it) && !isHidden(it) && !isSubscription(it);
  const texts = (selector: string, keep: (it: Element) => boolean) =>
    all(selector)
      .filter(keep)
      .flatMap((it) => text(it) ?? []);
  const firstText = (selector: string, keep: (it: Element) => boolean = isNew) =>
    texts(selector, keep)[0] ?? null;

  const hasPlainOffer = all(selectors.newOfferButton).length > 0;
  const isRange = (it: Element) => it.closest('.a-price-range') !== null;
  const keep = (it: Element) => isNew(it) && !isRange(it) && !(hasPlainOffer && isGrocery(it));
  // In each price block only the first hidden text is the price to pay; a unit or list price follows.
  const spoken = all('#corePriceDisplay_desktop_feature_div').flatMap((block) => {
    const first = block.querySelector('.aok-offscreen');
    return first && keep(first) && !first.closest('[class*="pricePerUnit" i]') ? (text(first) ?? []) : [];
  });
  // Whole and fraction stand apart; without the mark between them nobody could tell 303,05 from 30305.
  const joined = (price: Element) => {
    const part = (name: string) =>
      price.querySelector(`.a-price-${name}`)?.textContent.replaceAll(/\s+/g, '') ?? '';
    if (part('fraction') === '') return text(price) ?? [];
    if (!/[.,]$/.test(part('whole'))) return [];
    const amount = part('whole') + part('fraction');
    const first = price.querySelector('.a-price-symbol, .a-price-whole');
    return first?.matches('.a-price-symbol') ? part('symbol') + amount : amount + part('symbol');
  };
  // Behind the first of a block stand unit prices and the like.
  const firstIn = (blocks: string, selector: string) =>
    all(blocks).flatMap((block) => {
      const first = [...block.querySelectorAll(selector)].find(keep);
      return text(first) ?? [];
    });
  const prices = [
    ...spoken,
    ...firstIn(
      '#corePrice_feature_div',
      '.a-price:not(.a-text-price):not([class*="pricePerUnit" i]) .a-offscreen',
    ),
    ...texts('#corePriceDisplay_desktop_feature_div .priceToPay .a-offscreen', keep),
    ...all('#corePriceDisplay_desktop_feature_div .priceToPay [aria-hidden="true"]')
      .filter(keep)
      .flatMap(joined),
    ...texts('#corePriceDisplay_desktop_feature_div .apexPriceToPay .a-offscreen', keep),
    ...texts('#corePrice_desktop .apexPriceToPay .a-offscreen', keep),
    // A deal stands beside the price that it replaces.
    ...['#priceblock_dealprice', '#priceblock_saleprice', '#priceblock_ourprice']
      .map((it) => texts(it, keep))
      .filter((it) => it.length > 0)
      .slice(0, 1)
      .flat(),
    ...texts('#price_inside_buybox, #newBuyBoxPrice', keep),
    // Books.
    ...texts('#buyNewSection .offer-price, #price.header-price', keep),
  ];
  const isOfUsed = (it: Element) => isUsed(it) || document.querySelector('#usedOnlyBuybox') !== null;
  const usedPrices = [
    '#usedBuySection .offer-price',
    '#usedOnlyBuybox .offer-price',
    '#usedPrice .a-offscreen',
    '#usedPrice',
    '#price_inside_buybox',
    '#usedBuySection .a-color-price',
    '[id*="usedAccordionRow" i] .a-price:not(.a-text-price) .a-offscreen',
  ].flatMap((it) => firstText(it, isOfUsed) ?? []);
  /** What the form of a button says that it would charge. */
  const writtenIn = (form: Element | null | undefined) => {
    const value = (name: string) =>
      form?.querySelector<HTMLInputElement>(`input[name="items[0.base][customerVisiblePrice][${name}]"]`)
        ?.value ?? '';
    const [amount, currency] = [value('amount'), value('currencyCode')];
    return amount === '' ? null : { amount, currency, text: value('displayString') };
  };

  const quantityOf = (button: Element | undefined): RawProduct['newOffer'] => {
    if (!button) return null;
    const area =
      button.closest('form') ??
      button.closest('[id*="AccordionRow" i], [id^="almAddToCart"], #buybox') ??
      button.parentElement;
    const select = area?.querySelector<HTMLSelectElement>(
      'select#quantity, select[name="quantity"], select[id^="qs-widget-select"]',
    );
    if (select) {
      return { quantity: { kind: 'select', values: [...select.options].map((it) => it.value.trim()) } };
    }
    const widget = area?.querySelector<HTMLInputElement>('.qs-widget-text-input');
    if (widget) return { quantity: { kind: 'range', min: widget.min || null, max: widget.max || null } };
    const fixed = area?.querySelector<HTMLInputElement>(
      'input[name="items[0.base][quantity]"], input#quantity, input[name="quantity"]',
    );
    return { quantity: { kind: 'fixed', value: fixed?.value ?? '1' } };
  };

  const dimensions = all('#twister [id^="variation_"], [id^="inline-twister-row-"]').filter((it) =>
    it.querySelector('li[data-asin], li[data-defaultasin]'),
  );
  const isUnchosen =
    dimensions.some(
      (it) =>
        !it.querySelector(
          '.swatchSelect, .a-button-selected, .selected, [aria-checked="true"], [aria-selected="true"]',
        ),
    ) ||
    all('select[name^="dropdown_selected_"]').some((it) => /^(-1)?$/.test((it as HTMLSelectElement).value)); // the selector names selects
  const variants = all('#twister li[data-asin], [id^="inline-twister"] li[data-asin]').map((it) => ({
    asin: it.getAttribute('data-asin') ?? '',
    label:
      it.getAttribute('title')?.replace(/^Click to select /, '') ||
      it.querySelector('img')?.getAttribute('alt') ||
      text(it) ||
      '',
  }));
  const outOfStock = document.querySelector('#outOfStock');
  const prime = firstText('[id*="primeExclusive" i], [id^="pep-"]');
  const image = document.querySelector<HTMLImageElement>(
    '#landingImage, #imgBlkFront, #ebooksImgBlkFront, #main-image',
  );
  return {
    asin: document.querySelector<HTMLInputElement>('input#ASIN')?.value ?? null,
    title: firstText('#productTitle, #ebooksProductTitle', () => true),
    prices,
    otherPrices: texts('#kindle-price', keep),
    writtenPrice: writtenIn(all(selectors.newOfferButton)[0]?.closest('form')),
    usedPrices,
    writtenUsedPrice: writtenIn(document.querySelector('#add-to-cart-button-ubb')?.closest('form')),
    primePrice: prime && /\d/.test(prime) ? prime.slice(0, 160) : null,
    availability: firstText('#availability') ?? firstText('#availability', () => true),
    outOfStock: text(outOfStock?.querySelector('.a-text-bold')) ?? text(outOfStock),
    hasShippableAlternatives:
      outOfStock !== null && outOfStock.querySelector('[id^="exportAlternative"]') !== null,
    newOffer: quantityOf(all(selectors.newOfferButton)[0]),
    groceryOffer: quantityOf(all(selectors.groceryButton)[0]),
    hasUsedOffer: all('#add-to-cart-button-ubb').length > 0,
    hasSeeAllOffers: all('#buybox-see-all-buying-choices').length > 0,
    isDigital: all('#one-click-button, #digital-bulk-buy-box, #rcx-subscribe-submit-button').length > 0,
    seller:
      firstText('#sellerProfileTriggerId') ??
      firstText('#merchantInfoFeature_feature_div .offer-display-feature-text-message') ??
      firstText('#merchant-info')?.slice(0, 80) ??
      null,
    picture: image?.src || null,
    variants,
    isUnchosen,
  };
}
