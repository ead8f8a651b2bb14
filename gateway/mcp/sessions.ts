import type { Clock, Log, Release } from '../../contract/ports.ts';
import type { EndReason, Session } from './session.ts';

export const idleLimitMs = 30 * 60_000;
const sweepIntervalMs = 60_000;

/** The open sessions. One belongs to the grant that opened it: for any other its id does not exist. */
export interface Sessions {
  find(upstream: string, grantId: string, id: string): Session | undefined;
  /**
   * Makes room for one more of this grant and upstream, by ending the one that was idle longest; undefined when all
   * are busy. Release when it was added, or failed to open.
   */
  reserve(upstream: string, grantId: string, limit: number): Release | undefined;
  add(session: Session): void;
  /** Marks as used: the idle limit starts again. */
  touch(session: Session): void;
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
  const entries = new Map<string, { readonly session: Session; usedAt: number }>();
  const ending = new Set<Promise<void>>();
  let opening: { upstream: string; grantId: string }[] = [];
  let isClosed = false;
  let cancelSweep = clock.after(sweepIntervalMs, sweep);

  function sweep(): void {
    for (const entry of [...entries.values()]) {
      if (entry.session.isBusy()) entry.usedAt = clock.now();
      else if (clock.now() - entry.usedAt > idleLimitMs) void drop(entry.session, 'session_ended');
    }
    if (!isClosed) cancelSweep = clock.after(sweepIntervalMs, sweep);
  }

  /** Never rejects. */
  async function leave(session: Session, end: Promise<void>): Promise<void> {
    entries.delete(keyOf(session));
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
    find: (upstream, grantId, id) => entries.get(key(upstream, grantId, id))?.session,
    reserve(upstream, grantId, limit) {
      const isSame = (it: { upstream: string; grantId: string }) =>
        it.upstream === upstream && it.grantId === grantId;
      const same = [...entries.values()].filter(({ session }) => isSame(session));
      if (same.length + opening.filter(isSame).length >= limit) {
        const [oldest] = same.filter(({ session }) => !session.isBusy()).sort((a, b) => a.usedAt - b.usedAt);
        if (!oldest) return undefined;
        void drop(oldest.session, 'session_ended');
      }
      const place = { upstream, grantId };
      opening.push(place);
      return () => {
        opening = opening.filter((it) => it !== place);
      };
    },
    add(session) {
      if (isClosed) void drop(session, 'shutdown');
      else entries.set(keyOf(session), { session, usedAt: clock.now() });
    },
    touch(session) {
      const entry = entries.get(keyOf(session));
      if (entry) entry.usedAt = clock.now();
    },
    forget: (session) => void entries.delete(keyOf(session)),
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

function keyOf(session: Session): string {
  return key(session.upstream, session.grantId, session.id ?? '');
}

function key(upstream: string, grantId: string, id: string): string {
  return `${upstream} ${grantId} ${id}`;
}
