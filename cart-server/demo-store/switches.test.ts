import { afterEach, beforeEach, expect, test } from 'vitest';
import { startDemoStore, type DemoStore } from './demo-store.ts';
import { changedSwitches, parseSwitches } from './switches.ts';
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
const milk = 'B0DM4RKT01';
const cartPath = '/gp/cart/view.html';

let store: DemoStore;
let visitor: Visitor;

beforeEach(async () => {
  store = await startDemoStore({ statePath: null, port: 0, clock: systemClock });
  visitor = openVisitor(store.url);
});
afterEach(() => store.close());

const product = (asin = towels): Promise<Answer> => visitor.get(`/dp/${asin}`);
const cart = (): Promise<Answer> => visitor.get(cartPath);
const cards = ({ elements }: Answer): string[] =>
  elements
    .filter((it) => it.attributes['data-component-type'] === 's-search-result')
    .map((it) => it.attributes['data-asin'] ?? '');

test('isAddPhantom: confirmed, but nothing is added', async () => {
  store.switches.set({ isAddPhantom: true });
  const confirmation = await addFromPage(visitor, towels);
  expect(byId(confirmation, 'NATC_SMART_WAGON_CONF_MSG_SUCCESS')).toBeDefined();
  expect(cartLines(await cart())).toEqual({});
});

test('offers: a cap by article, and for all goods at once', async () => {
  store.switches.set({ offers: { '*': { maxQuantity: 5 }, [towels]: { maxQuantity: 2 } } });
  const options = ({ text }: Answer): number =>
    text.split('id="selectQuantity"')[1]?.match(/<option/g)?.length ?? 0;
  expect(options(await product())).toBe(2);
  expect(options(await product('B0DH0USE04'))).toBe(5);
  await addFromPage(visitor, towels, 5);
  expect(cartLines(await cart())).toEqual({ [towels]: 2 });
});

test('offers: each kind has its own buy box', async () => {
  const seen: Record<string, (string | undefined)[]> = {};
  const marks = [
    'add-to-cart-button',
    'add-to-cart-button-ubb',
    'buybox-see-all-buying-choices',
    'outOfStock',
    'one-click-button',
  ];
  for (const kind of ['new', 'used_only', 'see_all', 'out_of_stock', 'not_deliverable', 'digital'] as const) {
    store.switches.set({ offers: { [towels]: { kind } } });
    const page = await product();
    expect(byId(page, 'ASIN')?.attributes['value']).toBe(towels);
    seen[kind] = marks.filter((id) => byId(page, id));
  }
  expect(seen).toEqual({
    new: ['add-to-cart-button'],
    used_only: ['add-to-cart-button-ubb', 'buybox-see-all-buying-choices'],
    see_all: ['buybox-see-all-buying-choices'],
    out_of_stock: ['outOfStock'],
    not_deliverable: ['outOfStock'],
    digital: ['one-click-button'],
  });
});

test('offers: what goes out of stock between page and click is not added, and the cart row says so', async () => {
  const fields = offerFields(await product());
  await addFromPage(visitor, 'B0DH0USE04');
  store.switches.set({ offers: { '*': { kind: 'out_of_stock' } } });
  const answer = await visitor.post('/cart/add-to-cart', fields);
  expect(answer.path).toBe(cartPath);
  expect(answer.text).toContain('no longer available');
  expect(cartLines(answer)).toEqual({ B0DH0USE04: 1 });
  expect(answer.text).toContain('data-outofstock="1"');
  expect(textOf(answer, 'sc-subtotal-amount-activecart')).toBe('$0.00');
});

test('offers: a card without a featured offer has a from-price and no main price', async () => {
  store.switches.set({ ads: 'none', offers: { '*': { kind: 'see_all' } } });
  const page = await visitor.get('/s?k=paper+towels');
  expect(page.text).toContain('No featured offers available');
  expect(page.text).toContain('(1 new offer)');
  expect(page.text).not.toContain('class="a-price');
});

