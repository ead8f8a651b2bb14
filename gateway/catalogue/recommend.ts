import type { CatalogueTool, TextFinding } from '../../contract/catalogue.ts';
import type { ToolDefinition } from '../../contract/model.ts';
import type { ToolRule } from '../../contract/policy-document.ts';

/** What a policy might say of a tool to start with, by its category; what its definition hides asks first. */
export function recommendedRule(
  { name, category, risk }: Pick<ToolDefinition, 'name' | 'category' | 'risk'>,
  findings: readonly TextFinding[],
): CatalogueTool['recommended'] {
  if (category === 'Read' && risk === 'high') {
    return {
      rule: { action: 'require_approval' },
      why: 'what it shows may be secret, and an agent that has seen it has it: ask a person each time',
    };
  }
  const byCategory = ruleOf(name, category);
  const isOpen = byCategory.rule.action === undefined;
  if (isOpen && findings.some(({ level }) => level === 'alarm')) {
    return {
      rule: { action: 'require_approval' },
      why: 'its definition says something that no honest one says: ask every time, or hide it',
    };
  }
  return byCategory;
}

function ruleOf(tool: string, category: ToolDefinition['category']): { rule: ToolRule; why: string } {
  switch (category) {
    case 'Read':
      return { rule: {}, why: 'it only looks: let it pass' };
    case 'Write':
      return {
        rule: { limits: [perMinute(tool, 30)] },
        why: 'what it changes can be changed back: let it pass, 30 times a minute at most',
      };
    case 'Execute':
      return {
        rule: { limits: [perMinute(tool, 10)] },
        why: 'it sets things going: let it pass, 10 times a minute at most, and ask where it runs code',
      };
    case 'Destructive':
      return {
        rule: { action: 'hide' },
        why: 'what it takes away is gone: hide it until somebody needs it',
      };
    case 'Financial':
      return {
        rule: { action: 'require_approval' },
        why: 'it moves or commits money: ask a person each time',
      };
  }
}

function perMinute(tool: string, max: number) {
  return { counter: `${tool}_rate`, window: 'minute' as const, max, scope: 'grant' as const };
}
