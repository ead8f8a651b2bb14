import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { callTool, connectClient, startCartFixture, type CartFixture, type Said } from './cart-fixture.ts';
import type { CartServer } from './cart-server.ts';
import type { Amounts } from './demo-store/ledger.ts';
import type { Switches } from './demo-store/switches.ts';

/** For tests: one shop, one browser and one agent for a whole file; every case finds the shop as if just opened. */
export interface SwitchFixture {
  readonly demo: CartFixture['demo'];
  readonly cart: CartServer;
  call(tool: string, args?: Record<string, unknown>): Promise<Said>;
  /** Switches back, held requests let go, carts empty. */
  clean(): void;
  /** Runs one case and answers what is to be compared with it. */
  run(given: Given): Promise<Seen>;
  close(): Promise<void>;
}

/** What is so before a call. */
export interface Given {
  readonly switches?: Partial<Switches>;
  readonly inCart?: Amounts;
  readonly inGroceryCart?: Amounts;
  readonly call: readonly [tool: string, args?: Record<string, unknown>];
}

/** What the agent was told, beside what the shop's own books say. */
export interface Seen {
  readonly said: Said;
  readonly inCart: Amounts;
  readonly inGroceryCart: Amounts;
}

export async function startSwitchFixture(): Promise<SwitchFixture> {
  const fixture = await startCartFixture();
  const { demo } = fixture;
  const cart = fixture.start();
  const client: Client = await connectClient(cart.open);
  const call: SwitchFixture['call'] = (tool, args = {}) => callTool(client, tool, args);
  // The browser comes to the shop, so that there is a visitor whose cart can be filled.
  await call('view_cart');
  return {
    demo,
    cart,
    call,
    clean: () => {
      demo.traffic.releaseAll();
      demo.switches.reset();
      demo.ledger.empty();
    },
    run: async ({ switches = {}, inCart = {}, inGroceryCart = {}, call: [tool, args] }) => {
      demo.ledger.put(inCart);
      demo.ledger.put(inGroceryCart, 'grocery');
      demo.switches.set(switches);
      const said = await call(tool, args);
      return {
        said,
        inCart: demo.ledger.inCarts(),
        inGroceryCart: demo.ledger.inCarts('grocery'),
      };
    },
    close: () => fixture.close(),
  };
}
