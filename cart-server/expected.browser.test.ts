import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectClient, startCartFixture, type CartFixture } from './cart-fixture.ts';
import type { CartServer } from './cart-server.ts';
import { towels } from './demo-store/testing/goods.ts';

let fixture: CartFixture;
let server: CartServer;
beforeAll(async () => {
  fixture = await startCartFixture();
  server = fixture.start();
});
afterAll(() => fixture.close());

test('what was approved is compared before the click: dearer, another seller or unreadable adds nothing and costs nothing', async () => {
  const client = await connectClient(server.open);
  const preview = await server.preview('add_to_cart', { asin: towels }, AbortSignal.timeout(60_000));
  const { priceMinor = 0, seller } = preview?.goods ?? {};
  const add = async (expected: object) =>
    client.callTool({
      name: 'add_to_cart',
      arguments: { asin: towels },
      _meta: { 'checkstand/expected': expected },
    });
  const approved = {
    asin: towels,
    currency: 'USD',
    maxPriceMinor: priceMinor ?? 0,
    ...(seller && { seller }),
  };

  const dearer = await add({ ...approved, maxPriceMinor: (priceMinor ?? 0) - 1 });
  expect(dearer).toMatchObject({
    isError: true,
    structuredContent: { outcome: 'offer_changed', spent: '0.00', priceMinor },
  });
  expect(await add({ ...approved, seller: 'Somebody else' })).toMatchObject({
    structuredContent: { outcome: 'offer_changed', spent: '0.00' },
  });
  expect(await add({ ...approved, currency: 'EUR' })).toMatchObject({
    structuredContent: { outcome: 'offer_changed' },
  });
  await expect(add({ asin: towels })).rejects.toThrow(/cannot be read/);
  expect(fixture.inShop(towels)).toBe(0);

  expect(await add(approved)).toMatchObject({ structuredContent: { outcome: 'ok', quantityAdded: 1 } });
  expect(fixture.inShop(towels)).toBe(1);
  await client.close();
}, 120_000);
