/** Characters that take no room or turn the text around: none of them belongs into a definition unseen. */
export const invisible =
  /\u034F|\u17B4|\u17B5|[\u00AD\u115F\u1160\u180E\u200B-\u200D\u2060-\u2064\u206A-\u206F\u3164\uFEFF\uFFA0\uFFF9-\uFFFB]|[\u{E0100}-\u{E01EF}]/gu;
export const bidi = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu;
export const tagCharacters = /[\u{E0000}-\u{E007F}]+/gu;
// eslint-disable-next-line no-control-regex -- control characters are what it looks for
export const control = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F]/gu;

const unseen = [invisible, bidi, tagCharacters, control].map((it) => it.source).join('|');
const anyUnseen = new RegExp(unseen, 'gu');

/** The text with what cannot be seen written as `⟨U+200B⟩`, so that showing it changes nothing around it. */
export function visibleText(text: string): string {
  return text.replaceAll(anyUnseen, (found) =>
    [...found]
      .map((it) => `⟨U+${(it.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟩`)
      .join(''),
  );
}

/** What a model makes of it: without the unseen, in plain letters, on one line. */
export function plainText(text: string): string {
  return text.replaceAll(anyUnseen, '').normalize('NFKC').replaceAll(/\s+/g, ' ');
}

/** What tag characters spell. */
export function tagsAsText(tags: string): string {
  return [...tags].map((it) => String.fromCodePoint(((it.codePointAt(0) ?? 0) - 0xe0000) & 0x7f)).join('');
}

const reach = 60;
const maxExcerpt = 240;

/** A piece of a text around a place. */
export function excerptAt(text: string, at: number, length: number): string {
  const start = Math.max(0, at - reach);
  const end = Math.min(text.length, at + length + reach);
  const piece = visibleText(text.slice(start, end).toWellFormed())
    .slice(0, maxExcerpt)
    .replaceAll(/\s+/g, ' ')
    .trim();
  return `${start > 0 ? '…' : ''}${piece}${end < text.length ? '…' : ''}`;
}
