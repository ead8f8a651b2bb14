import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startDemoStore, type DemoStore } from './demo-store.ts';
import { systemClock } from '../stand-alone.ts';
import {
  addFromPage,
  byId,
  cartLines,
  hiddenFields,
  offerFields,
  openVisitor,
  signIn,
  textOf,
  type Answer,
  type Visitor,
} from './testing/visitor.ts';

const towels = 'B0DH0USE01';
const soap = 'B0DH0USE04';
const limited = 'B0DH0USE05';
const milk = 'B0DM4RKT01';
const cartPath = '/gp/cart/view.html';
const groceryPath = '/cart/localmarket?almBrandId=VUZHIFdob2xlIEZvb2Rz';

let store: DemoStore;
let visitor: Visitor;
let folder: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'demo-store-'));
  store = await startDemoStore({ statePath: null, port: 0, clock: systemClock });
  visitor = openVisitor(store.url);
});

afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Presses a button of the cart: `submit.VERB.LINE` of the article's row. */
async function press(
  who: Visitor,
  verb: string,
  asin: string,
  more: Record<string, string> = {},
): Promise<Answer> {
  const cart = await who.get(cartPath);
  const row = cart.elements.find((it) => it.attributes['data-asin'] === asin && it.attributes['data-itemid']);
  const line = row?.attributes['data-itemid'] ?? '';
  const named = Object.fromEntries(Object.entries(more).map(([key, value]) => [`${key}.${line}`, value]));
  return who.post('/cart/ref=ord_cart_shr?app-nav-type=none&dc=df', {
    'anti-csrftoken-a2z': hiddenFields(cart)['anti-csrftoken-a2z'] ?? '',
    [`submit.${verb}.${line}`]: '1',
    ...named,
  });
}

test('a search shows ads first, marked as such, and then the obvious thing', async () => {
  const page = await visitor.get('/s?k=paper+towels');
  const cards = page.elements.filter((it) => it.attributes['data-component-type'] === 's-search-result');
  const isAd = cards.map((it) => it.attributes['class']?.includes('AdHolder'));
  expect(isAd).toEqual([true, true, false, false]);
  expect(cards[2]?.attributes['data-asin']).toBe(towels);
  expect(page.text.match(/puis-sponsored-label-text/g)).toHaveLength(2);
});

test('a search for nothing the shop has says so', async () => {
  const nothing = await visitor.get('/s?k=zebra');
  expect(nothing.text).toContain('No results for');
  expect(nothing.text).not.toContain('s-search-result"');
  const similar = await visitor.get('/s?k=zebra+paper+towels');
  expect(similar.text).toContain('s-similar-results');
});

test('adding puts exactly the quantity into the cart, and the row carries what the shop gives rows', async () => {
  const confirmation = await addFromPage(visitor, towels, 3);
  expect(confirmation.path).toMatch(/^\/cart\/smart-wagon\?newItems=[0-9a-f-]{36},3&ref_=sw_refresh$/);
  expect(byId(confirmation, 'NATC_SMART_WAGON_CONF_MSG_SUCCESS')).toBeDefined();
  expect(textOf(confirmation, 'sw-subtotal')).toContain('$64.47');

  const cart = await visitor.get(cartPath);
  expect(cartLines(cart)).toEqual({ [towels]: 3 });
  const row = cart.elements.find((it) => it.attributes['data-asin'] === towels)?.attributes ?? {};
  expect(row).toMatchObject({ 'data-itemtype': 'active', 'data-price': '21.49', 'data-outofstock': '0' });
  expect(JSON.parse(row['data-subtotal'] ?? '')).toEqual({
    numberOfItems: 3,
    subtotal: { code: 'USD', amount: 64.47 },
    points: 0,
  });
  expect(textOf(cart, 'sc-subtotal-amount-activecart')).toBe('$64.47');
  expect(textOf(cart, 'nav-cart-count')).toBe('3');

  await addFromPage(visitor, towels, 2);
  expect(cartLines(await visitor.get(cartPath))).toEqual({ [towels]: 5 });
});

test('the header lags behind right after an add', async () => {
  const confirmation = await addFromPage(visitor, towels, 2);
  expect(textOf(confirmation, 'nav-cart-count')).toBe('0');
  expect(byId(confirmation, 'nav-cart-count')?.attributes['data-late-count']).toBe('2');
});

test('an add without the token of this session is refused', async () => {
  const fields = offerFields(await visitor.get(`/dp/${towels}`));
  const other = openVisitor(store.url);
  const stolen = offerFields(await other.get(`/dp/${towels}`))['anti-csrftoken-a2z'] ?? '';
  for (const token of ['', 'guess', stolen]) {
    const answer = await visitor.post('/cart/add-to-cart', { ...fields, 'anti-csrftoken-a2z': token });
    expect(answer.status).toBe(403);
  }
  expect(cartLines(await visitor.get(cartPath))).toEqual({});
});

test('a post from another site is refused, even with the token', async () => {
  const fields = offerFields(await visitor.get(`/dp/${towels}`));
  const answer = await visitor.post('/cart/add-to-cart', fields, { origin: 'https://evil.example' });
  expect(answer.status).toBe(403);
  expect(cartLines(await visitor.get(cartPath))).toEqual({});
});

