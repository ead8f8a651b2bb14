import { afterAll, beforeAll, describe } from 'vitest';
import { cartToolSuite } from '../support/cart-tool-suite.ts';
import { cartBehindGateway, cartOverStdio, type ConnectedCart } from '../support/cart-transports.ts';

/** The same tests for the cart server alone and behind the gateway: what a client sees must not differ. */
describe.each([
  ['through the gateway', cartBehindGateway],
  ['alone over stdio', cartOverStdio],
] as const)('the cart tools %s', (_, connect) => {
  let cart: ConnectedCart;
  beforeAll(async () => {
    cart = await connect();
  });
  afterAll(() => cart?.close());
  cartToolSuite(() => cart);
});
