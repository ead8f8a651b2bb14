import type { Condition } from '../../../contract/policy-document.ts';
import { display } from '../words.ts';
import { cannotBothHold } from './cannot-both-hold.ts';
import { warning, type Finding } from './finding.ts';
import { subjectOf, type Group, type Section, type Site } from './sections.ts';

/** Conditions that must hold together and never can: a `require` that refuses all, a rule that never matches. */
export function checkConflicts(section: Section, sections: readonly Section[]): readonly Finding[] {
  const { requirements, denials, questions, exceptions } = section;
  return [
    ...checkRequirements(section, requirements, sections),
    ...denials.flatMap((group) => checkGroup(group, 'refuse')),
    ...questions.flatMap((group) => checkGroup(group, 'ask')),
    ...exceptions.flatMap((group) => checkGroup(group, 'count')),
  ];
}

function checkRequirements(
  section: Section,
  requirements: readonly Group[],
  sections: readonly Section[],
): readonly Finding[] {
  const own = requirements.flatMap(({ sites }) => sites);
  const common = section.tool === undefined ? [] : sections.filter(({ tool }) => tool === undefined);
  const inherited = common.flatMap((it) => it.requirements).flatMap(({ sites }) => sites);
  const conflict = own.length > 0 ? findConflict([...inherited, ...own]) : undefined;
  // Two of the inherited ones are reported where they stand.
  if (!conflict || !own.includes(conflict.site)) return [];
  const message = `${sayConflict(conflict)}, so every call of ${subjectOf(section)} is refused; change or remove one`;
  return [warning(conflict.site.pointer, 'contradiction', message)];
}

function checkGroup({ pointer, sites }: Group, verb: 'refuse' | 'ask' | 'count'): readonly Finding[] {
  // Different elements of a list may meet different conditions.
  const conflict = findConflict(sites.filter(({ condition }) => !condition.path.split('.').includes('*')));
  if (!conflict) return [];
  const advice = conflict.other
    ? `and a rule needs all of its conditions; make it two rules if either should ${verb}`
    : 'so this rule never matches; change or remove it';
  return [warning(pointer, 'never_matches', `${sayConflict(conflict)}, ${advice}`)];
}

/** A condition that cannot hold beside another one, or never at all. */
interface Conflict {
  readonly site: Site;
  readonly other: Site | undefined;
}

/** More conditions on one path than any person writes are not compared with each other. */
const maxCompared = 100;

function findConflict(sites: readonly Site[]): Conflict | undefined {
  const byPath = Map.groupBy(sites, ({ condition }) => condition.path);
  for (const [path, all] of byPath) {
    const compared = all.slice(-maxCompared);
    for (const [at, site] of compared.entries()) {
      const isImpossible = rangeOf(path).some((bound) => cannotBothHold(bound, site.condition));
      if (isImpossible) return { site, other: undefined };
      const other = compared.slice(0, at).find((it) => cannotBothHold(it.condition, site.condition));
      if (other) return { site, other };
    }
  }
  return undefined;
}

const ranges: Readonly<Record<string, readonly [number, number]>> = {
  'time.hour': [0, 23],
  'time.minute': [0, 59],
  'time.weekday': [1, 7],
};

/** What always holds of a path, as conditions. */
function rangeOf(path: string): readonly Condition[] {
  const [min, max] = (Object.hasOwn(ranges, path) ? ranges[path] : undefined) ?? [];
  if (min === undefined || max === undefined) return [];
  return [
    { path, op: 'gte', value: min },
    { path, op: 'lte', value: max },
  ];
}

function sayConflict({ site, other }: Conflict): string {
  if (other) return `${say(other.condition)} and ${say(site.condition)} cannot both hold`;
  const [min, max] = ranges[site.condition.path] ?? [0, 0];
  return `${say(site.condition)} never holds: it goes from ${min} to ${max}`;
}

function say({ path, op, value }: Condition): string {
  return `\`${path} ${op} ${display(value)}\``;
}
