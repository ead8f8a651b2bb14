import type { Problem } from '../../../contract/errors.ts';
import type { PolicyDocument } from '../../../contract/policy-document.ts';
import { parsePolicy } from '../parse.ts';
import { placeIn } from '../place.ts';
import { convertPolicy } from './convert.ts';
import { ledgerOf } from './counters.ts';
import { decodePolicy } from './decode.ts';
import { createNotes, type NotCarried } from './notes.ts';
import { readYaml } from './read-yaml.ts';
import { validatePolicy } from './validate.ts';

export type { NotCarried };

export type ImportedPolicy =
  | {
      readonly ok: true;
      /** Accepted by `parsePolicy`. */
      readonly document: PolicyDocument;
      readonly notCarried: readonly NotCarried[];
    }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * Reads a policy file of PolicyLayer Intercept (version 1) and converts it, so that calls are decided alike. Problems
 * and notes point into the file, by JSON pointer. Never throws.
 */
export function importIntercept(yamlText: string): ImportedPolicy {
  const read = readYaml(yamlText);
  if (!read.ok) return { ok: false, problems: read.problems.map((message) => ({ pointer: '', message })) };
  const problems: Problem[] = [];
  const notes = createNotes();
  const policy = decodePolicy(read.value ?? {}, placeIn(problems), notes);
  const ledger = ledgerOf(policy);
  validatePolicy(policy, ledger);
  if (problems.length > 0) return { ok: false, problems };
  const document = convertPolicy(policy, ledger, notes);
  const parsed = parsePolicy(document);
  return parsed.ok
    ? { ok: true, document: parsed.policy.document, notCarried: notes.all() }
    : { ok: false, problems: parsed.problems.map(notExpressible) };
}

/** Not known to happen: the policy language refuses what the conversion made. */
function notExpressible({ pointer, message }: Problem): Problem {
  return {
    pointer: '',
    message: `the policy cannot be expressed here: ${message} (at \`${pointer}\` of the conversion)`,
  };
}
