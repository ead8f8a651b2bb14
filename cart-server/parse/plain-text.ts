/** A text as the page shows it, on one line. */
export function shownText(text: string): string {
  return text.replaceAll(marks, '').replaceAll(/\s+/g, ' ').trim();
}

/** The same for reading: narrow characters, western digits and marks. */
export function plainText(text: string): string {
  return shownText(text.normalize('NFKC'))
    .replaceAll(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - 0x0660))
    .replaceAll(/[०-९]/g, (digit) => String(digit.charCodeAt(0) - 0x0966))
    .replaceAll('٫', '.')
    .replaceAll('٬', ',')
    .replaceAll('’', "'");
}

/** Invisible marks of the writing direction. */
const marks = /[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/g;
