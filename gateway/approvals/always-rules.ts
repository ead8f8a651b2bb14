import type { NarrowRule, PolicyView, RememberedView } from '../../contract/model.ts';
import type {
  ApprovalExcept,
  ApprovalRule,
  PolicyDocument,
  ToolRule,
} from '../../contract/policy-document.ts';

/** The document with one more exception to a tool's questions. What else it says of the tool stays as it is. */
export function withException(
  document: PolicyDocument,
  tool: string,
  except: ApprovalExcept,
): PolicyDocument {
  const rules = document.tools ?? {};
  const rule = ruleOf(document, tool) ?? openingRule(document);
  // A tool without questions of its own must not get one by having an exception to those for every call.
  const approval = rule.approval ?? { when: [] };
  const unless = [...(approval.unless ?? []), except];
  return { ...document, tools: { ...rules, [tool]: { ...rule, approval: { ...approval, unless } } } };
}

/** Without that exception; undefined when there is none of that id. */
export function withoutException(document: PolicyDocument, id: string): PolicyDocument | undefined {
  const found = Object.entries(document.tools ?? {}).find(([, rule]) =>
    rule.approval?.unless?.some((it) => it.id === id),
  );
  if (!found) return undefined;
  const [tool, rule] = found;
  const { unless = [], ...approval } = rule.approval ?? {};
  const left = unless.filter((it) => it.id !== id);
  return {
    ...document,
    tools: {
      ...document.tools,
      [tool]: withApproval(rule, left.length > 0 ? { ...approval, unless: left } : approval),
    },
  };
}

/** An approval that asks nothing and excepts nothing only stood there for its exceptions. */
function withApproval({ approval: _approval, ...rule }: ToolRule, approval: ApprovalRule): ToolRule {
  const isIdle = approval.when?.length === 0 && Object.keys(approval).length === 1;
  return isIdle ? rule : { ...rule, approval };
}

/** The answers that a policy remembers, with the id they were given when they were made. */
export function alwaysRules({ upstream, document }: PolicyView): RememberedView[] {
  return Object.entries(document.tools ?? {}).flatMap(([tool, rule]) =>
    (rule.approval?.unless ?? []).flatMap(({ id, grant, name, until, conditions }) => {
      if (id === undefined || grant === undefined) return [];
      const narrow: NarrowRule = {
        name: name ?? tool,
        conditions,
        until: until === undefined ? null : Date.parse(until),
      };
      return [
        {
          id,
          kind: 'always',
          upstream,
          tool,
          grantId: grant,
          sessionId: null,
          rule: narrow,
          createdAt: null,
        },
      ];
    }),
  );
}

function ruleOf(document: PolicyDocument, tool: string): ToolRule | undefined {
  const rules = document.tools ?? {};
  return Object.hasOwn(rules, tool) ? rules[tool] : undefined;
}

/** What `default` says of a tool that is not listed, written out. */
function openingRule({ default: effect }: PolicyDocument): ToolRule {
  switch (effect) {
    case 'allow':
      return {};
    case 'ask':
      return { action: 'require_approval' };
    case 'deny':
      return { action: 'deny' };
  }
}
