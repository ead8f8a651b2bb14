import type { CartServer } from '../../cart-server/cart-server.ts';
import type { Gateway } from '../../gateway/gateway.ts';
import type { Handlers } from '../router.ts';

type Names =
  'store.refresh' | 'store.signIn' | 'store.openBrowser' | 'store.saveSession' | 'store.forgetSession';

/** The session with the shop. Each answers with how it stands afterwards, problems included. */
export function storeHandlers(cart: CartServer, record: Gateway['record']): Pick<Handlers, Names> {
  return {
    'store.refresh': () => cart.refresh(),
    'store.signIn': () => cart.signIn(),
    'store.openBrowser': () => cart.openBrowser(),
    'store.saveSession': async () => {
      const before = cart.view().lastSavedAt;
      const view = await cart.saveSession();
      if (view.lastSavedAt !== before) record({ type: 'store.session_saved', data: { store: view.store } });
      return view;
    },
    'store.forgetSession': async () => {
      const view = await cart.forgetSession();
      record({ type: 'store.session_forgotten', data: { store: view.store } });
      return view;
    },
  };
}
