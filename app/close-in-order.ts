import type { Clock, Log } from '../contract/ports.ts';

/** What it is, for the log, and how to give it back. */
export type Closing = readonly [name: string, close: () => void | Promise<void>];

/** Longer than any part takes by its own deadlines: only what hangs is left behind. */
const longestMs = 15_000;

/** Closes one after the other, all of them: one that fails or hangs is logged and does not keep the rest open. */
export async function closeInOrder(
  closings: readonly Closing[],
  { clock, log }: { clock: Clock; log: Log },
): Promise<void> {
  for (const [name, close] of closings) {
    try {
      await inTime(clock, close);
    } catch (error) {
      log.error(`closing the ${name} failed`, { error });
    }
  }
}

async function inTime(clock: Clock, close: Closing[1]): Promise<void> {
  let cancel = (): void => {};
  const tooLong = new Promise<never>((_resolve, reject) => {
    cancel = clock.after(longestMs, () => reject(new Error(`not closed after ${longestMs} ms; left behind`)));
  });
  try {
    await Promise.race([close(), tooLong]);
  } finally {
    cancel();
  }
}
