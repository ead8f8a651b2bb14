import type { CartServer } from '../../cart-server/cart-server.ts';
import { changedSwitches, type SwitchBoard } from '../../cart-server/demo-store/switches.ts';
import { ApiError } from '../../contract/errors.ts';
import type { Handlers } from '../router.ts';

type Names = 'demo.getSwitches' | 'demo.setSwitches';

/**
 * What goes wrong in the demo store. `switches` is null on a real one, where there is nothing to switch. Once nothing
 * asks for the person there any more, the store is looked at again, so that the console does not either.
 */
export function demoHandlers(
  switches: SwitchBoard | null,
  cart: Pick<CartServer, 'view' | 'refresh'>,
): Pick<Handlers, Names> {
  const board = (): SwitchBoard => {
    if (switches) return switches;
    throw new ApiError('unavailable', 'only the demo store can be changed; start with `--store demo`');
  };
  return {
    'demo.getSwitches': () => changedSwitches(board().get()),
    'demo.setSwitches': (change) => {
      board().reset();
      board().set(change);
      const { wall, asksSignIn } = board().get();
      // Pages take a while, and what they show is told by the store's view.
      if (cart.view().needsPerson && !wall && !asksSignIn) void cart.refresh();
      return changedSwitches(board().get());
    },
  };
}
