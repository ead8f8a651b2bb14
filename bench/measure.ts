/** The value in the middle; NaN of nothing. */
export const median = (values: readonly number[]): number => percentile(values, 0.5);

/** The value that `share` (0 to 1) of the values do not exceed. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

/** Milliseconds of each run, one after another. */
export async function timesOf(runs: number, run: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (let index = 0; index < runs; index += 1) {
    const startedAt = performance.now();
    await run();
    times.push(performance.now() - startedAt);
  }
  return times;
}

/** Runs a second with `width` under way. */
export async function ratePerSecond(
  width: number,
  runs: number,
  run: () => Promise<unknown>,
): Promise<number> {
  let left = runs;
  const startedAt = performance.now();
  const worker = async () => {
    while (left > 0) {
      left -= 1;
      await run();
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
  return runs / ((performance.now() - startedAt) / 1000);
}

/**
 * Milliseconds of each contestant, in rounds that begin with another one each time, so that none always runs on the
 * other's heels. The first round warms up and is not counted.
 */
export async function interleaved(
  contestants: ReadonlyMap<string, () => Promise<unknown>>,
  { rounds, runs }: { rounds: number; runs: number },
): Promise<Map<string, number[]>> {
  const entries = [...contestants];
  const times = new Map<string, number[]>(entries.map(([name]) => [name, []]));
  for (let round = 0; round <= rounds; round += 1) {
    for (let index = 0; index < entries.length; index += 1) {
      const [name, run] = entries[(index + round) % entries.length] ?? entries[0]!; // never empty
      const found = await timesOf(runs, run);
      if (round > 0) times.get(name)?.push(...found);
    }
  }
  return times;
}
