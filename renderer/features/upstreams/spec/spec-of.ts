/** A command line in words, as a shell would split it: quotes hold words together, a backslash takes the next as it is. */
export function wordsOfLine(line: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let at = 0; at < line.length; at += 1) {
    const character = line[at] ?? '';
    if (quote !== '') {
      if (character === quote) quote = '';
      else if (character === '\\' && quote === '"' && /["\\]/.test(line[at + 1] ?? ''))
        word += line[(at += 1)] ?? '';
      else word = (word ?? '') + character;
    } else if (character === '"' || character === "'") {
      quote = character;
      word ??= '';
    } else if (character === '\\' && /[\s"'\\]/.test(line[at + 1] ?? '')) {
      word = (word ?? '') + (line[(at += 1)] ?? '');
    } else if (/\s/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? '') + character;
  }
  if (word !== undefined) words.push(word);
  return words;
}

/** The words as one line, from which `wordsOfLine` takes the same words. */
export function lineOfWords(words: readonly string[]): string {
  return words.map(quoted).join(' ');
}

function quoted(word: string): string {
  if (word !== '' && !/[\s"']|\\(?:\\|$)/.test(word)) return word;
  return word.includes("'") ? `"${word.replaceAll(/["\\]/g, '\\$&')}"` : `'${word}'`;
}

/** `NAME=value` or `NAME: value`, one a line. Undefined names the first line that is neither. */
export function pairsOf(
  text: string,
  separator: '=' | ':',
): { readonly values: Record<string, string>; readonly problem: string | null } {
  const values: Record<string, string> = {};
  for (const line of text.split('\n').map((it) => it.trim())) {
    if (line === '') continue;
    const at = line.indexOf(separator);
    // Not the line itself: what was meant for the value may be a secret.
    if (at < 1)
      return {
        values: {},
        problem: `one line is not of the form NAME${separator === ':' ? ': ' : '='}value`,
      };
    values[line.slice(0, at).trim()] = line.slice(at + 1).trim();
  }
  return { values, problem: null };
}
