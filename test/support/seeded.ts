/** Choices that depend on a seed alone. */
export interface Seeded {
  /** From 0 to 1, 1 excluded. */
  next(): number;
  /** A whole number from 0 to `most`, `most` excluded. */
  below(most: number): number;
  /** One of them; there must be one. */
  pick<T>(values: readonly T[]): T;
  happens(probability: number): boolean;
}

/** The same seed makes the same choices (mulberry32). */
export function seeded(seed: number): Seeded {
  let state = seed | 0;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (most: number) => Math.floor(next() * most);
  return {
    next,
    below,
    pick: (values) => {
      if (values.length === 0) throw new Error('there is nothing to pick from');
      return values[below(values.length)] as (typeof values)[number]; // within bounds
    },
    happens: (probability) => next() < probability,
  };
}
