import { callTool, connectClient, startCartFixture, type CartFixture, type Said } from './cart-fixture.ts';
import type { CartServer } from './cart-server.ts';
import type { Amounts } from './demo-store/ledger.ts';
import type { Switches } from './demo-store/switches.ts';
import { untruths, type Books } from './untruths.ts';

/** For tests: one shop, one browser and one agent for a whole file; every case finds the shop as if just opened. */
export interface SwitchFixture {
  readonly demo: CartFixture['demo'];
  readonly cart: CartServer;
  readonly cartFixture: CartFixture;
  call(tool: string, args?: Record<string, unknown>): Promise<Said>;
  /** Switches back, held requests let go, carts empty. */
  clean(): void;
  /** Sets the stage, calls the tool, and holds what it said against the shop's own books. */
  run(given: Given): Promise<Said>;
  /** Runs a case of a table and compares. */
  check(it: Case): Promise<void>;
  close(): Promise<void>;
}

/** What is so before a call, and the call. */
export interface Given {
  readonly switches?: Partial<Switches>;
  readonly inCart?: Amounts;
  readonly inGroceryCart?: Amounts;
  readonly call: readonly [tool: string, args?: Record<string, unknown>];
}

/** A row of a table of cases. */
export interface Case extends Given {
  readonly name: string;
  readonly outcome: string;
  /** What the agent reads. */
  readonly text?: RegExp;
  /** What of the structured result matters here, exactly. */
  readonly data?: Record<string, unknown>;
  /** What the shop's books say afterwards; left away: as before. */
  readonly inCartAfter?: Amounts;
  readonly inGroceryCartAfter?: Amounts;
}

/** vitest's own, which only test files may import. */
type Expect = (value: unknown) => {
  toMatchObject(expected: object): void;
  toEqual(expected: unknown): void;
  toMatch(expected: RegExp): void;
};

export async function startSwitchFixture(expect: Expect): Promise<SwitchFixture> {
  const cartFixture = await startCartFixture();
  const { demo } = cartFixture;
  const cart = cartFixture.start();
  const client = await connectClient(cart.open);
  const call: SwitchFixture['call'] = (tool, args = {}) => callTool(client, tool, args);
  // The browser comes to the shop, so that there is a visitor whose cart can be filled.
  await call('view_cart');
  const { ledger, switches, traffic } = demo;
  const run: SwitchFixture['run'] = async ({
    inCart = {},
    inGroceryCart = {},
    call: [tool, args = {}],
    ...given
  }) => {
    ledger.put(inCart);
    ledger.put(inGroceryCart, 'grocery');
    switches.set(given.switches ?? {});
    const before = booksOf(ledger);
    const said = await call(tool, args);
    expect({ said: said.text, untruths: untruths(tool, said, before, booksOf(ledger)) }).toMatchObject({
      untruths: [],
    });
    return said;
  };
  return {
    demo,
    cart,
    cartFixture,
    call,
    run,
    clean: () => {
      traffic.releaseAll();
      switches.reset();
      ledger.empty();
    },
    check: async ({ outcome, text, data, ...given }) => {
      const said = await run(given);
      expect(said).toMatchObject({ outcome, ...(data && { data }) });
      if (text) expect(said.text).toMatch(text);
      const {
        inCart = {},
        inGroceryCart = {},
        inCartAfter = inCart,
        inGroceryCartAfter = inGroceryCart,
      } = given;
      expect(booksOf(ledger)).toEqual({ shop: inCartAfter, grocery: inGroceryCartAfter });
    },
    close: () => cartFixture.close(),
  };
}

const booksOf = (ledger: CartFixture['demo']['ledger']): Books => ({
  shop: ledger.inCarts('shop'),
  grocery: ledger.inCarts('grocery'),
});
