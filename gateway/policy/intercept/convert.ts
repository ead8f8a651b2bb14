import type { PolicyDocument, ToolRule } from '../../../contract/policy-document.ts';
import { carryRules } from './carry-rules.ts';
import type { Ledger } from './counters.ts';
import type { InterceptPolicy, InterceptTool } from './document.ts';
import type { Notes } from './notes.ts';

/** The policy in our language. What it cannot say is noted, and refuses (or asks) until a person writes it anew. */
export function convertPolicy(policy: InterceptPolicy, ledger: Ledger, notes: Notes): PolicyDocument {
  const { description, approvalTimeout } = policy;
  const everyTool = policy.tools.find(({ name }) => name === '*');
  const common = everyTool && carryRules(everyTool, ledger, approvalTimeout, notes);
  const hide = policy.hide.map(({ name }) => name).filter((name) => name === '*' || !name.includes('*'));
  const tools = new Map<string, ToolRule>();
  for (const tool of policy.tools.filter((it) => it !== everyTool)) {
    tools.set(tool.name, toolRule(tool, ledger, approvalTimeout, notes));
  }
  for (const { name, place } of policy.hide.filter((it) => it.name !== '*' && it.name.includes('*'))) {
    notes.add(
      place.pointer,
      `\`*\` stands for itself there, so this hides only a tool of exactly that name; write \`${name}\` into \`hide\` to hide all that match`,
    );
    tools.set(name, { ...tools.get(name), action: 'hide' });
  }
  return {
    version: '1',
    ...(description !== '' && { description }),
    timezone: 'UTC',
    default: policy.default === 'deny' ? 'deny' : 'allow',
    ...(hide.length > 0 && { hide }),
    ...(common && Object.keys(common).length > 0 && { all_tools: common }),
    ...(tools.size > 0 && { tools: Object.fromEntries(tools) }),
  };
}

/** The first rule that refuses every call becomes the tool's action, where a person looks for it. */
function toolRule(tool: InterceptTool, ledger: Ledger, approvalTimeout: string, notes: Notes): ToolRule {
  const denied = tool.rules.find(({ action }) => action === 'deny');
  const others = { ...tool, rules: tool.rules.filter((it) => it !== denied) };
  const rule = carryRules(others, ledger, approvalTimeout, notes);
  if (!denied) return rule;
  if (denied.state)
    notes.add(denied.place.at('state').pointer, 'a rule that refuses every call counts nothing');
  const reason = denied.onDeny === '' ? `the rule \`${denied.name}\` refuses every call` : denied.onDeny;
  return { action: 'deny', reason, ...rule };
}
