import { changedSwitches, type SwitchBoard } from '../../cart-server/demo-store/switches.ts';
import { ApiError } from '../../contract/errors.ts';
import type { Handlers } from '../router.ts';

type Names = 'demo.getSwitches' | 'demo.setSwitches';

/** What goes wrong in the demo store. `switches` is null on a real one, where there is nothing to switch. */
export function demoHandlers(switches: SwitchBoard | null): Pick<Handlers, Names> {
  const board = (): SwitchBoard => {
    if (switches) return switches;
    throw new ApiError('unavailable', 'only the demo store can be changed; start with `--store demo`');
  };
  return {
    'demo.getSwitches': () => changedSwitches(board().get()),
    'demo.setSwitches': (change) => {
      board().reset();
      board().set(change);
      return changedSwitches(board().get());
    },
  };
}
