import {
  civilFromDays,
  daysFromCivil,
  msPerDay,
  msPerHour,
  msPerMinute,
  pad,
  weekdayOfDays,
} from './civil.ts';

/** A time zone: what its clocks show, as an offset from UTC. */
export interface Zone {
  readonly name: string;
  /** Milliseconds that local clocks are ahead of UTC at an instant. */
  offsetAt(instant: number): number;
}

export const utc: Zone = { name: 'UTC', offsetAt: () => 0 };

/** The IANA zone of that name; undefined when there is none. */
export function findZone(name: string): Zone | undefined {
  // The runtime also takes bare offsets ("+02:00"); those follow no daylight saving and are not zone names.
  if (!/^[A-Za-z]/.test(name)) return undefined;
  try {
    const format = new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' });
    const { timeZone } = format.resolvedOptions();
    if (timeZone === 'UTC') return utc;
    return { name: timeZone, offsetAt: (instant) => offsetIn(format.format(instant)) };
  } catch {
    return undefined;
  }
}

/** The first instant at or after which local clocks show `local` (milliseconds as if it were UTC). */
export function instantOfLocal(zone: Zone, local: number): number {
  const before = zone.offsetAt(local - msPerDay);
  const after = zone.offsetAt(local + msPerDay);
  if (before === after) return local - before;
  const early = local - Math.max(before, after);
  const late = local - Math.min(before, after);
  if (early + zone.offsetAt(early) === local) return early;
  if (late + zone.offsetAt(late) === local) return late;
  // Clocks jumped over it. Inside the jump local time only grows, so halving finds the instant of the jump.
  let [low, high] = [early, late];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (middle + zone.offsetAt(middle) >= local) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** What `time.*` paths read. */
export interface TimeFacts {
  readonly hour: number;
  readonly minute: number;
  /** 1 is Monday, 7 is Sunday. */
  readonly weekday: number;
  /** "2026-11-22", local. */
  readonly date: string;
  /** "2026-11-22T12:00:00+01:00". */
  readonly iso: string;
}

export function timeFacts(zone: Zone, now: number): TimeFacts {
  const offset = zone.offsetAt(now);
  const local = now + offset;
  const days = Math.floor(local / msPerDay);
  const inDay = local - days * msPerDay;
  const { year, month, day } = civilFromDays(days);
  const hour = Math.floor(inDay / msPerHour);
  const minute = Math.floor((inDay % msPerHour) / msPerMinute);
  const second = Math.floor((inDay % msPerMinute) / 1000);
  const date = `${pad(year, 4)}-${pad(month)}-${pad(day)}`;
  const iso = `${date}T${pad(hour)}:${pad(minute)}:${pad(second)}${offsetText(offset)}`;
  return { hour, minute, weekday: weekdayOfDays(days), date, iso };
}

const isoForm =
  /^(\d{4})-(\d{2})-(\d{2})(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(?:([Zz])|([+-])(\d{2}):?(\d{2}))?)?$/;

/** Reads an ISO 8601 date or time; without an offset it is local to the zone. Undefined when it is none. */
export function parseIso(text: string, zone: Zone): number | undefined {
  const match = text.length <= 40 ? isoForm.exec(text) : null;
  if (!match) return undefined;
  const field = (index: number) => Number(match[index] ?? 0);
  const date = { year: field(1), month: field(2), day: field(3) };
  const days = daysFromCivil(date);
  const back = civilFromDays(days);
  if (back.month !== date.month || back.day !== date.day) return undefined; // no 30 February
  const [hour, minute, second] = [field(4), field(5), field(6)];
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const ms = Number((match[7] ?? '').padEnd(3, '0').slice(0, 3));
  const local = days * msPerDay + hour * msPerHour + minute * msPerMinute + second * 1000 + ms;
  if (match[8]) return local;
  if (!match[9]) return instantOfLocal(zone, local);
  const offset = field(10) * msPerHour + field(11) * msPerMinute;
  return match[9] === '+' ? local - offset : local + offset;
}

/** "…, GMT-02:30" or "…, GMT": what the runtime writes for `longOffset`. */
function offsetIn(text: string): number {
  const match = /GMT(?:([+-])(\d{2}):(\d{2})(?::(\d{2}))?)?$/.exec(text);
  if (!match) throw new Error(`no offset in \`${text}\``);
  if (!match[1]) return 0;
  const [hours, minutes, seconds] = [Number(match[2]), Number(match[3]), Number(match[4] ?? 0)];
  const offset = hours * msPerHour + minutes * msPerMinute + seconds * 1000;
  return match[1] === '-' ? -offset : offset;
}

function offsetText(offset: number): string {
  if (offset === 0) return 'Z';
  const size = Math.abs(offset);
  const hours = Math.floor(size / msPerHour);
  return `${offset < 0 ? '-' : '+'}${pad(hours)}:${pad(Math.floor((size % msPerHour) / msPerMinute))}`;
}
