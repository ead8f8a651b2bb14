import type { Clock, Release } from '../../contract/ports.ts';

/** One request for a page, or from a page's script; pictures and style sheets are not counted. */
export interface TrafficRequest {
  readonly id: number;
  readonly method: string;
  /** With its query. */
  readonly path: string;
}

/** How far a request has come: all of it here, done (what it changes is changed), or over (its answer sent or lost). */
export type Stage = 'arrived' | 'done' | 'over';

export interface TrafficEvent {
  readonly request: TrafficRequest;
  readonly stage: Stage;
  readonly at: number;
}

export interface Hold {
  readonly method?: 'GET' | 'POST';
  /** How the path begins. */
  readonly path: string;
  /** Before anything is done, or when all is done and the answer waits to go. */
  readonly at: 'arrived' | 'done';
}

/** A request that waits. */
export interface Held {
  /** Settles when a request has come that far. */
  readonly reached: Promise<TrafficRequest>;
  /** Settles when whoever asked has hung up since. The request is handled all the same once it is released. */
  readonly abandoned: Promise<void>;
  /** Lets it go on; one that has not come yet passes without waiting. */
  release(): void;
  /** Breaks its connection instead. */
  drop(): void;
}

/** Watches what browsers ask of the shop, and can hold a request at a place: what tests wait on instead of time. */
export interface Traffic {
  subscribe(listener: (event: TrafficEvent) => void): Release;
  /** Holds the next request of that kind. */
  hold(what: Hold): Held;
  /** Lets go of everything that is held or would be. */
  releaseAll(): void;
}

/** The server's side of it. */
export interface Gatekeeper extends Traffic {
  /** `hungUp` settles when the connection closes. */
  enter(method: string, path: string, hungUp: () => Promise<void>): Passage;
}

export interface Passage {
  /** Says that the request came that far; waits while it is held there. */
  pass(stage: Hold['at']): Promise<'go' | 'drop'>;
  leave(): void;
}

interface Barrier extends Hold {
  reach(request: TrafficRequest, hungUp: () => Promise<void>): void;
  readonly verdict: Promise<'go' | 'drop'>;
  release(): void;
}

export function createTraffic(clock: Pick<Clock, 'now'>): Gatekeeper {
  const listeners = new Set<(event: TrafficEvent) => void>();
  const barriers = new Set<Barrier>();
  const holding = new Set<Barrier>();
  let count = 0;
  const tell = (request: TrafficRequest, stage: Stage): void => {
    for (const listener of [...listeners]) listener({ request, stage, at: clock.now() });
  };

  const hold = (what: Hold): Held => {
    const reached = Promise.withResolvers<TrafficRequest>();
    const abandoned = Promise.withResolvers<void>();
    const verdict = Promise.withResolvers<'go' | 'drop'>();
    const end = (how: 'go' | 'drop') => (): void => {
      barriers.delete(barrier);
      holding.delete(barrier);
      verdict.resolve(how);
    };
    const barrier: Barrier = {
      ...what,
      reach: (request, hungUp) => {
        reached.resolve(request);
        abandoned.resolve(hungUp());
      },
      verdict: verdict.promise,
      release: end('go'),
    };
    barriers.add(barrier);
    return {
      reached: reached.promise,
      abandoned: abandoned.promise,
      release: end('go'),
      drop: end('drop'),
    };
  };

  return {
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    hold,
    releaseAll: () => {
      for (const barrier of [...barriers, ...holding]) barrier.release();
    },
    enter: (method, path, hungUp) => {
      const request = { id: (count += 1), method, path };
      return {
        pass: async (stage) => {
          tell(request, stage);
          const barrier = [...barriers].find((it) => it.at === stage && isMeant(it, request));
          if (!barrier) return 'go';
          barriers.delete(barrier);
          holding.add(barrier);
          barrier.reach(request, hungUp);
          return barrier.verdict;
        },
        leave: () => tell(request, 'over'),
      };
    },
  };
}

const isMeant = ({ method, path }: Hold, request: TrafficRequest): boolean =>
  (method === undefined || method === request.method) && request.path.startsWith(path);