test('offers: the price may change between two reads, and in the cart alone', async () => {
  const price = async (): Promise<string | undefined> =>
    textOf(await product(), 'apex-pricetopay-accessibility-label')?.split(' ')[0];
  expect(await price()).toBe('$21.49');
  store.switches.set({ offers: { [towels]: { priceMinor: 2999, listPriceMinor: null } } });
  expect(await price()).toBe('$29.99');
  store.switches.set({ offers: { [towels]: { cartPriceMinor: 3500 } } });
  expect(await price()).toBe('$21.49');
  await addFromPage(visitor, towels);
  expect(textOf(await cart(), 'sc-subtotal-amount-activecart')).toBe('$35.00');
});

test('offers: a Prime price stands beside the regular one', async () => {
  store.switches.set({ offers: { [towels]: { primePriceMinor: 1999 } } });
  const page = await product();
  expect(page.text).toContain('Exclusive Prime price');
  expect(textOf(page, 'apex-pricetopay-accessibility-label')).toContain('$21.49');
});

test('offers: without a quantity control the shop takes one', async () => {
  for (const quantityControl of ['hidden', 'none'] as const) {
    store.switches.set({ offers: { '*': { quantityControl } } });
    const asin = quantityControl === 'hidden' ? towels : 'B0DH0USE04';
    const page = await product(asin);
    expect(page.text).not.toContain('id="selectQuantity"');
    expect(/<input[^>]*id="quantity"/.test(page.text)).toBe(quantityControl === 'hidden');
    await addFromPage(visitor, asin, 4);
    expect(cartLines(await cart())[asin]).toBe(1);
  }
});

test('offers: a variation that is needed hides the add button until it is chosen', async () => {
  const parent = await product('B0DSHOES00');
  expect(byId(parent, 'add-to-cart-button')).toBeUndefined();
  const choices = parent.elements.filter((it) => it.name === 'li' && it.attributes['data-asin']);
  expect(choices.map((it) => it.attributes['data-asin'])).toEqual(['B0DSHOES01', 'B0DSHOES02', 'B0DSHOES03']);
  expect(byId(await product('B0DSHOES02'), 'add-to-cart-button')).toBeDefined();

  store.switches.set({ offers: { B0DBUDS001: { needsChoice: true } } });
  expect(byId(await product('B0DBUDS001'), 'add-to-cart-button')).toBeUndefined();
  expect(byId(await visitor.get('/dp/B0DBUDS001?psc=1'), 'add-to-cart-button')).toBeDefined();
});

test('offers: the protection plan makes the add button a plain button with a sheet', async () => {
  store.switches.set({ offers: { [towels]: { warranty: 'asks_first' } } });
  const page = await product();
  expect(byId(page, 'add-to-cart-button')?.attributes).toMatchObject({
    type: 'button',
    'data-warranty': 'asks_first',
  });
  expect(byId(page, 'attachSiNoCoverage')).toBeDefined();
});

test('lateBuyBoxMs: the buy box is not in the page at first', async () => {
  store.switches.set({ lateBuyBoxMs: 1500 });
  const page = await product();
  expect(page.text).toMatch(/<template id="late-buy-box">.*id="add-to-cart-button"/s);
  expect(byId(page, 'rightCol')?.attributes['data-late-ms']).toBe('1500');
});

