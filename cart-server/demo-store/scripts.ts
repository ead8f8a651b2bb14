import { createHash } from 'node:crypto';
import { trusted, type Markup } from './html.ts';

/** The shop's own small scripts. They stand in the pages, and the content policy names each by its hash. */
const scripts = {
  /** The cart count follows late; banners go away. */
  header: `
const count = document.getElementById('nav-cart-count');
if (count && count.dataset.lateCount !== count.textContent) {
  setTimeout(() => {
    count.textContent = count.dataset.lateCount;
  }, Number(count.dataset.lateMs));
}
const dismiss = (button, box) =>
  document.querySelector(button)?.addEventListener('click', () => document.querySelector(box)?.remove());
dismiss('#sp-cc-accept', '#sp-cc-wrapper');
dismiss('#sp-cc-rejectall-link', '#sp-cc-wrapper');
dismiss('.glow-toaster [data-action-type=DISMISS]', '.glow-toaster');
`,
  /** Quantity, the late buy box and the protection plan of a product page. */
  product: `
const arm = () => {
  for (const select of document.querySelectorAll('form#addToCart select#quantity')) {
    select.addEventListener('change', () => {
      select.form.elements['items[0.base][quantity]'].value = select.value;
    });
  }
  const button = document.querySelector('.attach-dss-atc');
  const sheet = document.getElementById('attach-desktop-sideSheet');
  if (!button || !sheet) return;
  let next = '/gp/cart/view.html';
  const add = () =>
    fetch(button.formAction, { method: 'POST', body: new URLSearchParams(new FormData(button.form)) }).then((it) => {
      next = it.url;
    });
  let added = Promise.resolve();
  button.addEventListener('click', () => {
    if (button.dataset.warranty === 'asks_after') added = add();
    added.then(() => sheet.classList.remove('aok-hidden'));
  });
  const go = (event) => {
    event.preventDefault();
    const done = button.dataset.warranty === 'asks_first' ? add() : added;
    done.then(() => location.assign(next));
  };
  document.querySelector('#attachSiNoCoverage input')?.addEventListener('click', go);
  document.querySelector('#attachSiAddCoverage input')?.addEventListener('click', go);
  document.getElementById('attach-close_sideSheet-link')?.addEventListener('click', go);
};
const late = document.getElementById('late-buy-box');
if (late) {
  setTimeout(() => {
    late.replaceWith(late.content);
    arm();
    document.dispatchEvent(new Event('buy-box'));
  }, Number(document.getElementById('rightCol').dataset.lateMs));
} else arm();
`,
  /** Grocery buttons post their JSON and then show how many are in the cart. */
  grocery: `
const armGrocery = () => {
  for (const place of document.querySelectorAll('[data-action=fresh-add-to-cart]')) {
    const button = place.querySelector('input[type=submit]');
    button.addEventListener('click', async (event) => {
      event.preventDefault();
      button.disabled = true;
      const given = JSON.parse(place.dataset.freshAddToCart);
      const chosen = document.getElementById('qs-widget-select-' + given.qsUID);
      const answer = await fetch('/alm/addtofreshcart', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-requested-with': 'XMLHttpRequest' },
        body: JSON.stringify({ ...given, quantity: Number(chosen ? chosen.value : 1) }),
      }).catch(() => undefined);
      const said = answer ? await answer.json().catch(() => ({})) : {};
      button.disabled = false;
      const note = document.getElementById('fresh-atc-message');
      if (note) note.textContent = answer?.ok ? 'Added to your Whole Foods cart' : (said.message ?? 'Not added');
      if (!answer?.ok) return;
      button.value = 'In cart: ' + said.quantityInCart;
      setTimeout(() => {
        document.getElementById('nav-cart-count').textContent = said.cartCount;
      }, 300);
    });
  }
};
armGrocery();
document.addEventListener('buy-box', armGrocery);
`,
  /** The add button of a search card becomes a stepper once the cart has the article. */
  search: `
document.addEventListener('submit', async (event) => {
  const place = event.target.closest('.atc-faceout-container');
  if (!place) return;
  event.preventDefault();
  const form = event.target;
  const answer = await fetch(form.action, {
    method: 'POST',
    body: new URLSearchParams(new FormData(form)),
    headers: { 'x-requested-with': 'XMLHttpRequest' },
  }).catch(() => undefined);
  if (!answer?.ok) return;
  const said = await answer.json();
  const stepper = place.querySelector('template.ax-qs').content.firstElementChild.cloneNode(true);
  stepper.dataset.steppervalue = said.quantityInCart;
  stepper.querySelector('[data-a-selector=inner-value]').textContent = said.quantityInCart;
  stepper.querySelector('button').addEventListener('click', () => form.requestSubmit());
  place.querySelector('fieldset[name=ax-qs]')?.remove();
  form.hidden = true;
  place.append(stepper);
  document.getElementById('nav-cart-count').textContent = said.cartCount;
});
`,
  /** Steppers and links of the cart change it without leaving the page. */
  cart: `
const post = async (form, fields) => {
  const body = new URLSearchParams(fields);
  body.set('anti-csrftoken-a2z', form.elements['anti-csrftoken-a2z'].value);
  const answer = await fetch(form.action, {
    method: 'POST',
    body,
    headers: { 'x-requested-with': 'XMLHttpRequest' },
  });
  if (!answer.ok) return location.reload();
  const next = new DOMParser().parseFromString(await answer.text(), 'text/html');
  for (const id of ['sc-cart-content', 'nav-cart-count']) {
    const fresh = next.getElementById(id);
    if (fresh) document.getElementById(id)?.replaceWith(document.adoptNode(fresh));
  }
};
document.addEventListener('click', (event) => {
  const control = event.target.closest('button, input[type=submit], a[data-action=update]');
  const row = control?.closest('.sc-list-item[data-itemid]');
  const form = control?.closest('form');
  if (!row || !form) return;
  const id = row.dataset.itemid;
  const quantity = (value) =>
    post(form, { ['submit.update-quantity.' + id]: '1', ['quantity.' + id]: String(value) });
  const now = Number(row.dataset.quantity);
  const does = control.dataset.action;
  if (does === 'a-stepper-increment') quantity(now + 1);
  else if (does === 'a-stepper-decrement') quantity(now - 1);
  else if (does === 'update') quantity(row.querySelector('[name=quantityBox]').value);
  else if (control.name?.startsWith('submit.')) post(form, { [control.name]: control.value });
  else return;
  event.preventDefault();
});
document.addEventListener('change', (event) => {
  const row = event.target.closest('.sc-list-item[data-itemid]');
  if (!row || event.target.name !== 'quantity') return;
  const id = row.dataset.itemid;
  if (event.target.value === '10') {
    row.querySelector('.sc-quantity-textfield-input-group').classList.remove('sc-hidden');
    row.querySelector('.sc-update-link').classList.remove('sc-hidden');
    return;
  }
  post(event.target.form, {
    ['submit.update-quantity.' + id]: '1',
    ['quantity.' + id]: event.target.value,
  });
});
`,
  /** The challenge: proves nothing here, but leaves the cookie the shop asks for. */
  challenge: `
const { round } = document.getElementById('challenge-container').dataset;
document.cookie = 'aws-waf-token=' + round + '.' + crypto.randomUUID() + '; path=/; max-age=3600; samesite=lax';
location.reload();
`,
} as const;

export type ScriptName = keyof typeof scripts;

/** The script element, to stand at the end of a page. Each runs in a block of its own. */
export function script(name: ScriptName): Markup {
  return trusted(`<script>${bodyOf(name)}</script>`);
}

/** What the content policy must allow for the scripts to run. */
export const scriptHashes: string = (Object.keys(scripts) as ScriptName[])
  .map((name) => `'sha256-${createHash('sha256').update(bodyOf(name)).digest('base64')}'`)
  .join(' ');

function bodyOf(name: ScriptName): string {
  return `{${scripts[name]}}`;
}
