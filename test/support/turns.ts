/** Lets so many other steps that are due go first. */
export async function turns(count: number): Promise<undefined> {
  for (let turn = 0; turn < count; turn += 1) await Promise.resolve();
  return undefined;
}

/**
 * Resolves once nothing has moved, and nothing is busy, for so many turns of the event loop that nothing will; or once
 * `isOver`, so that it does not go on behind the back of what follows.
 */
export async function standstill(state: {
  readonly moves: () => number;
  readonly isBusy: () => boolean;
  readonly isOver: () => boolean;
}): Promise<void> {
  for (let [idle, last] = [0, 0]; idle < 20_000 && !state.isOver(); idle += 1) {
    await new Promise(setImmediate);
    if (state.moves() !== last || state.isBusy()) [idle, last] = [0, state.moves()];
  }
}