test('an offer that is not the shop’s is refused', async () => {
  const fields = offerFields(await visitor.get(`/dp/${towels}`));
  const wrong = [
    { 'items[0.base][asin]': 'B0DN0TH1NG' },
    { 'items[0.base][offerListingId]': 'made up' },
    { 'items[0.base][quantity]': '-1' },
    { 'items[0.base][quantity]': '1.5' },
  ];
  for (const change of wrong) {
    expect((await visitor.post('/cart/add-to-cart', { ...fields, ...change })).status).toBe(400);
  }
  expect(cartLines(await visitor.get(cartPath))).toEqual({});
});

test('the shop caps a quantity and says so in the cart', async () => {
  await addFromPage(visitor, limited, 2);
  await addFromPage(visitor, limited, 2);
  const cart = await visitor.get(cartPath);
  expect(cartLines(cart)).toEqual({ [limited]: 3 });
  expect(cart.text).toContain('at most 3');
});

test('a removed row stays as a stub for one look at the cart', async () => {
  await addFromPage(visitor, towels);
  await addFromPage(visitor, soap);
  const after = await press(visitor, 'delete-active', towels);
  expect(cartLines(after)).toEqual({ [soap]: 1 });
  const stub = after.elements.find((it) => it.attributes['data-removed'] === 'true');
  expect(stub?.attributes['data-asin']).toBe(towels);
  const later = await visitor.get(cartPath);
  expect(later.elements.some((it) => it.attributes['data-removed'] === 'true')).toBe(false);
});

test('quantities change; saving for later and moving back keep them', async () => {
  await addFromPage(visitor, towels);
  expect(cartLines(await press(visitor, 'update-quantity', towels, { quantity: '4' }))).toEqual({
    [towels]: 4,
  });
  const saved = await press(visitor, 'save-for-later', towels);
  expect(cartLines(saved)).toEqual({});
  expect(saved.text).toContain('data-itemtype="saved"');
  await visitor.get(cartPath);
  expect(cartLines(await press(visitor, 'move-to-cart', towels))).toEqual({ [towels]: 4 });
  expect(cartLines(await press(visitor, 'update-quantity', towels, { quantity: '0' }))).toEqual({});
});

test('a used copy is its own line at its own price', async () => {
  const page = await visitor.get('/dp/B0DB00KS01');
  await visitor.post('/cart/add-to-cart/ref=dp_start-ubbf_1_glance', offerFields(page, 'used'));
  const cart = await visitor.get(cartPath);
  expect(textOf(cart, 'sc-subtotal-amount-activecart')).toBe('$6.49');
});

test('carts of different sessions are apart', async () => {
  await addFromPage(visitor, towels);
  const other = openVisitor(store.url);
  expect(cartLines(await other.get(cartPath))).toEqual({});
  expect(textOf(await other.get('/'), 'nav-cart-count')).toBe('0');
});

test('groceries have their own cart', async () => {
  const page = await visitor.get(`/dp/${milk}?almBrandId=VUZHIFdob2xlIEZvb2Rz`);
  expect(byId(page, 'add-to-cart-button')).toBeUndefined();
  const button = page.elements.find((it) => it.attributes['data-action'] === 'fresh-add-to-cart');
  const payload = JSON.parse(button?.attributes['data-fresh-add-to-cart'] ?? '{}') as Record<string, unknown>;
  expect((await visitor.postJson('/alm/addtofreshcart', { ...payload, csrfToken: 'x' })).status).toBe(403);
  const added = await visitor.postJson('/alm/addtofreshcart', { ...payload, quantity: 2 });
  expect([added.status, JSON.parse(added.text)]).toMatchObject([200, { quantityInCart: 2, cartCount: 2 }]);

  const cart = await visitor.get(groceryPath);
  expect(cartLines(cart)).toEqual({ [milk]: 2 });
  expect(textOf(cart, 'sc-subtotal-amount-activecart')).toBe('$10.98');
  // The first price on the page is a trap: the free delivery threshold.
  expect(/class="a-offscreen">([^<]*)</.exec(cart.text)?.[1]).toBe('$100.00');
  const shopCart = await visitor.get(cartPath);
  expect(cartLines(shopCart)).toEqual({});
  expect(byId(shopCart, 'sc-alm-buy-box')?.attributes['data-brand-id']).toBe('VUZHIFdob2xlIEZvb2Rz');
});

test('signing in shows the name, keeps what was in the cart, and signing out ends it', async () => {
  const before = await visitor.get('/');
  expect(textOf(before, 'nav-link-accountList-nav-line-1')).toBe('Hello, sign in');
  await addFromPage(visitor, towels, 2);

  const wrong = await signIn(visitor, { ...store.account, password: 'nope' });
  expect(byId(wrong, 'auth-error-message-box')).toBeDefined();
  expect(visitor.cookies.has('at-main')).toBe(false);

  const home = await signIn(visitor, store.account);
  expect(home.path).toBe('/');
  expect(textOf(home, 'nav-link-accountList-nav-line-1')).toBe(`Hello, ${store.account.name}`);
  expect(home.text).toMatch(/href="[^"]*\/gp\/css\/homepage\.html/);
  expect(cartLines(await visitor.get(cartPath))).toEqual({ [towels]: 2 });

  const out = await visitor.get('/gp/flex/sign-out.html?path=%2F');
  expect(textOf(out, 'nav-link-accountList-nav-line-1')).toBe('Hello, sign in');
  expect(cartLines(await visitor.get(cartPath))).toEqual({});
});

