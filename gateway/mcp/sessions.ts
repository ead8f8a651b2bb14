import type { Clock, Log, Release } from '../../contract/ports.ts';
import type { EndReason, Session } from './session.ts';

export const idleLimitMs = 30 * 60_000;
const sweepIntervalMs = 60_000;

/** The open sessions. One belongs to the grant that opened it: for any other its id does not exist. */
export interface Sessions {
  /** Who is asked for is in use: the idle limit starts again. */
  find(upstream: string, grantId: string, id: string): Session | undefined;
  /**
   * Makes room for one more of this grant and upstream, by ending the one that was idle longest; undefined when all
   * are busy. Release when it was added, or failed to open.
   */
  reserve(upstream: string, grantId: string, limit: number): Release | undefined;
  add(session: Session): void;
  /** The upstream does not know it any more. */
  forget(session: Session): void;
  /** Its client ends it: `ending` is waited for at the close. */
  leave(session: Session, ending: Promise<void>): void;
  all(): Session[];
  /** Ends those and waits for it. */
  end(which: (session: Session) => boolean, why: EndReason): Promise<void>;
  close(why: EndReason): Promise<void>;
}

export function createSessions({ clock, log }: { clock: Clock; log: Log }): Sessions {
  const entries = new Map<string, Entry>();
  /** How many each grant has with an upstream, those that are being opened included. */
  const counts = new Map<string, number>();
  const ending = new Set<Promise<void>>();
  let isClosed = false;
  let cancelSweep = clock.after(sweepIntervalMs, sweep);

  function sweep(): void {
    for (const entry of [...entries.values()]) {
      if (entry.session.isBusy()) entry.usedAt = clock.now();
      else if (clock.now() - entry.usedAt > idleLimitMs) void drop(entry.session, 'session_ended');
    }
    if (!isClosed) cancelSweep = clock.after(sweepIntervalMs, sweep);
  }

  function forget(session: Session): void {
    if (entries.delete(keyOf(session))) count(placeOf(session), -1);
  }

  function count(place: string, change: 1 | -1): void {
    const left = (counts.get(place) ?? 0) + change;
    if (left > 0) counts.set(place, left);
    else counts.delete(place);
  }

  function longestIdle(upstream: string, grantId: string): Session | undefined {
    const [oldest] = [...entries.values()]
      .filter(({ session: it }) => it.upstream === upstream && it.grantId === grantId && !it.isBusy())
      .sort((a, b) => a.usedAt - b.usedAt);
    return oldest?.session;
  }

  /** Never rejects. */
  async function leave(session: Session, end: Promise<void>): Promise<void> {
    forget(session);
    const ended = end.catch((error: unknown) => {
      log.warn('a session did not end cleanly', { upstream: session.upstream, error: String(error) });
    });
    ending.add(ended);
    await ended;
    ending.delete(ended);
  }

  function drop(session: Session, why: EndReason): Promise<void> {
    return leave(session, session.end(why));
  }

  const sessions: Sessions = {
    find(upstream, grantId, id) {
      const entry = entries.get(key(upstream, grantId, id));
      if (entry) entry.usedAt = clock.now();
      return entry?.session;
    },
    reserve(upstream, grantId, limit) {
      const place = placeKey(upstream, grantId);
      if ((counts.get(place) ?? 0) >= limit) {
        const oldest = longestIdle(upstream, grantId);
        if (!oldest) return undefined;
        void drop(oldest, 'session_ended');
      }
      count(place, 1);
      let isReleased = false;
      return () => {
        if (!isReleased) count(place, -1);
        isReleased = true;
      };
    },
    add(session) {
      if (isClosed) return void drop(session, 'shutdown');
      forget(session);
      entries.set(keyOf(session), { session, usedAt: clock.now() });
      count(placeOf(session), 1);
    },
    forget,
    leave: (session, end) => void leave(session, end),
    all: () => [...entries.values()].map(({ session }) => session),
    async end(which, why) {
      await Promise.all(
        sessions
          .all()
          .filter(which)
          .map((it) => drop(it, why)),
      );
    },
    async close(why) {
      isClosed = true;
      cancelSweep();
      await sessions.end(() => true, why);
      await Promise.all(ending);
    },
  };
  return sessions;
}

interface Entry {
  readonly session: Session;
  usedAt: number;
}

function keyOf(session: Session): string {
  return key(session.upstream, session.grantId, session.id ?? '');
}

function key(upstream: string, grantId: string, id: string): string {
  return `${placeKey(upstream, grantId)} ${id}`;
}

const placeOf = ({ upstream, grantId }: Session) => placeKey(upstream, grantId);

function placeKey(upstream: string, grantId: string): string {
  return `${upstream} ${grantId}`;
}
