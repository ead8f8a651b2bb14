import { civilFromDays, daysFromCivil, msPerDay, msPerHour, msPerMinute, weekdayOfDays } from './civil.ts';
import type { CounterRef } from './model.ts';
import { instantOfLocal, type Zone } from './zone.ts';

export type FixedWindow = 'minute' | 'hour' | 'day' | 'week' | 'month';
type Bounds = Extract<CounterRef['window'], { kind: 'fixed' }>;
export type WindowAt = (kind: FixedWindow, now: number) => Bounds;

/** The window of that kind which contains `now`, aligned to the zone's clocks. */
export function fixedWindow(kind: FixedWindow, now: number, zone: Zone): Bounds {
  const offset = zone.offsetAt(now);
  const local = now + offset;
  switch (kind) {
    case 'minute':
    case 'hour': {
      const length = kind === 'minute' ? msPerMinute : msPerHour;
      const startAt = Math.floor(local / length) * length - offset;
      return withinOffset({ kind: 'fixed', startAt, endAt: startAt + length }, now, zone);
    }
    case 'day':
    case 'week':
    case 'month': {
      const [first, next] = dayRange(kind, Math.floor(local / msPerDay));
      return {
        kind: 'fixed',
        startAt: instantOfLocal(zone, first * msPerDay),
        endAt: instantOfLocal(zone, next * msPerDay),
      };
    }
  }
}

/**
 * `fixedWindow` for one zone that remembers the last window of each kind: asking the zone database for every call
 * costs more than deciding it. The answer depends on the arguments alone.
 */
export function windowsOf(zone: Zone): WindowAt {
  const last = new Map<FixedWindow, Bounds>();
  return (kind, now) => {
    const known = last.get(kind);
    if (known && known.startAt <= now && now < known.endAt) return known;
    const window = fixedWindow(kind, now, zone);
    last.set(kind, window);
    return window;
  };
}

/** Cuts a window where the clocks change inside it (half-hour changes exist), so that windows never overlap. */
function withinOffset(window: Bounds, now: number, zone: Zone): Bounds {
  const offset = zone.offsetAt(now);
  const { startAt, endAt } = window;
  return {
    kind: 'fixed',
    startAt: zone.offsetAt(startAt) === offset ? startAt : changeBetween(startAt, now, zone),
    endAt: zone.offsetAt(endAt - 1) === offset ? endAt : changeBetween(now, endAt - 1, zone),
  };
}

/** The first instant after `from` whose offset is that of `to`. */
function changeBetween(from: number, to: number, zone: Zone): number {
  const wanted = zone.offsetAt(to);
  let [low, high] = [from, to];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (zone.offsetAt(middle) === wanted) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** First day and first day after, for the period that contains the day. */
function dayRange(kind: 'day' | 'week' | 'month', day: number): [number, number] {
  switch (kind) {
    case 'day':
      return [day, day + 1];
    case 'week': {
      const monday = day - weekdayOfDays(day) + 1;
      return [monday, monday + 7];
    }
    case 'month': {
      const { year, month } = civilFromDays(day);
      const next = month === 12 ? { year: year + 1, month: 1, day: 1 } : { year, month: month + 1, day: 1 };
      return [daysFromCivil({ year, month, day: 1 }), daysFromCivil(next)];
    }
  }
}
