import { matchesGlob, type PolicyDocument } from '../../../contract/policy-document.ts';
import { didYouMean } from '../nearest.ts';
import { placeIn, type Place } from '../place.ts';
import { hint, warning, type Finding } from './finding.ts';

/** Tools that the upstream does not have. Says nothing when its tools are not known. */
export function checkNames(
  document: PolicyDocument,
  tools: readonly { readonly name: string }[],
): readonly Finding[] {
  if (tools.length === 0) return [];
  const known = tools.map(({ name }) => name);
  const root = placeIn([]);
  return [
    ...Object.keys(document.tools ?? {}).flatMap((name) => checkName(name, known, root.at('tools', name))),
    ...(document.hide ?? []).flatMap((pattern, at) => checkPattern(pattern, known, root.at('hide', at))),
    ...(document.examples ?? []).flatMap(({ tool }, at) =>
      checkName(tool, known, root.at('examples', at, 'tool')),
    ),
  ];
}

function checkName(name: string, known: readonly string[], { pointer }: Place): readonly Finding[] {
  if (known.includes(name)) return [];
  const globbed = name.includes('*') ? known.filter((it) => matchesGlob(name, it)) : [];
  const advice =
    globbed.length > 0
      ? `\`*\` stands for nothing here: name each tool, such as \`${globbed[0]}\``
      : (didYouMean(name, known) ?? 'the rule decides nothing until there is one');
  return [warning(pointer, 'unknown_tool', `the upstream has no tool \`${name}\`; ${advice}`)];
}

function checkPattern(pattern: string, known: readonly string[], place: Place): readonly Finding[] {
  if (!pattern.includes('*')) return checkName(pattern, known, place);
  if (known.some((name) => matchesGlob(pattern, name))) return [];
  return [
    hint(
      place.pointer,
      'unknown_tool',
      `no tool of the upstream matches \`${pattern}\`, so it hides nothing`,
    ),
  ];
}