test('hasTemplateRow, hasGhostRow, hasSavedCopies: rows that are not in the cart', async () => {
  await addFromPage(visitor, towels);
  const plain = await cart();
  const rows = plain.elements.filter((it) => it.attributes['class']?.includes('sc-list-item '));
  expect(rows[0]?.attributes).not.toHaveProperty('data-asin');
  store.switches.set({ hasTemplateRow: false, hasSavedCopies: true });
  const other = await cart();
  expect(other.text).not.toContain('sc-list-item-template');
  const kinds = other.elements
    .filter((it) => it.attributes['data-asin'] === towels)
    .map((it) => it.attributes['data-itemtype']);
  expect(kinds).toEqual(['active', 'saved']);

  store.switches.set({ hasGhostRow: true, hasSavedCopies: false });
  const line = other.elements.find((it) => it.attributes['data-itemid'])?.attributes['data-itemid'] ?? '';
  await visitor.post('/cart/ref=ord_cart_shr', {
    'anti-csrftoken-a2z': hiddenFields(other)['anti-csrftoken-a2z'] ?? '',
    [`submit.delete-active.${line}`]: 'Delete',
  });
  expect((await cart()).text).toContain('data-removed="true"');
  expect((await cart()).text).toContain('data-removed="true"');
});

test('dropsParallelChanges: of changes at the same time one is kept, though all are answered', async () => {
  await addFromPage(visitor, towels);
  await addFromPage(visitor, 'B0DH0USE04');
  const page = await cart();
  const lines = page.elements
    .flatMap((it) => it.attributes['data-itemid'] ?? [])
    .filter((it, at, all) => all.indexOf(it) === at);
  store.switches.set({ dropsParallelChanges: true, cartChangeMs: 150 });
  const answers = await Promise.all(
    lines.map((line) =>
      visitor.post('/cart/ref=ord_cart_shr', {
        'anti-csrftoken-a2z': hiddenFields(page)['anti-csrftoken-a2z'] ?? '',
        [`submit.delete-active.${line}`]: 'Delete',
      }),
    ),
  );
  expect(answers.map((it) => it.status)).toEqual([200, 200]);
  expect(Object.keys(cartLines(await cart()))).toHaveLength(1);
});

test('wall continue: once lets pass after the button, always never does', async () => {
  store.switches.set({ wall: { kind: 'continue', times: 'once' } });
  const wall = await product();
  expect(wall.text).toContain('action="/errors/validateCaptcha"');
  expect(hiddenFields(wall)['amzn-r']).toBe(`/dp/${towels}`);
  const passed = await visitor.get(`/errors/validateCaptcha?${new URLSearchParams(hiddenFields(wall))}`);
  expect(passed.path).toBe(`/dp/${towels}`);
  expect(byId(passed, 'add-to-cart-button')).toBeDefined();

  store.switches.set({ wall: { kind: 'continue', times: 'always' } });
  const again = await product();
  const still = await visitor.get(`/errors/validateCaptcha?${new URLSearchParams(hiddenFields(again))}`);
  expect(still.text).toContain('action="/errors/validateCaptcha"');
  store.switches.reset();
  expect(byId(await product(), 'add-to-cart-button')).toBeDefined();
});

test('wall: its way back stays in the shop', async () => {
  const away = await visitor.get('/errors/validateCaptcha?amzn-r=https://evil.example/');
  expect(away.path).toBe('/');
});

test('wall captcha: wrong letters meet another one, right ones pass', async () => {
  store.switches.set({ wall: { kind: 'captcha', times: 'once' } });
  const wall = await product();
  expect(byId(wall, 'captchacharacters')).toBeDefined();
  const answer = async (from: Answer, text: string): Promise<Answer> => {
    const fields = { ...hiddenFields(from), 'field-keywords': text };
    return visitor.get(`/errors/validateCaptcha?${new URLSearchParams(fields)}`);
  };
  const second = await answer(wall, 'WRONG1');
  expect(byId(second, 'captchacharacters')).toBeDefined();
  const picture = await visitor.get(`/captcha/${hiddenFields(second)['amzn']}/Captcha.svg`);
  const letters = [...picture.text.matchAll(/>([A-Z])</g)].map((it) => it[1]).join('');
  expect(letters).toMatch(/^[A-Z]{6}$/);
  expect(byId(await answer(second, letters.toLowerCase()), 'add-to-cart-button')).toBeDefined();
});

