/** Which product an add means, and how it was found. */
export interface Chosen {
  readonly asin: string;
  /** Null: the asin was given, and with it the variant. */
  readonly query: string | null;
  readonly skippedAds: number;
}

/**
 * What was shown to a person lately: an add by words that was approved comes back with the product alone, and is still
 * the answer to those words.
 */
export interface ShownBefore {
  add(chosen: Chosen, quantity: number): void;
  find(asin: string, quantity: number): Chosen | undefined;
}

const kept = 100;

export function createShownBefore(): ShownBefore {
  const latest: { readonly chosen: Chosen; readonly quantity: number }[] = [];
  return {
    add: (chosen, quantity) => {
      latest.push({ chosen, quantity });
      if (latest.length > kept) latest.shift();
    },
    find: (asin, quantity) =>
      latest.findLast((it) => it.chosen.asin === asin && it.quantity === quantity)?.chosen,
  };
}
