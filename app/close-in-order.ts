import type { Log } from '../contract/ports.ts';

/** What it is, for the log, and how to give it back. */
export type Closing = readonly [name: string, close: () => void | Promise<void>];

/** Closes one after the other, all of them: one that fails is logged and does not keep the rest open. */
export async function closeInOrder(closings: readonly Closing[], log: Log): Promise<void> {
  for (const [name, close] of closings) {
    try {
      await close();
    } catch (error) {
      log.error(`closing the ${name} failed`, { error });
    }
  }
}
