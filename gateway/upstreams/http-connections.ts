import { Client, type Dispatcher } from 'undici';
import type { IncomingHttpHeaders } from 'node:http';
import type { Clock } from '../../contract/ports.ts';

/** The connections with one origin: each carries one request at a time and is kept for the next. */
export interface Connections {
  /** `isFresh`: on a connection that was not used before. */
  dispatch(options: Dispatcher.DispatchOptions, handler: ConnectionHandler, isFresh?: boolean): void;
  destroy(): Promise<void>;
}

export interface ConnectionHandler extends Dispatcher.DispatchHandler {
  /** Nothing comes after it. `isReused`: the connection had carried requests before. */
  onDone?(isReused: boolean): void;
}

interface Connection {
  readonly client: Client;
  isReused: boolean;
  idleSince: number;
  keepMs: number;
}

/** After so long a connection without use is let go of. */
const forgetMs = 10_000;

/**
 * Servers close connections that were idle for a while, and a request that crosses that on its way may or may not have
 * been carried out. So one is used again only well before its server could close it, by the time it is used, not by a
 * timer, which comes late when the machine is busy; and the one used last is used first.
 */
export function createConnections(
  origin: string,
  options: Client.Options,
  clock: Pick<Clock, 'now'>,
): Connections {
  const idle: Connection[] = [];
  const all = new Set<Connection>();
  // A new connection with a machine far away is dear; what is at hand often closes early.
  const keepMs = origin.startsWith('https:') ? 4_000 : 1_500;

  function drop(connection: Connection): void {
    all.delete(connection);
    void connection.client.close().catch(() => {}); // it carries nothing
  }

  function take(isFresh: boolean): Connection {
    const now = clock.now();
    for (let found = isFresh ? undefined : idle.pop(); found; found = idle.pop()) {
      const idleMs = now - found.idleSince;
      // Below zero: the clock was set back, and nobody knows.
      if (idleMs >= 0 && idleMs < found.keepMs) return found;
      drop(found);
    }
    const made = { client: new Client(origin, options), isReused: false, idleSince: now, keepMs };
    all.add(made);
    return made;
  }

  function giveBack(connection: Connection): void {
    connection.isReused = true;
    connection.idleSince = clock.now();
    idle.push(connection);
    while (idle[0] && connection.idleSince - idle[0].idleSince > forgetMs) drop(idle.shift() ?? connection);
  }

  return {
    dispatch(request, handler, isFresh = false) {
      const connection = take(isFresh);
      const { isReused } = connection;
      let isDone = false;
      const done = () => {
        if (isDone) return;
        isDone = true;
        giveBack(connection);
        handler.onDone?.(isReused);
      };
      connection.client.dispatch(request, {
        onRequestStart: (...given) => handler.onRequestStart?.(...given),
        onResponseStart(controller, status, headers, text) {
          connection.keepMs = keepMsOf(headers) ?? connection.keepMs;
          handler.onResponseStart?.(controller, status, headers, text);
        },
        onResponseData: (...given) => handler.onResponseData?.(...given),
        onResponseEnd(...given) {
          done();
          handler.onResponseEnd?.(...given);
        },
        onResponseError(...given) {
          done();
          handler.onResponseError?.(...given);
        },
      });
    },
    async destroy() {
      await Promise.all([...all].map(({ client }) => client.destroy()));
    },
  };
}

/** How long a connection may be idle, by what the server says of it (`Keep-Alive: timeout=5`), with two seconds to spare. */
function keepMsOf(headers: IncomingHttpHeaders): number | undefined {
  const said = headers['keep-alive'];
  const seconds = typeof said === 'string' ? /timeout=(\d+)/.exec(said)?.[1] : undefined;
  if (seconds === undefined) return undefined;
  return Math.min(60_000, Math.max(Number(seconds) * 250, (Number(seconds) - 2) * 1000));
}
