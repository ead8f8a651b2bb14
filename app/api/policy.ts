import { importPolicy } from '../../gateway/admission/read-policy-text.ts';
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
  return {
    'tools.setEffect': ({ upstream, tool, effect, grantId = null }, caller) =>
      policies.setToolEffect(upstream, grantId, tool, effect, caller.surface),
    'policy.save': ({ upstream, grantId, document }, caller) =>
      policies.save(upstream, grantId, document, caller.surface),
    'policy.check': async ({ document, upstream, grantId }) => {
      const { problems, findings, examples, ...checked } = await policies.check(document, {
        upstream,
        grantId,
      });
      return { ...checked, problems: [...problems], findings: [...findings], examples: [...examples] };
    },
    'policy.explain': (question) => policies.explain(question),
    'policy.replay': (question) => policies.replay(question),
    'policy.import': ({ text }) => {
      const { problems, notCarried, ...imported } = importPolicy(text);
      return { ...imported, problems: [...problems], notCarried: [...notCarried] };
    },
    'policy.versions': ({ upstream, grantId }) => policies.versions(upstream, grantId),
    'policy.rollBack': ({ upstream, grantId, version }, caller) =>
      policies.rollBack(upstream, grantId, version, caller.surface),
    'policy.remove': ({ upstream, grantId }, caller) => {
      policies.remove(upstream, grantId, caller.surface);
      return {};
    },
  };
}
