import { html, trusted, type Markup } from '../html.ts';
import type { PricedLine } from './cart-lines.ts';
import { priceMarkup } from './price-markup.ts';
import type { View } from './view.ts';

export type RowType = 'active' | 'saved';

/** One row of a cart, with all the attributes the shop gives it. */
export function cartRow(view: View, it: PricedLine, { type, at }: { type: RowType; at: number }): Markup {
  const { line, product, each, total, isAvailable } = it;
  const subtotal = {
    numberOfItems: line.quantity,
    subtotal: { code: total.currency, amount: Number(total.decimal) },
    points: 0,
  };
  return html`<div
    id="sc-${type}-${line.id}"
    class="a-row sc-list-item sc-java-remote-feature"
    role="listitem"
    data-asin="${product.asin}"
    data-itemid="${line.id}"
    data-itemtype="${type}"
    data-item-index="${at + 1}"
    data-quantity="${line.quantity}"
    data-minquantity="1"
    data-price="${each.decimal}"
    data-subtotal="${JSON.stringify(subtotal)}"
    data-isselected="${type === 'active' ? 1 : 0}"
    data-outofstock="${isAvailable ? 0 : 1}"
    data-itemcategory="normal"
    data-isprimeasin="0"
  >
    <div class="sc-list-item-content">
      ${
        type === 'active' &&
        html`<label class="sc-list-item-checkbox"
          ><input
            type="checkbox"
            aria-label="Select ${product.title} for checkout"
            ${isAvailable && html`checked`}
        /></label>`
      }
      <div class="sc-image-wrapper">
        <a
          class="a-link-normal sc-product-link"
          tabindex="-1"
          href="/gp/product/${product.asin}/ref=ox_sc_act_image_1"
          ><img class="sc-product-image" src="/images/${product.asin}.svg" alt="" width="180" height="180"
        /></a>
      </div>
      <div class="sc-item-content-group">
        ${title(it)}
        <div class="sc-item-price-block">${linePrice(view, it)}</div>
        <span
          class="a-size-small ${isAvailable ? 'a-color-success' : 'a-color-price'} sc-product-availability"
          >${isAvailable ? view.texts.inStock : view.texts.outOfStock}</span
        >
        ${
          product.family &&
          html`<div class="sc-product-variation">
            <span class="a-size-small a-text-bold">${product.family.dimension}: </span
            ><span class="a-size-small">${product.family.value}</span>
          </div>`
        }
        <div class="a-row sc-action-links">${actions(view, it, type)}</div>
      </div>
    </div>
  </div>`;
}

/** The hidden row that scripts copy: it names no article. */
export function templateRow(): Markup {
  return html`<div
    class="a-row sc-list-item sc-list-item-template aok-hidden"
    data-itemtype="active"
    data-quantity="1"
    data-price="0"
  >
    <div class="sc-list-item-content">
      <span class="a-truncate-full">Item title</span>
      <span class="sc-product-price">${'{price}'}</span>
    </div>
  </div>`;
}

/** What remains of a row that was just removed, until the page is read again. */
export function removedRow(view: View, it: PricedLine, why: 'deleted' | 'saved'): Markup {
  const { texts } = view;
  return html`<div
    id="sc-active-${it.line.id}"
    class="a-row sc-list-item sc-list-item-removed"
    role="listitem"
    data-asin="${it.product.asin}"
    data-itemid="${it.line.id}"
    data-itemtype="active"
    data-quantity="${it.line.quantity}"
    data-price="${it.each.decimal}"
    data-removed="true"
  >
    <div class="sc-list-item-removed-msg a-padding-medium">
      <a class="a-link-normal sc-product-link sc-removed-msg-title" href="/gp/product/${it.product.asin}"
        >${it.product.title.slice(0, 60)}</a
      >
      ${why === 'deleted' ? texts.wasRemoved : texts.wasSaved}
    </div>
  </div>`;
}

function title({ product }: PricedLine): Markup {
  // Twice on purpose: the whole text for readers, the cut one for the eye.
  return html`<a
    class="a-link-normal sc-product-link sc-product-title aok-block"
    href="/gp/product/${product.asin}/ref=ox_sc_act_title_1?psc=1"
    ><span class="a-size-base-plus a-color-base sc-product-title sc-grid-item-product-title"
      ><span class="a-truncate" data-a-max-rows="2"
        ><span class="a-truncate-full a-offscreen">${product.title}</span
        ><span class="a-truncate-cut" aria-hidden="true">${product.title}</span></span
      ></span
    ></a
  >`;
}

