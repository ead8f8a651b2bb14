import type { ServerResponse } from 'node:http';
import type { Clock } from '../../contract/ports.ts';
import { openSse, type SseStream } from '../http/sse.ts';

/**
 * The GET stream of a session: what the upstream sends outside of any request. Messages are kept, so that none is
 * lost before the client opens the stream, and a reconnect with `Last-Event-ID` gets what it missed.
 */
export interface ServerStream {
  readonly isOpen: boolean;
  push(json: string | Buffer): void;
  /** The newest stream wins: a client that reconnects may be faster than the end of its old one. */
  attach(
    res: ServerResponse,
    lastEventId: string | undefined,
    headers: Readonly<Record<string, string>>,
  ): void;
  end(): void;
}

const maxEvents = 256;
const maxBytes = 1024 * 1024;

export function createServerStream(clock: Clock): ServerStream {
  let kept: { readonly id: number; readonly json: string | Buffer }[] = [];
  let keptBytes = 0;
  let lastId = 0;
  let sentId = 0;
  let current: SseStream | undefined;

  function forgetOldest(): void {
    while (kept.length > maxEvents || (keptBytes > maxBytes && kept.length > 1)) {
      const [oldest, ...rest] = kept;
      kept = rest;
      keptBytes -= oldest?.json.length ?? 0;
    }
  }

  return {
    get isOpen() {
      return current !== undefined;
    },
    push(json) {
      lastId += 1;
      kept.push({ id: lastId, json });
      keptBytes += json.length;
      forgetOldest();
      if (!current) return;
      current.event(json, String(lastId));
      sentId = lastId;
    },
    attach(res, lastEventId, headers) {
      current?.end();
      const stream = openSse(res, clock, headers);
      current = stream;
      res.once('close', () => {
        if (current === stream) current = undefined;
      });
      const wanted = Number(lastEventId ?? NaN);
      const after = Number.isSafeInteger(wanted) ? wanted : sentId;
      for (const { id, json } of kept) if (id > after) stream.event(json, String(id));
      sentId = lastId;
    },
    end() {
      current?.end();
      current = undefined;
      kept = [];
    },
  };
}
