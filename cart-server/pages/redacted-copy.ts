import type { Page } from 'playwright-core';

/**
 * A copy of the open page that shows how it is built and tells nothing about the person: no scripts, pictures, form
 * values, link targets or addresses; names, e-mail addresses and long numbers are masked.
 */
export async function redactedCopy(page: Page, names: readonly string[]): Promise<string> {
  return page.evaluate(redact, names);
}

/** Runs in the page: everything it needs is inside. Works on a copy. */
function redact(names: readonly string[]): string {
  const copy = document.documentElement.cloneNode(true) as Element; // cloning an element gives an element
  const drop =
    'script, style, noscript, iframe, object, embed, svg, link, meta, base, template, picture source, video, audio';
  copy.querySelectorAll(drop).forEach((it) => it.remove());
  // Where the shop greets the person and says where it delivers to.
  const personal =
    '#nav-link-accountList, #nav-global-location-slot, #glow-ingress-block, #nav-flyout-ewc, #nav-flyout-accountList, ' +
    '[id*="address" i], [class*="address" i], [id*="deliver-to" i], [id*="contextualIngressPt" i], [id*="payment" i], ' +
    '[name*="address" i], address, .displayAddressDiv, .greeting';
  copy.querySelectorAll(personal).forEach((it) => (it.textContent = '[removed]'));
  copy.querySelectorAll('textarea, option').forEach((it) => (it.textContent = ''));

  const kept = new Set([
    'id',
    'class',
    'name',
    'type',
    'role',
    'lang',
    'for',
    'method',
    'hidden',
    'disabled',
    'selected',
    'aria-label',
    'aria-hidden',
    'data-asin',
    'data-name',
    'data-action',
    'data-itemtype',
    'data-removed',
    'data-quantity',
    'data-price',
    'data-component-type',
    'data-cel-widget',
    'data-a-selector',
    'data-steppervalue',
    'data-valuemax',
    'data-outofstock',
    'data-isselected',
  ]);
  const escaped = names
    .filter((it) => it.trim().length > 1)
    .map((it) => it.replaceAll(/[^\p{L}\p{N}]/gu, '\\$&'));
  const masks: [RegExp, string][] = [
    [/[\p{L}\p{N}._%+-]+@[\p{L}\p{N}.-]+\.\p{L}{2,}/gu, '[e-mail]'],
    [/\b\d{3}-\d{7}-\d{7}\b/g, '[order]'],
    [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, '[id]'],
    // Phone, card and postcode-like numbers; prices and quantities are shorter.
    [/\+?\(?\d(?:[ ()./-]{0,2}\d){6,}/g, '[number]'],
    [/\b\d{5}(?:-\d{4})?\b(?![.,]\d)/g, '[number]'],
    ...escaped.map((it): [RegExp, string] => [new RegExp(`(?<!\\p{L})${it}(?!\\p{L})`, 'giu'), '[name]']),
  ];
  const mask = (text: string) => masks.reduce((masked, [what, by]) => masked.replaceAll(what, by), text);

  const tidy = (element: Element) => {
    for (const { name, value } of [...element.attributes]) {
      if (name === 'href' || name === 'action' || name === 'src') {
        // The path says which page or form it is; the rest says who came from where.
        const path = value.startsWith('data:') ? '' : (URL.parse(value, document.baseURI)?.pathname ?? '');
        element.setAttribute(name, mask(path));
      } else if (kept.has(name)) {
        // Which product, how many, how much: what a reader of the copy needs, and nothing about anybody.
        if (!/^data-(?:asin|quantity|price)$/.test(name)) element.setAttribute(name, mask(value));
      } else element.removeAttribute(name);
    }
  };
  tidy(copy);
  copy.querySelectorAll('*').forEach(tidy);
  const words = document.createTreeWalker(copy, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_COMMENT);
  const comments: ChildNode[] = [];
  for (let node = words.nextNode(); node; node = words.nextNode()) {
    if (node.nodeType === Node.COMMENT_NODE) comments.push(node as ChildNode);
    else node.nodeValue = mask(node.nodeValue ?? '');
  }
  comments.forEach((it) => it.remove());
  return copy.outerHTML;
}