function linePrice({ switches }: View, { each }: PricedLine): Markup {
  if (switches.era === 2023) {
    return html`<span
      class="a-size-medium a-color-base sc-price sc-white-space-nowrap sc-product-price a-text-bold"
      >${each.text}</span
    >`;
  }
  return html`<div class="sc-apex-cart-price">
    ${priceMarkup(each, { size: 'medium_plus', classes: 'apex-price-to-pay-value' })}
  </div>`;
}

function actions(view: View, it: PricedLine, type: RowType): Markup {
  const { texts, switches } = view;
  const { line, product } = it;
  const submit = (name: string, action: string, value: string): Markup =>
    html`<span class="a-size-small sc-action-${action}" data-action="${action}"
      ><input
        class="a-color-link"
        type="submit"
        name="submit.${name}.${line.id}"
        value="${value}"
        data-action="${action}"
        aria-label="${value} ${product.title}"
    /></span>`;
  if (type === 'saved') {
    return html`${submit('move-to-cart', 'move-to-cart', texts.moveToCart)}
    ${submit('delete-saved', 'delete-saved', texts.delete)}`;
  }
  const remove = switches.era === 2023 ? 'delete' : 'delete-active';
  return html`<span
      class="sc-action-quantity"
      data-action="quantity"
      data-itemid="${line.id}"
      data-old-value="${line.quantity}"
      >${switches.era === 2023 ? quantitySelect(view, it) : stepper(it)}</span
    >
    ${submit(remove, remove, texts.delete)} ${submit('save-for-later', 'save-for-later', texts.saveForLater)}`;
}

function stepper({ line, product, offer }: PricedLine): Markup {
  const { quantity } = line;
  const isLast = quantity === 1;
  return html`<span class="sc-quantity-stepper"
      ><fieldset
        name="sc-quantity"
        data-a-component="stepper"
        data-steppervalue="${quantity}"
        data-valuemin="1"
        data-valuemax="${offer.maxQuantity}"
        data-displaystring="${quantity}"
        data-a-decrement-status="${isLast ? 'trash' : 'normal'}"
      >
        <legend class="a-offscreen" aria-hidden="true">Quantity is ${quantity}</legend>
        <button
          type="button"
          aria-label="${isLast ? `Delete ${product.title}` : 'Decrease quantity by one'}"
          data-action="a-stepper-decrement"
          data-a-selector="decrement"
        >
          <span
            class="a-icon ${isLast ? 'a-icon-small-trash' : 'a-icon-small-remove'}"
            data-a-selector="decrement-icon"
            >${isLast ? trashIcon : '−'}</span
          >
        </button>
        <span data-a-selector="value"><span data-a-selector="inner-value">${quantity}</span></span>
        <button
          type="button"
          aria-label="Increase quantity by one"
          data-action="a-stepper-increment"
          data-a-selector="increment"
          ${quantity >= offer.maxQuantity && html`disabled`}
        >
          <span class="a-icon a-icon-small-add" data-a-selector="increment-icon">+</span>
        </button>
      </fieldset></span
    >
    ${quantityBox(quantity)}`;
}

function quantitySelect(view: View, { line, offer }: PricedLine): Markup {
  const { quantity } = line;
  const choices = Array.from({ length: Math.min(offer.maxQuantity, 9) }, (_, at) => at + 1);
  return html`<label class="a-native-dropdown"
      >${view.texts.quantity}
      <select name="quantity" autocomplete="off" id="quantity" class="a-native-dropdown">
        <option value="0">0 (${view.texts.delete})</option>
        ${choices.map((it) => html`<option value="${it}" ${it === quantity && html`selected`}>${it}</option>`)}
        ${offer.maxQuantity > 9 && html`<option value="10" ${quantity > 9 && html`selected`}>10+</option>`}
      </select></label
    >
    ${quantityBox(quantity)}`;
}

function quantityBox(quantity: number): Markup {
  return html`<span class="sc-quantity-textfield-input-group sc-hidden"
      ><input
        type="number"
        maxlength="3"
        name="quantityBox"
        class="sc-quantity-textfield"
        value="${quantity}"
        autocomplete="off"
        aria-label="Quantity" /></span
    ><span class="sc-update-link sc-hidden"
      ><a href="javascript:void(0);" data-action="update" class="a-button-text">Update</a></span
    >`;
}

const trashIcon = trusted(
  '<svg width="14" height="16" viewBox="0 0 14 16" aria-hidden="true"><path d="M1 4h12M5 4V2h4v2M3 4l1 11h6l1-11" fill="none" stroke="currentColor" stroke-width="1.6"/></svg>',
);
