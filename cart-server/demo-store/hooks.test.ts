import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../stand-alone.ts';
import { startDemoStore, type DemoStore } from './demo-store.ts';
import { cartLines, offerFields, openVisitor, type Answer, type Visitor } from './testing/visitor.ts';

const towels = 'B0DH0USE01';
const milk = 'B0DM4RKT01';

let store: DemoStore;
let visitor: Visitor;

beforeEach(async () => {
  store = await startDemoStore({ statePath: null, port: 0, clock: systemClock });
  visitor = openVisitor(store.url);
});
afterEach(() => store.close());

const product = (): Promise<Answer> => visitor.get(`/dp/${towels}`);
const cart = (): Promise<Answer> => visitor.get('/gp/cart/view.html');

test('traffic: a request is held before or after it is done, and let go or dropped', async () => {
  const stages: string[] = [];
  store.traffic.subscribe(({ request, stage }) => stages.push(`${request.method} ${request.path} ${stage}`));
  const fields = offerFields(await product());
  const post = (): Promise<Answer> => visitor.post('/cart/add-to-cart', fields);

  const early = store.traffic.hold({ method: 'POST', path: '/cart/add-to-cart', at: 'arrived' });
  const first = post();
  expect(await early.reached).toMatchObject({ method: 'POST', path: '/cart/add-to-cart' });
  expect(store.ledger.inCarts()).toEqual({});
  early.release();
  expect((await first).status).toBe(200);
  expect(store.ledger.inCarts()).toEqual({ [towels]: 1 });

  const late = store.traffic.hold({ path: '/cart/add-to-cart', at: 'done' });
  const second = post();
  await late.reached;
  expect(store.ledger.inCarts()).toEqual({ [towels]: 2 });
  late.drop();
  await expect(second).rejects.toThrow();
  expect(stages.slice(0, 6)).toEqual([
    `GET /dp/${towels} arrived`,
    `GET /dp/${towels} done`,
    `GET /dp/${towels} over`,
    'POST /cart/add-to-cart arrived',
    'POST /cart/add-to-cart done',
    'POST /cart/add-to-cart over',
  ]);
});

test('traffic: one that is released before anybody came holds nobody', async () => {
  store.traffic.hold({ path: '/', at: 'arrived' }).release();
  expect((await product()).status).toBe(200);
  const held = store.traffic.hold({ path: '/dp/', at: 'arrived' });
  const waiting = product();
  await held.reached;
  store.traffic.releaseAll();
  expect((await waiting).status).toBe(200);
});

test('ledger: what the carts hold, put there and taken away without a page', async () => {
  await product();
  store.ledger.put({ [towels]: 2, B0DH0USE04: 1 });
  store.ledger.put({ [milk]: 3 }, 'grocery');
  store.ledger.putAside({ B0DH0USE07: 1 });
  expect(cartLines(await cart())).toEqual({ [towels]: 2, B0DH0USE04: 1 });
  expect(store.ledger.inCarts('grocery')).toEqual({ [milk]: 3 });
  expect(store.ledger.savedForLater()).toEqual({ B0DH0USE07: 1 });
  store.ledger.empty();
  expect(cartLines(await cart())).toEqual({});
});
