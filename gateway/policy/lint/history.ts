import { hint, type Finding } from './finding.ts';
import { subjectOf, type Group, type Section } from './sections.ts';

/** What the recorded calls met. */
export interface RecordedHistory {
  /** How many recorded decisions carry a reason of that rule, by its JSON pointer. */
  readonly perRule: ReadonlyMap<string, number>;
  readonly calls: number;
}

/** Rules that no recorded call met. Of a tool that was never called, that is all there is to say. */
export function checkHistory(section: Section, { perRule, calls }: RecordedHistory): readonly Finding[] {
  const { tool, rule, place } = section;
  if (calls === 0) return [];
  if (tool !== undefined && !hasBelow(perRule, place.pointer)) {
    if (rule.action === 'hide') return []; // what is not listed is not called
    const message = `${subjectOf(section)} was not called in the ${count(calls)} on record`;
    return [hint(place.pointer, 'never_matched', message)];
  }
  return rulesOf(section, perRule)
    .filter((pointer) => (perRule.get(pointer) ?? 0) === 0)
    .map((pointer) =>
      hint(pointer, 'never_matched', `this rule never matched in the ${count(calls)} on record`),
    );
}

/**
 * Those that say something only when they match; the others are met by every call that comes so far. A question that
 * was lifted is on record as what lifted it: then nothing is known of the questions.
 */
function rulesOf(
  { denials, questions, exceptions, rule, place }: Section,
  perRule: RecordedHistory['perRule'],
): readonly string[] {
  const always = rule.approval && !rule.approval.when ? [place.at('approval').pointer] : [];
  const isLifted = exceptions.some(({ pointer }) => (perRule.get(pointer) ?? 0) > 0);
  const pointersOf = (groups: readonly Group[]) => groups.map(({ pointer }) => pointer);
  return [
    ...pointersOf(denials),
    ...(isLifted ? [] : [...pointersOf(questions), ...always]),
    ...pointersOf(exceptions),
  ];
}

function hasBelow(perRule: ReadonlyMap<string, number>, pointer: string): boolean {
  for (const [rule, times] of perRule) {
    if (times > 0 && (rule === pointer || rule.startsWith(`${pointer}/`))) return true;
  }
  return false;
}

function count(calls: number): string {
  return calls === 1 ? 'one call' : `${calls} calls`;
}
