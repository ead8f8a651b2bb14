/** Lets so many other steps that are due go first. */
export async function turns(count: number): Promise<undefined> {
  for (let turn = 0; turn < count; turn += 1) await Promise.resolve();
  return undefined;
}

/** Resolves once nothing has moved, and nothing is busy, for so many turns of the event loop that nothing will. */
export async function standstill(moves: () => number, isBusy: () => boolean): Promise<void> {
  for (let [idle, last] = [0, 0]; idle < 20_000; idle += 1) {
    await new Promise(setImmediate);
    if (moves() !== last || isBusy()) [idle, last] = [0, moves()];
  }
}
