import type { Seeded } from './seeded.ts';

const strangers: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  1e308,
  -0,
  2 ** 53,
  '',
  ' ',
  '\u0000',
  '\ud800',
  '__proto__',
  'constructor',
  '../..',
  'ä'.repeat(300),
  'x'.repeat(5_000),
  '%00',
  "'; DROP TABLE events; --",
  [],
  {},
  [[]],
  { toString: 1 },
  '9'.repeat(400),
  '2025-11-25',
];
const names = [
  '__proto__',
  'id',
  'method',
  'params',
  'jsonrpc',
  'result',
  'error',
  'name',
  '_meta',
  'toString',
];

/** A JSON value with one to three of its parts replaced, removed, doubled or added. */
export function mutatedValue(value: unknown, random: Seeded): unknown {
  let mutated = structuredClone(value);
  for (let times = 1 + random.below(3); times > 0; times -= 1) mutated = mutatedOnce(mutated, random);
  return mutated;
}

function mutatedOnce(value: unknown, random: Seeded): unknown {
  const isWithin = typeof value === 'object' && value !== null && random.happens(0.8);
  if (!isWithin) return random.pick(strangers);
  if (Array.isArray(value)) {
    if (value.length === 0 || random.happens(0.2)) return [...(value as unknown[]), random.pick(strangers)];
    const at = random.below(value.length);
    return value.map((it, index) => (index === at ? mutatedOnce(it, random) : (it as unknown)));
  }
  const entries = Object.entries(value);
  const [key] = entries.length > 0 ? random.pick(entries) : ['', undefined];
  switch (random.below(5)) {
    case 0:
      return Object.fromEntries(entries.filter(([name]) => name !== key));
    case 1:
      return Object.fromEntries([...entries, [random.pick(names), random.pick(strangers)]]);
    case 2:
      return Object.fromEntries(entries.map(([name, it]) => [name === key ? random.pick(names) : name, it]));
    default:
      return Object.fromEntries(
        entries.map(([name, it]) => [name, name === key ? mutatedOnce(it, random) : it]),
      );
  }
}

const splices = [
  '',
  '{',
  '}',
  ']',
  ',',
  '"',
  '\\',
  '\n',
  '\u0000',
  '\ufeff',
  '//',
  'NaN',
  '1e999',
  '[[[[[[[[',
  '"id":1,',
  '\\ud800',
  '{"__proto__":',
];

/** Bytes with some of them changed, cut off, doubled, or other text put between. */
export function mutatedBytes(bytes: Buffer, random: Seeded): Buffer {
  const at = random.below(bytes.length + 1);
  switch (random.below(6)) {
    case 0:
      return bytes.subarray(0, at);
    case 1:
      return Buffer.concat([bytes.subarray(0, at), Buffer.from(random.pick(splices)), bytes.subarray(at)]);
    case 2: {
      const flipped = Buffer.from(bytes);
      if (at < flipped.length) flipped[at] = random.below(256);
      return flipped;
    }
    case 3:
      return Buffer.concat([bytes, bytes]);
    case 4:
      return Buffer.concat([Buffer.from('['.repeat(1 + random.below(3_000))), bytes.subarray(at)]);
    default:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + random.below(20))]);
  }
}
