import { availableParallelism } from 'node:os';

/** Keeps the process awake through waits that are about to end. */
export interface BusyPoll {
  /** A request has come; what this answers is to be called once its response is out, or given up. */
  arrived(): () => void;
}

export interface BusyPollParts {
  readonly processors: number;
  /** Milliseconds of a monotonic clock. */
  readonly now: () => number;
  /** Runs something once the events that are there have been handled, without sleeping before. */
  readonly soon: (turn: () => void) => void;
}

const longestMs = 4;

/**
 * A process that slept for half a millisecond wakes late, to cold caches: what it does next takes up to thirty times
 * as long. So it looks for events instead of sleeping, where the last wait of that kind (for the response, or for the
 * next request) was over within 4 ms, and for no longer than that. Not while requests overlap, which have a use for
 * the time; nor on a single processor, where it would hold up whom it waits for.
 */
export function createBusyPoll(
  { processors, now, soon }: BusyPollParts = {
    processors: availableParallelism(),
    now: () => performance.now(),
    soon: setImmediate,
  },
): BusyPoll {
  if (processors < 2) return { arrived: () => () => {} };
  // The newest request: an older one that waits for a person, or for a slow tool, has no use for the time.
  let unanswered: symbol | undefined;
  let answeredAt = -Infinity;
  let wasAnswerSoon = false;
  let wasNextSoon = false;
  let pollUntil = 0;
  let isPolling = false;

  function turn(): void {
    isPolling = now() < pollUntil;
    if (isPolling) soon(turn);
  }

  function poll(from: number): void {
    pollUntil = from + longestMs;
    if (isPolling) return;
    isPolling = true;
    soon(turn);
  }

  return {
    arrived() {
      const arrivedAt = now();
      const isAlone = unanswered === undefined;
      const mine = Symbol();
      unanswered = mine;
      wasNextSoon = arrivedAt - answeredAt < longestMs;
      pollUntil = 0;
      if (isAlone && wasAnswerSoon) poll(arrivedAt);
      return () => {
        if (unanswered !== mine) return; // another has come meanwhile
        unanswered = undefined;
        answeredAt = now();
        wasAnswerSoon = answeredAt - arrivedAt < longestMs;
        pollUntil = 0;
        if (isAlone && wasNextSoon) poll(answeredAt);
      };
    },
  };
}
