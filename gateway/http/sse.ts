import type { ServerResponse } from 'node:http';
import type { Clock } from '../../contract/ports.ts';

/** Idle streams get a comment this often; clients and proxies drop silent ones. */
export const commentIntervalMs = 15_000;

const sseHeaders = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-cache, no-transform',
  'x-accel-buffering': 'no',
} as const;

/** An open `text/event-stream` response. Writing after the end does nothing. */
export interface SseStream {
  /** One message; `json` must have no line breaks. */
  event(json: string | Buffer, id?: string): void;
  /** Bytes of whole events, as they came. */
  raw(bytes: Buffer): void;
  end(): void;
}

/** Sends the headers at once and keeps the stream alive with comments. */
export function openSse(
  res: ServerResponse,
  clock: Clock,
  headers: Readonly<Record<string, string>> = {},
): SseStream {
  res.writeHead(200, { ...sseHeaders, ...headers });
  res.flushHeaders();
  let cancelComment = clock.after(commentIntervalMs, comment);
  const isOver = () => res.writableEnded || res.destroyed;
  function comment() {
    if (isOver()) return;
    res.write(': waiting\n\n');
    cancelComment = clock.after(commentIntervalMs, comment);
  }
  res.once('close', () => cancelComment());
  return {
    event(json, id) {
      if (isOver()) return;
      const head = id === undefined ? 'event: message\ndata: ' : `event: message\nid: ${id}\ndata: `;
      if (typeof json === 'string') {
        res.write(`${head}${json}\n\n`);
        return;
      }
      res.cork();
      res.write(head);
      res.write(json);
      res.write('\n\n');
      res.uncork();
    },
    raw(bytes) {
      if (!isOver()) res.write(bytes);
    },
    end() {
      cancelComment();
      if (!isOver()) res.end();
    },
  };
}
