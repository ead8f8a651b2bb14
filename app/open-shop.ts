import type { CartServerParts } from '../cart-server/cart-server.ts';
import { startDemoStore } from '../cart-server/demo-store/demo-store.ts';
import type { SwitchBoard } from '../cart-server/demo-store/switches.ts';
import type { Clock, Log } from '../contract/ports.ts';

/** A shop that the cart server can use, and how to leave it. */
export interface Shop extends Pick<CartServerParts, 'baseUrl' | 'store' | 'signIn'> {
  /** What goes wrong in the demo store; null on a real one. */
  readonly switches: SwitchBoard | null;
  close(): Promise<void>;
}

/** Opens the shop that is called `store`: the demo store on loopback, or an Amazon domain. */
export async function openShop(
  store: string,
  demoStatePath: string,
  { clock, log }: { clock: Clock; log: Log },
): Promise<Shop> {
  if (store !== 'demo') {
    return {
      baseUrl: `https://www.${store}`,
      store,
      signIn: { kind: 'visible_browser' },
      switches: null,
      close: async () => {},
    };
  }
  const demo = await startDemoStore({ statePath: demoStatePath, port: 0, clock, log });
  const { email, password } = demo.account;
  return {
    baseUrl: demo.url,
    store,
    signIn: { kind: 'known_account', email, password },
    switches: demo.switches,
    close: () => demo.close(),
  };
}
