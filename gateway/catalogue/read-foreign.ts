import { englishWords, foreignChanges } from './foreign-words.ts';
import type { Evidence } from './evidence.ts';

/**
 * What words of another language say. `where` begins the sentence: "its name". Among words that may be English, only
 * beginnings count that no English word has.
 */
export function foreignChangesIn(
  words: readonly string[],
  where: string,
  { mayBeEnglish }: { readonly mayBeEnglish: boolean },
): Evidence[] {
  return words.flatMap((word) => {
    const found = foreignChanges.find(([, stems]) => stems.some((stem) => isOf(word, stem, mayBeEnglish)));
    return found ? [{ category: found[0], why: `${where} says \`${word.slice(0, 40)}\`` }] : [];
  });
}

/** Whether the words are of a language whose verbs are not known here. Three words or less do not tell. */
export function isForeign(words: readonly string[]): boolean {
  if (words.some((word) => !isLatin(word))) return true;
  return words.length >= 4 && !words.some((word) => englishWords.has(word));
}

function isOf(word: string, stem: string, mayBeEnglish: boolean): boolean {
  if (!isLatin(stem) && !/\p{Script=Cyrillic}/u.test(stem)) return word.includes(stem);
  return word.startsWith(stem) && (!mayBeEnglish || stem.length >= 6 || /[^a-z]/.test(stem));
}

function isLatin(word: string): boolean {
  return !/[^\p{Script=Latin}\p{Script=Common}\p{Script=Inherited}]/u.test(word);
}
