import type { Problem } from '../../contract/errors.ts';
import { policyDocument } from '../../contract/policy-document.ts';
import { compilePolicy } from './compile.ts';
import type { CompiledPolicy } from './compiled-policy.ts';
import { checkExamples } from './examples.ts';
import { placeIn } from './place.ts';
import { shapeProblems } from './shape-problems.ts';

export type ParsedPolicy =
  | { readonly ok: true; readonly policy: CompiledPolicy }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * Reads a policy document: its shape, its meaning, and then its own examples, each only when the one before is fine.
 * Never throws. A policy that comes out is complete; there is no half-understood one.
 */
export function parsePolicy(value: unknown): ParsedPolicy {
  try {
    // As it will be stored: a value that does not survive that is no document, and nobody can change it meanwhile.
    return parsePlain(JSON.parse(JSON.stringify(value) ?? 'null'));
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    return { ok: false, problems: [{ pointer: '', message: `not a JSON document: ${cause}` }] };
  }
}

function parsePlain(plain: unknown): ParsedPolicy {
  const shape = policyDocument.safeParse(plain);
  if (!shape.success) return { ok: false, problems: shapeProblems(shape.error, plain) };
  const problems: Problem[] = [];
  const policy = compilePolicy(shape.data, placeIn(problems));
  if (problems.length === 0) checkExamples(policy, placeIn(problems, '/examples'));
  return problems.length === 0 ? { ok: true, policy } : { ok: false, problems };
}
