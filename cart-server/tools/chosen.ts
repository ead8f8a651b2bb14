/** Which product an add means, and how it was found. */
export interface Chosen {
  readonly asin: string;
  /** Null: the asin was given, and with it the variant. */
  readonly query: string | null;
  readonly skippedAds: number;
}

/**
 * What queries led to lately: a call that was shown to a person comes back with the product it was shown with, and is
 * still the answer to its query.
 */
export interface ChosenBefore {
  add(chosen: Chosen): void;
  find(query: string, asin: string): Chosen | undefined;
}

const kept = 100;

export function createChosenBefore(): ChosenBefore {
  const latest: Chosen[] = [];
  return {
    add: (chosen) => {
      latest.push(chosen);
      if (latest.length > kept) latest.shift();
    },
    find: (query, asin) => latest.findLast((it) => it.query === query && it.asin === asin),
  };
}
