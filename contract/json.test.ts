import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson, type JsonValue } from './json.ts';

/** By its definition: keys by UTF-16 code units, everything else as JSON.stringify writes it. */
function byDefinition(value: JsonValue): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(byDefinition).join(',')}]`;
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${byDefinition(member)}`).join(',')}}`;
}

test('canonical JSON is what its definition says, whatever order the keys come in', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(canonicalJson(value as JsonValue)).toBe(byDefinition(value as JsonValue));
    }),
    { seed: 7, numRuns: 2_000 },
  );
});

test.each<[string, JsonValue, string]>([
  ['keys that look like numbers', { 9: 1, 10: 2 }, '{"10":2,"9":1}'],
  ['letters and their cases', { b: 1, B: 2, a: 3 }, '{"B":2,"a":3,"b":1}'],
  ['deep in arrays', [{ b: 1, a: [{ d: 1, c: 2 }] }], '[{"a":[{"c":2,"d":1}],"b":1}]'],
  ['a prefix before the longer', { ab: 1, a: 2 }, '{"a":2,"ab":1}'],
  [
    'a member called __proto__',
    JSON.parse('{"z":1,"__proto__":{"b":1,"a":2}}') as JsonValue,
    '{"__proto__":{"a":2,"b":1},"z":1}',
  ],
])('canonical JSON: %s', (_name, value, text) => {
  expect(canonicalJson(value)).toBe(text);
});
