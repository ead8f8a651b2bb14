import fc from 'fast-check';
import { expect, test } from 'vitest';
import { civilFromDays, daysFromCivil, weekdayOfDays } from './civil.ts';
import { findZone, instantOfLocal, parseIso, timeFacts, utc, type Zone } from './zone.ts';

test('days and dates agree with the calendar of the platform', () => {
  fc.assert(
    fc.property(fc.integer({ min: -700_000, max: 2_900_000 }), (days) => {
      const date = new Date(days * 86_400_000);
      const civil = civilFromDays(days);
      expect(civil).toEqual({
        year: date.getUTCFullYear(),
        month: date.getUTCMonth() + 1,
        day: date.getUTCDate(),
      });
      expect(daysFromCivil(civil)).toBe(days);
      expect(weekdayOfDays(days)).toBe(date.getUTCDay() === 0 ? 7 : date.getUTCDay());
    }),
  );
});

test('zones are known by their IANA names', () => {
  expect(findZone('Europe/Berlin')?.offsetAt(Date.UTC(2026, 6, 1))).toBe(2 * 3_600_000);
  expect(findZone('america/st_johns')?.offsetAt(Date.UTC(2026, 0, 1))).toBe(-3.5 * 3_600_000);
  expect(findZone('UTC')).toBe(utc);
  for (const name of ['Mars/Olympus', '', '+02:00', '__proto__', 'Europe'])
    expect(findZone(name)).toBeUndefined();
});

test('every zone shows the time that the platform shows', () => {
  const zones = Intl.supportedValuesOf('timeZone');
  fc.assert(
    fc.property(
      fc.constantFrom(...zones),
      fc.integer({ min: 0, max: Date.UTC(2037, 0, 1) }),
      (name, instant) => {
        const facts = timeFacts(zoneOf(name), instant);
        const shown = new Intl.DateTimeFormat('sv-SE', {
          timeZone: name,
          dateStyle: 'short',
          timeStyle: 'short',
        }).format(instant);
        const pad = (value: number) => String(value).padStart(2, '0');
        expect(`${facts.date} ${pad(facts.hour)}:${pad(facts.minute)}`).toBe(shown);
      },
    ),
  );
});

test('local time that clocks jump over begins when they have jumped', () => {
  const berlin = zoneOf('Europe/Berlin');
  const jump = Date.UTC(2026, 2, 29, 1);
  expect(instantOfLocal(berlin, Date.UTC(2026, 2, 29, 2, 30))).toBe(jump);
  expect(instantOfLocal(berlin, Date.UTC(2026, 2, 29, 3))).toBe(jump);
});

test('local time that clocks show twice is the first of the two', () => {
  expect(instantOfLocal(zoneOf('Europe/Berlin'), Date.UTC(2026, 9, 25, 2, 30))).toBe(
    Date.UTC(2026, 9, 25, 0, 30),
  );
});

test('a day that begins in a jump begins with the jump', () => {
  // Beirut went from 23:59 to 01:00 on 31 March 2024.
  expect(instantOfLocal(zoneOf('Asia/Beirut'), Date.UTC(2024, 2, 31))).toBe(Date.UTC(2024, 2, 30, 22));
});

test.each([
  ['2026-12-24', '2026-12-23T23:00:00.000Z'],
  ['2026-12-24T18:00', '2026-12-24T17:00:00.000Z'],
  ['2026-12-24T18:00:00.25', '2026-12-24T17:00:00.250Z'],
  ['2026-12-24T18:00:00Z', '2026-12-24T18:00:00.000Z'],
  ['2026-12-24 18:00:00-0500', '2026-12-24T23:00:00.000Z'],
])('reads %s in Berlin as %s', (text, expected) => {
  expect(new Date(parseIso(text, zoneOf('Europe/Berlin')) ?? NaN).toISOString()).toBe(expected);
});

test.each([
  '',
  '2026',
  '2026-13-01',
  '2026-02-29',
  '2026-01-01T24:00',
  '2026-01-01T12',
  'now',
  '1767614400000',
])('`%s` is no ISO time', (text) => {
  expect(parseIso(text, utc)).toBeUndefined();
});

function zoneOf(name: string): Zone {
  const zone = findZone(name);
  if (!zone) throw new Error(`no zone ${name}`);
  return zone;
}
