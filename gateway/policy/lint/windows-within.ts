import type { Window } from '../../../contract/policy-document.ts';

type Name = Extract<Window, string>;

/** Seconds; days of a clock change and months differ in length. */
const shortest: Readonly<Record<Name, number>> = {
  minute: 60,
  hour: 3600,
  day: 23 * 3600,
  week: 167 * 3600,
  month: 28 * 86_400 - 3600,
};
const longest: Readonly<Record<Name, number>> = {
  minute: 60,
  hour: 3600,
  day: 25 * 3600,
  week: 169 * 3600,
  month: 31 * 86_400 + 3600,
};

/** Windows whose borders are borders of the others too. */
const parts: Readonly<Record<Name, readonly Name[]>> = {
  minute: ['minute'],
  hour: ['minute', 'hour'],
  day: ['minute', 'hour', 'day'],
  week: ['minute', 'hour', 'day', 'week'],
  month: ['minute', 'hour', 'day', 'month'],
};
const days: Readonly<Partial<Record<Name, number>>> = { day: 1, week: 7, month: 31 };

/** How many windows of the kind `inner` one window of the kind `outer` can touch, at most. */
export function windowsWithin(outer: Window, inner: Window): number {
  const length = typeof outer === 'number' ? outer : longest[outer];
  if (typeof inner === 'number') return Math.ceil(length / inner);
  if (typeof outer !== 'number') {
    if (parts[inner].includes(outer)) return 1;
    const dayCount = inner === 'day' ? days[outer] : undefined;
    if (dayCount !== undefined) return dayCount;
    if (parts[outer].includes(inner)) return Math.ceil(length / shortest[inner]);
  }
  return Math.ceil(length / shortest[inner]) + 1;
}
