import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fixedWindow, windowsOf, type FixedWindow } from './windows.ts';
import { findZone, utc, type Zone } from './zone.ts';

function bounds(kind: FixedWindow, at: string, zone = 'UTC'): string {
  const { startAt, endAt } = fixedWindow(kind, Date.parse(at), zoneOf(zone));
  return `${new Date(startAt).toISOString()} ${new Date(endAt).toISOString()}`;
}

test.each([
  ['minute', '2026-01-05T12:34:56.789Z', 'UTC', '2026-01-05T12:34:00.000Z 2026-01-05T12:35:00.000Z'],
  ['hour', '2026-01-05T12:34:56Z', 'UTC', '2026-01-05T12:00:00.000Z 2026-01-05T13:00:00.000Z'],
  ['hour', '2026-01-05T12:34:56Z', 'Asia/Kathmandu', '2026-01-05T12:15:00.000Z 2026-01-05T13:15:00.000Z'],
  ['day', '2026-01-05T23:30:00Z', 'UTC', '2026-01-05T00:00:00.000Z 2026-01-06T00:00:00.000Z'],
  ['day', '2026-01-05T23:30:00Z', 'Europe/Berlin', '2026-01-05T23:00:00.000Z 2026-01-06T23:00:00.000Z'],
  ['week', '2026-01-04T23:59:59Z', 'UTC', '2025-12-29T00:00:00.000Z 2026-01-05T00:00:00.000Z'],
  ['week', '2026-01-05T00:00:00Z', 'UTC', '2026-01-05T00:00:00.000Z 2026-01-12T00:00:00.000Z'],
  ['month', '2026-12-31T23:59:59Z', 'UTC', '2026-12-01T00:00:00.000Z 2027-01-01T00:00:00.000Z'],
  ['month', '2028-02-29T12:00:00Z', 'America/New_York', '2028-02-01T05:00:00.000Z 2028-03-01T05:00:00.000Z'],
] as const)('%s of %s in %s', (kind, at, zone, expected) => {
  expect(bounds(kind, at, zone)).toBe(expected);
});

test('a day on which clocks change is 23 or 25 hours', () => {
  expect(bounds('day', '2026-03-29T12:00:00Z', 'Europe/Berlin')).toBe(
    '2026-03-28T23:00:00.000Z 2026-03-29T22:00:00.000Z',
  );
  expect(bounds('day', '2026-10-25T12:00:00Z', 'Europe/Berlin')).toBe(
    '2026-10-24T22:00:00.000Z 2026-10-25T23:00:00.000Z',
  );
});

test('an hour that clocks show twice is two windows', () => {
  expect(bounds('hour', '2026-10-25T00:30:00Z', 'Europe/Berlin')).toBe(
    '2026-10-25T00:00:00.000Z 2026-10-25T01:00:00.000Z',
  );
  expect(bounds('hour', '2026-10-25T01:30:00Z', 'Europe/Berlin')).toBe(
    '2026-10-25T01:00:00.000Z 2026-10-25T02:00:00.000Z',
  );
});

test('where clocks change by half an hour, windows do not overlap', () => {
  const change = Date.parse('2026-04-04T15:00:00Z'); // Lord Howe: 02:00 becomes 01:30
  const zone = zoneOf('Australia/Lord_Howe');
  const before = fixedWindow('hour', change - 1, zone);
  const after = fixedWindow('hour', change, zone);
  expect(before.endAt).toBe(change);
  expect(after.startAt).toBe(change);
});

const kinds = ['minute', 'hour', 'day', 'week', 'month'] as const;
const zones = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'America/Santiago',
  'Asia/Beirut',
  'Pacific/Apia',
];

test('a window contains its moment, and meets the next one', () => {
  const moment = fc.integer({ min: Date.UTC(2000, 0, 1), max: Date.UTC(2036, 0, 1) });
  fc.assert(
    fc.property(fc.constantFrom(...kinds), fc.constantFrom(...zones), moment, (kind, name, now) => {
      const zone = zoneOf(name);
      const window = fixedWindow(kind, now, zone);
      expect(window.startAt).toBeLessThanOrEqual(now);
      expect(window.endAt).toBeGreaterThan(now);
      expect(fixedWindow(kind, window.startAt, zone)).toEqual(window);
      expect(fixedWindow(kind, window.endAt - 1, zone)).toEqual(window);
      expect(fixedWindow(kind, window.endAt, zone).startAt).toBe(window.endAt);
    }),
    { numRuns: 500 },
  );
});

test('remembering the last window changes no answer, whichever way the clock jumps', () => {
  const moments = fc.array(fc.integer({ min: 0, max: 40 * 86_400_000 }), { minLength: 2, maxLength: 20 });
  fc.assert(
    fc.property(fc.constantFrom(...kinds), moments, (kind, nows) => {
      const zone = zoneOf('Europe/Berlin');
      const remembered = windowsOf(zone);
      for (const now of nows) {
        const at = Date.UTC(2026, 2, 1) + now;
        expect(remembered(kind, at)).toEqual(fixedWindow(kind, at, zone));
      }
    }),
  );
});

function zoneOf(name: string): Zone {
  return findZone(name) ?? utc;
}
