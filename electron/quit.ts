import { app, powerMonitor } from 'electron';
import type { Clock, Log } from '../contract/ports.ts';

const closeDeadlineMs = 15_000;

/**
 * Ends the app in order, once, however the end is asked for: menu, tray, signal, log-off. Everything that asks for
 * it comes through `before-quit`, which waits for `close` and then exits with 0.
 */
export function endInOrder(parts: {
  /** Stops accepting, withdraws what is held, saves, flushes. */
  readonly close: () => Promise<void>;
  readonly clock: Pick<Clock, 'after'>;
  readonly log: Log;
}): void {
  let isEnding = false;
  const end = async (): Promise<void> => {
    const cancel = parts.clock.after(closeDeadlineMs, () => {
      parts.log.error('closing takes too long; exiting without the rest');
      app.exit(1);
    });
    try {
      await parts.close();
      cancel();
      app.exit(0);
    } catch (error) {
      parts.log.error('closing failed', { error });
      app.exit(1);
    }
  };
  app.on('before-quit', (event) => {
    // `app.exit` does not come back here, so no quit gets past the closing.
    event.preventDefault();
    if (isEnding) return;
    isEnding = true;
    void end(); // handles its own failure
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => app.quit());
  powerMonitor.on('shutdown', () => app.quit());
}
