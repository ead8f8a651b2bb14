import type { Clock } from '../contract/ports.ts';
import { ShopFault } from './outcome.ts';

/** How long one operation may go on, and who may end it. */
export interface Limits {
  readonly signal: AbortSignal;
  /** Rejects when the operation must end. */
  readonly ended: Promise<never>;
  remainingMs(): number;
  /** Moves the deadline: a person needs longer than a shop. */
  extend(ms: number): void;
  hasEnded(): boolean;
  isCommitted(): boolean;
  commit(): void;
  stop(): void;
}

/** What a committed operation may take beyond its deadline, to find out what became of its change. */
const graceMs = 20_000;

/** Ends an operation at its deadline, or earlier when a caller leaves before it committed anything. */
export function startLimits(clock: Clock, deadlineMs: number, callers: readonly AbortSignal[]): Limits {
  const controller = new AbortController();
  let isCommitted = false;
  const late = (ms: number) =>
    clock.after(ms, () => {
      const seconds = Math.round((clock.now() - startedAt) / 1000);
      controller.abort(
        new ShopFault(
          'timeout',
          isCommitted
            ? `the shop did not show within ${seconds} s what became of the change; look at the cart (view_cart or view_wholefoods_cart) before trying again`
            : `no answer from the shop within ${seconds} s; nothing was changed, try again`,
        ),
      );
    });
  const startedAt = clock.now();
  let deadlineAt = startedAt + deadlineMs;
  let stopTimer = late(deadlineMs);
  const remainingMs = () => Math.max(0, deadlineAt - clock.now());
  const restart = (): void => {
    stopTimer();
    stopTimer = late(remainingMs());
  };
  const leave = (event: Event) => {
    if (!isCommitted) controller.abort((event.target as AbortSignal).reason); // the listener sits on signals only
  };
  for (const caller of callers) {
    if (caller.aborted) controller.abort(caller.reason);
    caller.addEventListener('abort', leave);
  }
  const ended = new Promise<never>((_, reject) => {
    const end = () => reject(controller.signal.reason as Error); // aborted above with errors
    if (controller.signal.aborted) end();
    controller.signal.addEventListener('abort', end);
  });
  ended.catch(() => undefined); // raced with; nobody may be listening at the end
  return {
    signal: controller.signal,
    ended,
    remainingMs,
    extend: (ms) => {
      if (ms <= 0 || controller.signal.aborted) return;
      deadlineAt += ms;
      restart();
    },
    hasEnded: () => controller.signal.aborted,
    isCommitted: () => isCommitted,
    commit: () => {
      controller.signal.throwIfAborted();
      if (isCommitted) return;
      isCommitted = true;
      deadlineAt = Math.max(deadlineAt, clock.now()) + graceMs;
      restart();
    },
    stop: () => {
      stopTimer();
      for (const caller of callers) caller.removeEventListener('abort', leave);
    },
  };
}
