import { ApiError, type Problem } from '../../contract/errors.ts';
import type { JsonObject } from '../../contract/json.ts';
import type { ExampleOutcome, Finding } from '../../contract/model.ts';
import { policyDocument, type PolicyDocument } from '../../contract/policy-document.ts';
import type { CompiledPolicy } from '../policy/compiled-policy.ts';
import { outcomeOf, simulate } from '../policy/examples.ts';
import { lintPolicy, type LintContext } from '../policy/lint/lint-policy.ts';
import { parsePolicy } from '../policy/parse.ts';

/** Everything that can be said of a document without saving it. */
export interface PolicyCheck {
  /** Null when it would not be accepted. */
  readonly document: PolicyDocument | null;
  readonly problems: readonly Problem[];
  readonly findings: readonly Finding[];
  readonly examples: readonly ExampleOutcome[];
}

/** Checks a document. One whose only fault is that its examples fail is linted, and its examples are shown. */
export function checkPolicy(document: JsonObject, context: LintContext): PolicyCheck {
  const { accepted, problems, policy, examples } = readDraft(document);
  if (!policy) return { document: null, problems, findings: [], examples: [] };
  return {
    document: accepted,
    problems,
    findings: lintPolicy({ ...policy.document, ...(examples && { examples }) }, context),
    examples: (examples ?? []).map((example, index) => {
      const { decision } = simulate(policy, example);
      const isRefused = problems.some(({ pointer }) => pointer.startsWith(`/examples/${index}/`));
      const { tool, expect } = example;
      return { index, tool, expect, got: outcomeOf(decision), isMet: !isRefused, text: decision.text };
    }),
  };
}

/** The policy that a draft would be, whether or not its examples come out. Throws `invalid_policy`. */
export function draftPolicy(document: JsonObject): CompiledPolicy {
  const { policy, problems } = readDraft(document);
  if (policy) return policy;
  const [first] = problems;
  throw new ApiError('invalid_policy', `unusable policy: ${first?.pointer ?? ''} ${first?.message ?? ''}`, {
    problems,
  });
}

interface Draft {
  readonly accepted: PolicyDocument | null;
  readonly problems: readonly Problem[];
  /** Compiled without the examples when these do not come out. */
  readonly policy: CompiledPolicy | undefined;
  readonly examples: PolicyDocument['examples'];
}

function readDraft(document: JsonObject): Draft {
  const whole = parsePolicy(document);
  if (whole.ok) {
    const { policy } = whole;
    return { accepted: policy.document, problems: [], policy, examples: policy.document.examples };
  }
  const { problems } = whole;
  const refused = { accepted: null, problems, policy: undefined, examples: undefined };
  // The parser runs the examples last, when all else is fine.
  const areExamplesAlone = problems.every(({ pointer }) =>
    /^\/examples\/\d+\/(?:expect|facts\/now)$/.test(pointer),
  );
  const examples = policyDocument.shape.examples.safeParse(document['examples']);
  if (!areExamplesAlone || !examples.success) return refused;
  const { examples: _examples, ...rest } = document;
  const bare = parsePolicy(rest);
  return bare.ok ? { ...refused, policy: bare.policy, examples: examples.data } : refused;
}
