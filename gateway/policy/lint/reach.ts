import { matchesGlob, type PolicyDocument, type ToolRule } from '../../../contract/policy-document.ts';
import { placeIn } from '../place.ts';
import { hint, warning, type Finding } from './finding.ts';
import { subjectOf, type Section } from './sections.ts';

/** Rules that cannot decide anything, because what stands before them already has. */
export function checkReach(section: Section, document: PolicyDocument): readonly Finding[] {
  return [
    ...checkHidden(section, document),
    ...checkClosed(section, document),
    ...checkIdle(section, document),
  ];
}

function checkHidden({ tool, rule, place }: Section, document: PolicyDocument): readonly Finding[] {
  const at = tool === undefined ? -1 : hiddenAt(document, tool);
  // Saying the same twice contradicts nothing.
  if (at < 0 || (rule.action === 'hide' && Object.keys(rule).length === 1)) return [];
  const hiddenBy = placeIn([]).at('hide', at).pointer;
  const message = `\`${tool}\` is hidden by \`${hiddenBy}\`, so its rule never decides; remove it from \`hide\` or remove the rule`;
  return [warning(place.pointer, 'hidden_rule', message)];
}

function hiddenAt({ hide = [] }: PolicyDocument, tool: string): number {
  return hide.findIndex((pattern) => matchesGlob(pattern, tool));
}

const decisive = ['require', 'deny_if', 'limits', 'rate_limit', 'spend', 'approval'] as const;

/** What follows a refusal of every call. */
function checkClosed(section: Section, document: PolicyDocument): readonly Finding[] {
  const { tool, rule, place, denials } = section;
  if (tool !== undefined && hiddenAt(document, tool) >= 0) return []; // said already
  if (rule.action === 'deny' || rule.action === 'hide') {
    const verb = rule.action === 'deny' ? 'denies' : 'hides';
    return decisive
      .filter((field) => isFilled(rule[field]))
      .map((field) => {
        const message = `\`${field}\` is never reached: \`action\` ${verb} ${subjectOf(section)} whatever the call; remove one of the two`;
        return warning(place.at(field).pointer, 'unreachable', message);
      });
  }
  const total = denials.find(({ sites }) => sites.length === 0);
  if (!total) return [];
  const because = `\`${total.pointer}\` has no conditions and refuses every call`;
  const others = denials.filter((it) => it !== total).map(({ pointer }) => pointer);
  const later = decisive
    .filter((field) => field !== 'deny_if' && isFilled(rule[field]))
    .map((field) => place.at(field).pointer);
  return [...others, ...later].map((pointer) =>
    warning(
      pointer,
      'unreachable',
      `this changes nothing: ${because}; give that rule conditions or remove this`,
    ),
  );
}

/** Parts that are there and do nothing. */
function checkIdle(section: Section, document: PolicyDocument): readonly Finding[] {
  const { rule, place, requirements, questions } = section;
  const findings = requirements
    .filter(({ sites }) => sites.length === 0)
    .map(({ pointer }) =>
      hint(pointer, 'no_effect', 'a `require` entry without conditions requires nothing; remove it'),
    );
  if (rule.approval?.when?.length === 0 && !rule.approval.unless) {
    const message = '`when` is empty, so nobody is ever asked; remove `when` to ask about every call';
    findings.push(warning(place.at('approval', 'when').pointer, 'no_effect', message));
  }
  const asksAnyway = rule.action === 'require_approval';
  const always = questions.find(({ sites }) => sites.length === 0);
  if (questions.length > 0 && (asksAnyway || (always && questions.length > 1))) {
    const because = asksAnyway
      ? '`action` asks about every call'
      : `\`${always?.pointer}\` has no conditions and asks about every call`;
    const message = `the conditions of \`when\` change nothing: ${because}; remove one of the two`;
    findings.push(hint(place.at('approval', 'when').pointer, 'no_effect', message));
  }
  if (section.exceptions.length > 0 && !isEverAsked(section, document)) {
    const message = `nothing asks about ${subjectOf(section)}, so \`unless\` lifts nothing; remove it, or say when to ask`;
    findings.push(hint(place.at('approval', 'unless').pointer, 'no_effect', message));
  }
  return findings;
}

/** An exception for every call lifts questions of any tool. */
function isEverAsked(
  { tool, rule }: Section,
  { default: fallback, all_tools: common, tools }: PolicyDocument,
) {
  const asks = ({ action, approval }: ToolRule) =>
    action === 'require_approval' || (approval !== undefined && approval.when?.length !== 0);
  const others = tool === undefined ? Object.values(tools ?? {}) : [];
  return asks(rule) || asks(common ?? {}) || others.some(asks) || (tool === undefined && fallback === 'ask');
}

function isFilled(part: unknown): boolean {
  return Array.isArray(part) ? part.length > 0 : part !== undefined;
}
