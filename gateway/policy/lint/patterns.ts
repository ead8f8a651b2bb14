import { warning, type Finding } from './finding.ts';
import type { Section } from './sections.ts';

/**
 * Patterns that let calls through (`require`, `approval.unless`), look meant for the whole text and match a part of
 * it. Elsewhere an unanchored pattern
 * refuses or asks more often, which harms nobody.
 */
export function checkPatterns({ requirements, exceptions }: Section): readonly Finding[] {
  return [...requirements, ...exceptions]
    .flatMap(({ sites }) => sites)
    .flatMap(({ condition: { op, value }, pointer }) => {
      const message = op === 'regex' && typeof value === 'string' ? problemWith(value) : undefined;
      return message === undefined ? [] : [warning(pointer, 'unanchored_regex', message)];
    });
}

function problemWith(pattern: string): string | undefined {
  if (pattern.length > 1000) return undefined; // no pattern that the engine takes
  const alternatives = splitAlternatives(unwrapped(pattern.replace(/^\(\?[A-Za-z]+\)/, '')));
  const starts = new Set(alternatives.map(isHeldAtStart));
  const ends = new Set(alternatives.map(isHeldAtEnd));
  if (starts.size > 1 || ends.size > 1) {
    return `in \`${pattern}\` an anchor holds only for the alternative it stands in; write \`^(?:…|…)$\` to mean the whole text`;
  }
  // One anchor says that a beginning or an end was meant, a plain word that a part was.
  if (starts.has(true) || ends.has(true) || /^[\w\s/@:-]*$/.test(pattern)) return undefined;
  return `\`${pattern}\` also accepts a longer text with a match inside; write \`^(?:…)$\` around it to mean the whole text`;
}

/** The pattern without a group around all of it. */
function unwrapped(pattern: string): string {
  const open = /^\((?:\?(?:[A-Za-z]*:|P?<\w+>))?/.exec(pattern)?.[0];
  if (open === undefined || closingOf(pattern) !== pattern.length - 1) return pattern;
  return unwrapped(pattern.slice(open.length, -1));
}

/** Where the group that opens the pattern closes. */
function closingOf(pattern: string): number {
  let closing = -1;
  scan(pattern, (at, depth) => {
    if (closing < 0 && depth === 0 && pattern[at] === ')') closing = at;
  });
  return closing;
}

function splitAlternatives(pattern: string): readonly string[] {
  const cuts = [-1];
  scan(pattern, (at, depth) => {
    if (depth === 0 && pattern[at] === '|') cuts.push(at);
  });
  return cuts.map((cut, index) => pattern.slice(cut + 1, cuts[index + 1] ?? pattern.length));
}

/** Visits what is neither escaped nor inside a character class, with how many groups are open after it. */
function scan(pattern: string, visit: (at: number, depth: number) => void): void {
  let depth = 0;
  let isInClass = false;
  for (let at = 0; at < pattern.length; at += 1) {
    const character = pattern[at];
    if (character === '\\') at += 1;
    else if (isInClass) isInClass = character !== ']';
    else {
      if (character === '[') isInClass = true;
      if (character === '(') depth += 1;
      if (character === ')') depth -= 1;
      visit(at, depth);
    }
  }
}

function isHeldAtStart(alternative: string): boolean {
  return /^(?:\^|\\A|\.\*)/.test(alternative);
}

function isHeldAtEnd(alternative: string): boolean {
  const anchor = /(?:\$|\\z|\.\*\??)$/.exec(alternative);
  if (!anchor) return false;
  const before = alternative.slice(0, anchor.index);
  return (before.length - before.replace(/\\+$/, '').length) % 2 === 0; // else it is escaped
}
