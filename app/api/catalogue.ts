import type { Gateway } from '../../gateway/gateway.ts';
import type { Handlers } from '../router.ts';

type Names = 'catalogue.get' | 'drift.list' | 'drift.accept';

/** What the tools of an upstream can do, and what has changed about them since they were allowed. */
export function catalogueHandlers(catalogue: Gateway['catalogue']): Pick<Handlers, Names> {
  return {
    'catalogue.get': ({ name }) => catalogue.report(name),
    'drift.list': () => catalogue.drift(),
    'drift.accept': ({ name, tool, definitionHash }, caller) => {
      catalogue.acceptDrift(name, tool, definitionHash, caller.surface);
      return {};
    },
  };
}
