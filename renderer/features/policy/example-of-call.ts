import type { JsonObject, JsonValue } from '../../../contract/json.ts';
import { isJsonObject } from '../../../contract/json.ts';
import type { ApprovalView, CallView, Decision } from '../../../contract/model.ts';
import type { Example } from '../../../contract/policy-document.ts';
import { previewFacts } from '../../../contract/preview-facts.ts';

export type Expectation = Example['expect'];

/** What an example calls a decision. */
export function outcomeOf({ effect, code }: Decision): Expectation {
  return code === 'hidden' ? 'hidden' : effect;
}

/** What was decided of a call to begin with: one that a person approved was asked. */
export function outcomeOfCall({ decision, approvalId }: CallView): Expectation {
  return approvalId !== null && decision.code !== 'hidden' ? 'ask' : outcomeOf(decision);
}

/** A call of the record as an example: with what the policy looks at beside the arguments. */
export function exampleOfCall(
  call: CallView,
  approval: ApprovalView | undefined,
  document: JsonObject,
  expect: Expectation,
): JsonObject {
  const reads = rootsOf(document);
  const facts: JsonObject = {
    ...(reads.has('time') && { now: new Date(call.at).toISOString() }),
    ...(reads.has('preview') && approval?.goods && { preview: previewFacts(approval.goods) }),
  };
  return {
    tool: call.tool,
    args: call.arguments,
    expect,
    ...(Object.keys(facts).length > 0 && { facts }),
  };
}

/** One more example at the end. */
export function withExample(document: JsonObject, example: JsonObject): JsonObject {
  const { examples } = document;
  return { ...document, examples: [...(Array.isArray(examples) ? examples : []), example] };
}

/** Whether a part of the arguments was never recorded: such a call is no example. */
export function isRedacted(value: JsonValue): boolean {
  if (typeof value === 'string') {
    return value === '[redacted]' || value === '[too deep to record]' || / \(\d+ characters\)$/.test(value);
  }
  return typeof value === 'object' && value !== null && Object.values(value).some(isRedacted);
}

/** What the conditions and budgets of a document look at: `time`, `preview`, … */
function rootsOf(value: JsonValue, roots = new Set<string>()): Set<string> {
  if (Array.isArray(value)) for (const entry of value) rootsOf(entry, roots);
  if (!isJsonObject(value)) return roots;
  for (const [name, member] of Object.entries(value)) {
    const isPath = name === 'path' || name === 'increment_from' || name === 'amount';
    if (isPath && typeof member === 'string') roots.add(member.split('.')[0] ?? '');
    else if (name === 'spend') roots.add('preview');
    rootsOf(member, roots);
  }
  return roots;
}
