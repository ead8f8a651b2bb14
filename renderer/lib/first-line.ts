/** What comes first in a message of several lines: the rest is for who reads on. */
export function firstLine(text: string): string {
  return text.trim().split('\n', 1)[0]?.trim() ?? '';
}
