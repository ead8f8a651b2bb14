import type { TextFinding } from '../../contract/catalogue.ts';
import {
  bidi,
  control,
  excerptAt,
  invisible,
  tagCharacters,
  tagsAsText,
} from '../../contract/visible-text.ts';

type Found = Omit<TextFinding, 'where'>;

/** Looks for what is in a text and cannot be seen. */
export function scanCharacters(text: string): Found[] {
  return [
    ...unseen(text),
    ...tags(text),
    ...turned(text),
    ...controls(text),
    ...mixed(text),
    ...padding(text),
  ];
}

function unseen(text: string): Found[] {
  const places = [...text.matchAll(invisible)].filter(({ index }) => !isJoiner(text, index));
  const [first] = places;
  if (!first) return [];
  const many = places.length === 1 ? 'an invisible character' : `${places.length} invisible characters`;
  return [
    {
      code: 'invisible',
      // One may come from a careless copy; several can spell something.
      level: places.length === 1 ? 'warning' : 'alarm',
      text: `has ${many}: a model reads what a person does not see`,
      excerpt: excerptAt(text, first.index, 1),
    },
  ];
}

/** Joiners belong into emoji and into scripts that join their letters. */
function isJoiner(text: string, at: number): boolean {
  const character = text[at];
  if (character !== '\u200C' && character !== '\u200D') return false;
  const before = text.slice(0, at).match(/.(?:\uFE0F|[\u{1F3FB}-\u{1F3FF}])?$/su)?.[0] ?? '';
  return /\p{Extended_Pictographic}|[\p{Script=Arabic}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Malayalam}]/u.test(
    before,
  );
}

function tags(text: string): Found[] {
  return [...text.matchAll(tagCharacters)]
    .filter(({ index }) => !text.slice(0, index).endsWith('\u{1F3F4}')) // flags of regions are made so
    .slice(0, 1)
    .map(({ 0: found, index }) => ({
      code: 'tag_characters',
      level: 'alarm',
      text: `has text in invisible tag characters, which spells \`${printable(tagsAsText(found))}\``,
      excerpt: excerptAt(text, index, found.length),
    }));
}

function turned(text: string): Found[] {
  const places = [...text.matchAll(bidi)];
  const [first] = places;
  if (!first) return [];
  const isOverridden = places.some(({ 0: it }) => it === '\u202D' || it === '\u202E');
  return [
    {
      code: 'bidi',
      level: isOverridden ? 'alarm' : 'warning',
      text: 'has characters that turn the direction of the text: it may read otherwise than it looks',
      excerpt: excerptAt(text, first.index, 1),
    },
  ];
}

function controls(text: string): Found[] {
  const places = [...text.matchAll(control)];
  const [first] = places;
  if (!first) return [];
  const isEscape = places.some(({ 0: it }) => it === '\u001B' || it === '\u009B');
  return [
    {
      code: 'control_characters',
      level: isEscape ? 'alarm' : 'warning',
      text: isEscape
        ? 'has terminal escape sequences, which can hide text in a terminal'
        : 'has control characters',
      excerpt: excerptAt(text, first.index, 1),
    },
  ];
}

/** A word of letters of two alphabets looks like another word. */
function mixed(text: string): Found[] {
  for (const { 0: word, index } of text.matchAll(/[\p{L}\p{M}]{2,}/gu)) {
    const isMixed = /\p{Script=Latin}/u.test(word) && /[\p{Script=Cyrillic}\p{Script=Greek}]/u.test(word);
    // μ, π and the like stand in honest units and formulas.
    if (!isMixed || /^[µμπΔΩλσθ]|[µμπΔΩλσθ]$/u.test(word)) continue;
    return [
      {
        code: 'mixed_script',
        level: 'warning',
        text: `has the word \`${word.slice(0, 40)}\`, whose letters are of two alphabets`,
        excerpt: excerptAt(text, index, word.length),
      },
    ];
  }
  return [];
}

/** Text that is pushed out of sight. */
function padding(text: string): Found[] {
  const found = /[^\S\n]{60,}|\n\s{0,200}\n{12,}/.exec(text);
  if (!found || text.slice(found.index).trim() === '') return [];
  return [
    {
      code: 'padding',
      level: 'warning',
      text: 'goes on after a long gap, where nobody looks',
      excerpt: excerptAt(text, found.index, found[0].length),
    },
  ];
}

function printable(text: string): string {
  return text.replaceAll(/[^\x20-\x7E]/g, '').slice(0, 120);
}