test('wall waf: 202 until the token cookie is there', async () => {
  store.switches.set({ wall: { kind: 'waf', times: 'once' } });
  const challenge = await product();
  expect([challenge.status, challenge.headers.get('x-amzn-waf-action')]).toEqual([202, 'challenge']);
  expect(byId(challenge, 'challenge-container')).toBeDefined();
  expect(challenge.text).toContain('<title></title>');
  const round = byId(challenge, 'challenge-container')?.attributes['data-round'] ?? '';
  visitor.cookies.set('aws-waf-token', `${round}.x`);
  expect((await product()).status).toBe(200);
  store.switches.set({ wall: { kind: 'waf', times: 'once' } });
  expect((await product()).status).toBe(202);
  store.switches.set({ wall: { kind: 'waf', times: 'always' } });
  expect((await product()).status).toBe(202);
});

test('trouble: 503 for so many requests, then well again', async () => {
  store.switches.set({ trouble: { kind: '503', count: 2 } });
  const statuses = [await product(), await product(), await product()].map((it) => it.status);
  expect(statuses).toEqual([503, 503, 200]);
});

test('trouble: on one path only; the sorry page answers 200', async () => {
  store.switches.set({ trouble: { kind: 'sorry', count: null, path: '/gp/cart' } });
  expect((await product()).text).toContain('id="add-to-cart-button"');
  const page = await cart();
  expect([page.status, page.text.includes('<title>Sorry! Something went wrong!</title>')]).toEqual([
    200,
    true,
  ]);
});

test('trouble: the connection is dropped', async () => {
  store.switches.set({ trouble: { kind: 'drop', count: 1 } });
  await expect(product()).rejects.toThrow();
  expect((await product()).status).toBe(200);
});

test('delayMs: answers are held back', async () => {
  store.switches.set({ delayMs: 120 });
  const start = performance.now();
  await product();
  expect(performance.now() - start).toBeGreaterThanOrEqual(115);
});

test('sessionLastsViews: signed in for so many pages, then out', async () => {
  store.switches.set({ sessionLastsViews: 2 });
  await signIn(visitor, store.account);
  const greeting = async (): Promise<string | undefined> =>
    textOf(await visitor.get('/'), 'nav-link-accountList-nav-line-1');
  expect(await greeting()).toBe('Hello, Alex');
  expect(await greeting()).toBe('Hello, sign in');
});

test('header: signed out or missing, whatever is true', async () => {
  await signIn(visitor, store.account);
  store.switches.set({ header: 'signed_out' });
  const page = await visitor.get('/');
  expect(textOf(page, 'nav-link-accountList-nav-line-1')).toBe('Hello, sign in');
  store.switches.set({ header: 'missing' });
  expect(byId(await visitor.get('/'), 'nav-link-accountList')).toBeUndefined();
});

test('otp: a code is asked for, by way of a device or at once, and a wrong one is refused', async () => {
  store.switches.set({ otp: 'code' });
  const asked = await signIn(visitor, store.account);
  expect(byId(asked, 'auth-mfa-otpcode')).toBeDefined();
  const wrong = await visitor.post('/ap/signin', { ...hiddenFields(asked), otpCode: '000000' });
  expect(byId(wrong, 'auth-error-message-box')).toBeDefined();
  expect(visitor.cookies.has('at-main')).toBe(false);
  await visitor.post('/ap/signin', { ...hiddenFields(wrong), otpCode: store.account.otp });
  expect(visitor.cookies.has('at-main')).toBe(true);

  store.switches.set({ otp: 'choose_device' });
  visitor = openVisitor(store.url);
  const choice = await signIn(visitor, store.account);
  expect(byId(choice, 'auth-select-device-form')).toBeDefined();
  const sent = await visitor.post('/ap/signin', hiddenFields(choice));
  expect(byId(sent, 'auth-mfa-otpcode')).toBeDefined();
});

