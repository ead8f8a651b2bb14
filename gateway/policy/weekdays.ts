import type { JsonValue } from '../../contract/json.ts';

const names = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

/** Weekdays by name ("monday", "Mon") as numbers, so that they also have an order; undefined for what is none. */
export function weekdayNumbers(value: JsonValue): JsonValue | undefined {
  if (Array.isArray(value)) {
    const days = value.map(weekdayNumbers);
    return days.every((it) => it !== undefined) ? days : undefined;
  }
  if (typeof value === 'number') return names[value - 1] === undefined ? undefined : value;
  if (typeof value !== 'string') return undefined;
  const wanted = value.toLowerCase();
  const at = names.findIndex((it, index) => [it, it.slice(0, 3), String(index + 1)].includes(wanted));
  return at < 0 ? undefined : at + 1;
}

/** The same back in words. */
export function weekdayNames(value: JsonValue): JsonValue {
  return Array.isArray(value) ? value.map(weekdayNames) : (names[Number(value) - 1] ?? value);
}
