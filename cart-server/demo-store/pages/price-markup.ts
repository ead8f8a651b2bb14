import { html, type Markup } from '../html.ts';
import type { Price } from '../price.ts';

/** A displayed price as the shop builds it: the text for screen readers, and its parts for the eye. */
export function priceMarkup(price: Price, { size = 'xl', classes = '', isSpoken = true } = {}): Markup {
  const symbol = html`<span class="a-price-symbol">${price.symbol}</span>`;
  return html`<span class="a-price ${classes}" data-a-size="${size}" data-a-color="base"
    ><span class="a-offscreen">${isSpoken ? price.text : ' '}</span
    ><span aria-hidden="true"
      >${price.isSymbolFirst && symbol}<span class="a-price-whole"
        >${price.whole}${price.separator && html`<span class="a-price-decimal">${price.separator}</span>`}</span
      >${price.fraction && html`<span class="a-price-fraction">${price.fraction}</span>`}${
        !price.isSymbolFirst && symbol
      }</span
    ></span
  >`;
}

/** A price that is struck through and must never be taken for what one pays. */
export function listPriceMarkup(price: Price): Markup {
  return html`<span class="a-price a-text-price" data-a-strike="true" data-a-color="secondary"
    ><span class="a-offscreen">${price.text}</span><span aria-hidden="true">${price.text}</span></span
  >`;
}