test('the code step cannot be had without the password', async () => {
  store.switches.set({ otp: 'code' });
  const start = await visitor.get('/ap/signin');
  const claim = await visitor.post('/ax/claim', { ...hiddenFields(start), email: store.account.email });
  await visitor.post('/ap/signin', {
    ...hiddenFields(claim),
    appAction: 'SIGNIN_MFA',
    otpCode: store.account.otp,
  });
  expect(visitor.cookies.has('at-main')).toBe(false);
});

test('asksApproval: a code by e-mail comes before the password', async () => {
  store.switches.set({ asksApproval: true });
  const start = await visitor.get('/ap/signin');
  const asked = await visitor.post('/ax/claim', { ...hiddenFields(start), email: store.account.email });
  expect(asked.text).toContain('action="/ap/cvf/approval/verifyOtp"');
  const password = await visitor.post('/ap/cvf/approval/verifyOtp', {
    ...hiddenFields(asked),
    otpCode: store.account.otp,
  });
  expect(byId(password, 'ap_password')).toBeDefined();
});

test('era 2023: other elements for price, sign-in and cart', async () => {
  store.switches.set({ era: 2023 });
  const page = await product();
  expect(byId(page, 'corePriceDisplay_desktop_feature_div')).toBeUndefined();
  expect(byId(page, 'nav-search-submit-button-agent')).toBeUndefined();
  await addFromPage(visitor, towels);
  const rows = await cart();
  expect(rows.text).toContain('<select');
  expect(rows.text).toContain('sc-product-price');
  expect(rows.text).toContain('name="submit.delete.');
  const start = await visitor.get('/ap/signin');
  const password = await visitor.post('/ap/signin', { ...hiddenFields(start), email: store.account.email });
  expect(byId(password, 'ap_password')).toBeDefined();
});

test('era 2026: the near-invisible second search button leads to no results', async () => {
  const page = await visitor.get('/');
  const trap = byId(page, 'nav-search-submit-button-agent')?.attributes;
  expect(trap).toMatchObject({ type: 'submit', tabindex: '-1' });
  expect(cards(await visitor.get(`${trap?.['formaction']}?field-keywords=paper+towels`))).toEqual([]);
});

test('ads and hasBrandHeading: what stands in a search card', async () => {
  store.switches.set({ ads: 'none', hasBrandHeading: true });
  const page = await visitor.get('/s?k=paper+towels');
  expect(page.text).not.toContain('AdHolder');
  expect(page.text).toMatch(/<h2[^>]*>\s*<span[^>]*>Softfield<\/span>/);
  expect(cards(page)[0]).toBe(towels);
});

test('locale and currency: words, prices and the ISO code', async () => {
  store.switches.set({ locale: 'de-DE' });
  const page = await product();
  expect(textOf(page, 'nav-link-accountList-nav-line-1')).toBe('Hallo, anmelden');
  expect(page.text).toMatch(/19,99\s€/);
  await addFromPage(visitor, towels);
  expect((await cart()).text).toContain('&quot;code&quot;:&quot;EUR&quot;');
  store.switches.set({ locale: 'en-US', currency: 'INR' });
  expect(textOf(await cart(), 'sc-subtotal-amount-activecart')?.replace(/\s/g, ' ')).toBe('INR 1,805');
});

test('groceryStore unset: a store has to be chosen first', async () => {
  store.switches.set({ groceryStore: 'unset' });
  const page = await visitor.get(`/dp/${milk}`);
  expect(byId(page, 'alm-store-form')).toBeDefined();
  expect(byId(await visitor.get('/s?k=milk&i=wholefoods'), 'alm-store-form')).toBeDefined();
  const chosen = await visitor.post('/alm/store', { ...hiddenFields(page), postcode: '00000' });
  expect(byId(chosen, 'alm-storefront')).toBeDefined();
  expect((await visitor.get(`/dp/${milk}`)).text).toContain('data-fresh-add-to-cart');
});

