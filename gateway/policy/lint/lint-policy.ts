import { matchesGlob, type PolicyDocument } from '../../../contract/policy-document.ts';
import type { CompiledPolicy } from '../compiled-policy.ts';
import { checkArguments, type ToolSchema } from './arguments.ts';
import { checkConflicts } from './conflicts.ts';
import type { Finding } from './finding.ts';
import { checkHistory, type RecordedHistory } from './history.ts';
import { checkLimits } from './limits.ts';
import { checkNames } from './names.ts';
import { checkPatterns } from './patterns.ts';
import { checkReach } from './reach.ts';
import { sectionsOf } from './sections.ts';

export interface LintContext {
  /** The tools of the upstream; none: not known, and nothing is said about names and arguments. */
  readonly tools: readonly ToolSchema[];
  readonly history?: RecordedHistory;
}

/**
 * What in a valid policy most likely does not do what its author meant, in the order of the document: tools first,
 * then the rules for every call, then names. Pure, and never throws on a document that the parser accepts.
 */
export function lintPolicy(
  policy: CompiledPolicy | PolicyDocument,
  { tools, history }: LintContext,
): readonly Finding[] {
  const document = 'document' in policy ? policy.document : policy;
  const sections = sectionsOf(document);
  const visible = tools.filter(({ name }) => !document.hide?.some((pattern) => matchesGlob(pattern, name)));
  return [
    ...sections.flatMap((section) => [
      ...checkReach(section, document),
      ...checkConflicts(section, sections),
      ...checkPatterns(section),
      ...checkArguments(section, sections, section.tool === undefined ? visible : tools),
      ...checkLimits(section, sections),
      ...(history ? checkHistory(section, history) : []),
    ]),
    ...checkNames(document, tools),
  ];
}
