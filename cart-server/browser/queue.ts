/** Runs tasks one at a time, first come first served. */
export interface Queue {
  /** Starts `task` when all before it have settled. A caller that aborts while waiting leaves; its task never starts. */
  run<T>(task: () => Promise<T>, signal: AbortSignal): Promise<T>;
  /** Settles when nothing runs or waits any more. */
  idle(): Promise<void>;
}

export function createQueue(): Queue {
  let last: Promise<unknown> = Promise.resolve();
  return {
    run: (task, signal) => {
      const turn = last;
      const result = (async () => {
        await turn;
        signal.throwIfAborted();
        return task();
      })();
      last = result.catch(() => undefined);
      // A caller that leaves gets its answer at once, not when its turn comes.
      return Promise.race([result, whenAborted(signal, turn)]);
    },
    idle: async () => {
      let seen: unknown;
      while (seen !== last) {
        seen = last;
        await last;
      }
    },
  };
}

/** Rejects when the signal aborts before `turn` settles; stays pending for ever otherwise. */
function whenAborted(signal: AbortSignal, turn: Promise<unknown>): Promise<never> {
  return new Promise((_, reject) => {
    const leave = () => reject(signal.reason as Error); // whoever aborts gives an Error
    if (signal.aborted) return leave();
    signal.addEventListener('abort', leave, { once: true });
    void turn.then(() => signal.removeEventListener('abort', leave)); // `turn` never rejects
  });
}