test('notAtStore: the add answers 400 and the cart stays as it was', async () => {
  store.switches.set({ notAtStore: [milk] });
  const button = (await visitor.get(`/dp/${milk}`)).elements.find(
    (it) => it.attributes['data-fresh-add-to-cart'],
  );
  const payload: unknown = JSON.parse(button?.attributes['data-fresh-add-to-cart'] ?? '');
  expect((await visitor.postJson('/alm/addtofreshcart', payload)).status).toBe(400);
  expect(cartLines(await visitor.get('/cart/localmarket?almBrandId=VUZHIFdob2xlIEZvb2Rz'))).toEqual({});
});

test('hasCookieBanner, hasLocationToaster: what lies over the page', async () => {
  store.switches.set({ hasCookieBanner: true, hasLocationToaster: true });
  const page = await visitor.get('/');
  expect(byId(page, 'sp-cc-accept')).toBeDefined();
  expect(page.elements.some((it) => it.attributes['data-action-type'] === 'DISMISS')).toBe(true);
});

test('switches given as text name what is unknown', () => {
  expect(parseSwitches('{"era":2023}')).toEqual({ era: 2023 });
  const offers = { '*': { kind: 'out_of_stock' as const }, [towels]: { maxQuantity: 2 } };
  expect(parseSwitches(JSON.stringify({ offers }))).toEqual({ offers });
  expect(() => parseSwitches('{"eras":2023}')).toThrow('unknown switch `eras`; expected one of locale, ');
  expect(() => parseSwitches('{"era":2024}')).toThrow('switch `era`: ');
  expect(() => parseSwitches('{"offers":{"*":{"stock":1}}}')).toThrow('unknown switch `offers/*/stock`');
  expect(() => parseSwitches('[')).toThrow();
  expect(() => parseSwitches('3')).toThrow('must be a JSON object');
});

test('changedSwitches: what is not as a store starts', () => {
  expect(changedSwitches(store.switches.get())).toEqual({});
  const change = { delayMs: 100, offers: { '*': { kind: 'out_of_stock' } } } as const;
  store.switches.set({ ...change, era: 2026 });
  expect(changedSwitches(store.switches.get())).toEqual(change);
});

test('pricePercent and cartPricePercent: all prices at once, and those of the cart alone', async () => {
  store.switches.set({ pricePercent: 120 });
  const raised = await product();
  // $21.49 and the list price $24.99, a fifth more.
  expect(textOf(raised, 'apex-pricetopay-accessibility-label')).toContain('$25.79');
  expect(raised.text).toContain('$29.99');
  await addFromPage(visitor, towels, 2);
  expect(textOf(await cart(), 'sc-subtotal-amount-activecart')).toBe('$51.58');
  store.switches.set({ pricePercent: 100, cartPricePercent: 150 });
  expect(textOf(await product(), 'apex-pricetopay-accessibility-label')).toContain('$21.49');
  expect(textOf(await cart(), 'sc-subtotal-amount-activecart')).toBe('$64.48');
});

test('asksSignIn: whoever is signed in is signed out, and the cart asks; the goods do not', async () => {
  await signIn(visitor, store.account);
  const fields = offerFields(await product());
  store.switches.set({ asksSignIn: true });
  for (const asked of [await cart(), await visitor.post('/cart/add-to-cart', fields)]) {
    expect(asked.path).toMatch(/^\/ap\/signin/);
    expect(asked.text).toContain('name="signIn"');
  }
  expect(store.ledger.inCarts()).toEqual({});
  expect(byId(await product(), 'add-to-cart-button')).toBeDefined();
  expect((await signIn(visitor, store.account)).path).toBe('/');
  expect((await cart()).path).toBe(cartPath);
});

test('trouble drop_answer: the add is done, but nobody hears of it', async () => {
  const fields = offerFields(await product());
  store.switches.set({ trouble: { kind: 'drop_answer', count: 1, path: '/cart/add-to-cart' } });
  await expect(visitor.post('/cart/add-to-cart', fields)).rejects.toThrow();
  expect(store.ledger.inCarts()).toEqual({ [towels]: 1 });
});
