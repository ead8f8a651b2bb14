import type { Settings } from '../../contract/settings.ts';
import type { Handlers } from '../router.ts';

/** What a console may set. Ports and the shell's authority to approve are not among it. */
export function settingsHandlers(settings: Settings): Pick<Handlers, 'settings.set'> {
  return {
    'settings.set': (input) =>
      settings.set(
        // A member that is there but undefined changes nothing.
        Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)),
      ),
  };
}
