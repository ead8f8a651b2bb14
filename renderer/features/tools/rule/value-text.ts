import type { JsonValue } from '../../../../contract/json.ts';

/** A value as it stands in an input. */
export function textOf(value: JsonValue | undefined): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** What was typed, as text; undefined for nothing. */
export function textFrom(text: string): JsonValue | undefined {
  return text === '' ? undefined : text;
}

/** What was typed, as a number if it is one. */
export function numberFrom(text: string): JsonValue | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  return isPlainNumber(trimmed) ? Number(trimmed) : text;
}

/** Where anything goes: a number, true, false or null when it reads like one, else text. */
export function scalarFrom(text: string): JsonValue | undefined {
  const trimmed = text.trim();
  if (trimmed === 'true' || trimmed === 'false') return trimmed === 'true';
  return numberFrom(text);
}

/** Digits that a double holds as they are written: an article number of twenty digits stays a text. */
function isPlainNumber(text: string): boolean {
  return /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(text) && text.replace(/\D/g, '').length <= 15;
}

/** A list as lines. */
export function linesOf(value: JsonValue | undefined): string {
  return Array.isArray(value) ? value.map(textOf).join('\n') : textOf(value);
}

/** Lines as a list; empty lines do not count. */
export function listFrom(
  text: string,
  read: (line: string) => JsonValue | undefined,
): JsonValue[] | undefined {
  const values = text.split('\n').flatMap((line) => {
    const value = read(line.trim());
    return value === undefined ? [] : [value];
  });
  return values.length > 0 ? values : undefined;
}
