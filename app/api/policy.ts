import { ApiError } from '../../contract/errors.ts';
import type { Gateway } from '../../gateway/gateway.ts';
import type { Handlers } from '../router.ts';

type Names =
  | 'tools.setEffect'
  | 'policy.save'
  | 'policy.check'
  | 'policy.explain'
  | 'policy.replay'
  | 'policy.import'
  | 'policy.versions'
  | 'policy.rollBack'
  | 'policy.remove';

/** What the policies say, and the one-click states of tools. */
export function policyHandlers(policies: Gateway['policies']): Pick<Handlers, Names> {
  const comes = (): never => {
    throw new ApiError('unavailable', 'not in this build yet');
  };
  return {
    'tools.setEffect': ({ upstream, tool, effect }, caller) =>
      policies.setToolEffect(upstream, tool, effect, caller.surface),
    'policy.save': ({ upstream, grantId, document }, caller) =>
      policies.save(upstream, grantId, document, caller.surface),
    'policy.check': ({ document }) => {
      const { document: parsed, problems } = policies.check(document);
      return { document: parsed, problems: [...problems], findings: [], examples: [] };
    },
    'policy.explain': comes,
    'policy.replay': comes,
    'policy.import': comes,
    'policy.versions': comes,
    'policy.rollBack': comes,
    'policy.remove': comes,
  };
}
