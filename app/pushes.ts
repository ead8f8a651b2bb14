import type { Push } from '../contract/bridge.ts';
import type { Log, Release } from '../contract/ports.ts';

/** Hands what happens to all who listen, in order. */
export interface Pushes {
  push(push: Push): void;
  readonly subscribe: (listener: (push: Push) => void) => Release;
}

/** A listener that throws loses that push; nobody else does, and what was recorded stays so. */
export function createPushes(log: Log): Pushes {
  const listeners = new Set<(push: Push) => void>();
  return {
    push(push) {
      for (const listener of [...listeners]) {
        try {
          listener(push);
        } catch (error) {
          log.error('a listener to what happens failed', { kind: push.kind, error });
        }
      }
    },
    subscribe(listener) {
      // A wrapper of its own, so that the same function subscribed twice is two subscriptions.
      const own = (push: Push): void => listener(push);
      listeners.add(own);
      return () => listeners.delete(own);
    },
  };
}
