import type { PolicyView } from '../../../contract/model.ts';
import { hrefOf } from '../route.ts';
import { pathOfPointer } from './json-path.ts';
import { savedPolicy } from './targets.ts';

/** The `tool` of a link that means the rules for every call. */
export const everyTool = '*';

/** Where the rule that decided a call can be changed: the tool's form, or the document where no form has it. */
export function ruleHref(
  { upstream, grantId, rule }: { upstream: string; grantId: string; rule: string },
  policies: readonly PolicyView[],
): string {
  const grant = savedPolicy(policies, { upstream, grantId }) ? grantId : undefined;
  const [section, tool] = pathOfPointer(rule);
  if (section === 'tools' && tool !== undefined) return hrefOf('tools', { upstream, grant, tool, at: rule });
  if (section === 'all_tools') return hrefOf('tools', { upstream, grant, tool: everyTool, at: rule });
  return hrefOf('policy', { upstream, grant, at: rule });
}
