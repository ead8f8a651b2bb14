import type { Gateway } from '../../gateway/gateway.ts';
import type { Handlers } from '../router.ts';

type Names = 'tools.setEffect' | 'policy.save' | 'policy.check';

/** What the policies say, and the one-click states of tools. */
export function policyHandlers(policies: Gateway['policies']): Pick<Handlers, Names> {
  return {
    'tools.setEffect': ({ upstream, tool, effect }, caller) =>
      policies.setToolEffect(upstream, tool, effect, caller.surface),
    'policy.save': ({ upstream, grantId, document }, caller) =>
      policies.save(upstream, grantId, document, caller.surface),
    'policy.check': ({ document }) => {
      const { document: parsed, problems } = policies.check(document);
      return { document: parsed, problems: [...problems] };
    },
  };
}
