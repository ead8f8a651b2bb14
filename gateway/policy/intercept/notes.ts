/** Something that the converted policy does not say, or says otherwise. */
export interface NotCarried {
  /** JSON pointer into the imported file. */
  readonly path: string;
  readonly why: string;
}

/** Collects what has no equal. */
export interface Notes {
  add(path: string, why: string): void;
  /** Said once, at the first of its places, with how many more there are. */
  addOnce(path: string, why: string): void;
  all(): readonly NotCarried[];
}

export function createNotes(): Notes {
  const notes: { readonly path: string; readonly why: string; more: number }[] = [];
  return {
    add: (path, why) => void notes.push({ path, why, more: 0 }),
    addOnce: (path, why) => {
      const before = notes.find((it) => it.why === why);
      if (before) before.more += before.path === path ? 0 : 1;
      else notes.push({ path, why, more: 0 });
    },
    all: () =>
      notes.map(({ path, why, more }) => ({ path, why: more === 0 ? why : `${why}${places(more)}` })),
  };
}

function places(more: number): string {
  return more === 1 ? ' (at one more place too)' : ` (at ${more} more places too)`;
}