test('an unknown address is not asked for a password', async () => {
  const answer = await signIn(visitor, { email: 'who@demo-store.example', password: 'x' });
  expect(visitor.cookies.has('at-main')).toBe(false);
  expect(answer.text).not.toContain('Hello, Alex');
});

test('a session id without its secret is not signed in', async () => {
  await signIn(visitor, store.account);
  const thief = openVisitor(store.url, [['session-id', visitor.cookies.get('session-id') ?? '']]);
  expect(textOf(await thief.get('/'), 'nav-link-accountList-nav-line-1')).toBe('Hello, sign in');
});

test('signing in never leads away from the shop', async () => {
  const start = await visitor.get('/ap/signin');
  const claim = await visitor.post('/ax/claim', { ...hiddenFields(start), email: store.account.email });
  const answer = await visitor.post('/ap/signin', {
    ...hiddenFields(claim),
    password: store.account.password,
    'openid.return_to': 'https://evil.example/',
  });
  expect(answer.path).toBe('/');
});

test('what a visitor sends comes back escaped', async () => {
  const page = await visitor.get(`/s?k=${encodeURIComponent('"><script>alert(1)</script>')}`);
  expect(page.text).not.toContain('<script>alert');
  expect(page.text).toContain('&lt;script&gt;alert');
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
});

test('a request under another host name is turned away', async () => {
  const { port } = new URL(store.url);
  const status = await new Promise<number | undefined>((resolve, reject) => {
    request({ host: '127.0.0.1', port, path: '/', headers: { host: `evil.example:${port}` } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
  expect(status).toBe(421);
});

test('a body beyond any form, an unknown page and an unknown method have their answers', async () => {
  expect((await visitor.post('/cart/add-to-cart', { a: 'x'.repeat(70_000) })).status).toBe(413);
  expect((await visitor.get('/dp/B0DN0TH1NG')).status).toBe(404);
  expect((await fetch(store.url, { method: 'DELETE' })).status).toBe(405);
});

test('every article has a picture', async () => {
  const picture = await visitor.get(`/images/${towels}.svg`);
  expect(picture.headers.get('content-type')).toContain('image/svg+xml');
  expect((await visitor.get('/images/B0DN0TH1NG.svg')).status).toBe(404);
});

test('a restart keeps carts and who is signed in', async () => {
  const statePath = join(folder, 'state.json');
  const first = await startDemoStore({ statePath, port: 0, clock: systemClock });
  const before = openVisitor(first.url);
  await signIn(before, first.account);
  await addFromPage(before, towels, 2);
  await first.close();

  const second = await startDemoStore({ statePath, port: 0, clock: systemClock });
  const after = openVisitor(second.url, before.cookies);
  const cart = await after.get(cartPath);
  await second.close();
  expect(cartLines(cart)).toEqual({ [towels]: 2 });
  expect(textOf(cart, 'nav-link-accountList-nav-line-1')).toBe('Hello, Alex');
});

test('a kill right after an answer loses nothing that was answered', async () => {
  const statePath = join(folder, 'state.json');
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts'), '--state', statePath], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const before = openVisitor(/http:\/\/[\d.:]+/.exec(line)?.[0] ?? '');
  await signIn(before, store.account);
  await addFromPage(before, towels, 3);
  child.kill('SIGKILL');
  await once(child, 'exit');

  const next = await startDemoStore({ statePath, port: 0, clock: systemClock });
  const cart = await openVisitor(next.url, before.cookies).get(cartPath);
  await next.close();
  expect(cartLines(cart)).toEqual({ [towels]: 3 });
  expect(textOf(cart, 'nav-link-accountList-nav-line-1')).toBe('Hello, Alex');
});

test.each(['{"version":1,"accounts":', '{"version":9}', ''])(
  'a broken state file (%j) is moved aside',
  async (text) => {
    const statePath = join(folder, 'state.json');
    writeFileSync(statePath, text);
    const said: string[] = [];
    const next = await startDemoStore({
      statePath,
      port: 0,
      clock: systemClock,
      log: { warn: (message) => void said.push(message) },
    });
    expect((await openVisitor(next.url).get('/')).status).toBe(200);
    await next.close();
    const aside = readdirSync(folder).find((it) => it.startsWith('state.json.broken-')) ?? '';
    expect(readFileSync(join(folder, aside), 'utf8')).toBe(text);
    expect(said).toEqual([expect.stringContaining(aside)]);
  },
);

test('a taken port is an error', async () => {
  const port = Number(new URL(store.url).port);
  await expect(startDemoStore({ statePath: null, port, clock: systemClock })).rejects.toMatchObject({
    code: 'port_taken',
  });
});
