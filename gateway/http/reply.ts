import type { ServerResponse } from 'node:http';
import type { Clock } from '../../contract/ports.ts';
import { openSse, type SseStream } from './sse.ts';

/**
 * The answer to one client message: plain JSON while nothing else was sent, the last event of a stream otherwise.
 * Nothing is ever sent twice; after the end, and after the client is gone, writing does nothing.
 */
export interface Reply {
  /** Headers of an event stream are on the wire. */
  readonly isStreaming: boolean;
  /** The client closed before the end. */
  readonly isGone: boolean;
  /** Calls back once when the client closes before the end; at once when it has. */
  onGone(listener: () => void): void;
  /** Goes out with the head; too late after it. */
  setHeader(name: string, value: string): void;
  /** Starts the event stream now. */
  openStream(): void;
  event(json: string | Buffer): void;
  /** The last message. */
  answer(json: string | Buffer, status?: number): void;
  /** Taken note of: 202 without a body. */
  accepted(): void;
  /** Ends without an answer (the client cancelled). */
  end(): void;
  /** Hands out the response to be written byte by byte; undefined where that is not possible. `answer` and `end` stay safe. */
  passThrough(kind: 'json' | 'event-stream'): ServerResponse | undefined;
}

/** A reply that has the response to itself. */
export function createReply(res: ServerResponse, clock: Clock): Reply {
  let stream: SseStream | undefined;
  let handedOut: 'json' | 'event-stream' | undefined;
  const headers: Record<string, string> = {};
  const goneListeners: (() => void)[] = [];
  res.once('close', () => {
    if (!res.writableFinished) for (const listener of goneListeners) listener();
  });
  const isOver = () => res.writableEnded || res.destroyed;
  const open = () => (stream ??= openSse(res, clock, headers));
  const accepted = () => {
    if (isOver() || stream) return;
    res.writeHead(202, { 'content-length': 0, ...headers });
    res.end();
  };
  return {
    get isStreaming() {
      return stream !== undefined;
    },
    get isGone() {
      return res.destroyed && !res.writableFinished;
    },
    onGone(listener) {
      if (res.destroyed && !res.writableFinished) listener();
      else goneListeners.push(listener);
    },
    setHeader(name, value) {
      headers[name] = value;
    },
    openStream() {
      if (!isOver()) open();
    },
    event(json) {
      if (!isOver()) open().event(json);
    },
    answer(json, status = 200) {
      if (isOver()) return;
      if (handedOut && res.headersSent) return cutShort(res, handedOut, json);
      if (stream) {
        stream.event(json);
        stream.end();
        return;
      }
      res.writeHead(status, {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(json),
        ...headers,
      });
      res.end(json);
    },
    accepted,
    end() {
      if (stream) stream.end();
      else if (res.headersSent) res.end();
      else accepted();
    },
    passThrough(kind) {
      if (stream || isOver()) return undefined;
      handedOut = kind;
      return res;
    },
  };
}

/** Ends a response that is under way: an event stream takes one more event, half a JSON document is cut off. */
function cutShort(res: ServerResponse, kind: 'json' | 'event-stream', json: string | Buffer): void {
  // The empty line ends whatever event was being written.
  if (kind === 'event-stream') res.end(`\n\nevent: message\ndata: ${json.toString()}\n\n`);
  else res.destroy();
}

/** Replies that share one event stream, for a batch (revision 2025-03-26). It ends with the last of them. */
export function createBatchReplies(res: ServerResponse, clock: Clock, count: number): Reply[] {
  const shared = createReply(res, clock);
  let left = count;
  return Array.from({ length: count }, () => {
    let isDone = false;
    const finish = () => {
      if (isDone) return;
      isDone = true;
      left -= 1;
      if (left === 0) shared.end();
    };
    return {
      get isStreaming() {
        return shared.isStreaming;
      },
      get isGone() {
        return shared.isGone;
      },
      onGone: (listener) => shared.onGone(() => !isDone && listener()),
      setHeader: (name, value) => shared.setHeader(name, value),
      openStream: () => shared.openStream(),
      event: (json) => !isDone && shared.event(json),
      answer(json) {
        if (!isDone) shared.event(json);
        finish();
      },
      accepted: finish,
      end: finish,
      passThrough: () => undefined,
    } satisfies Reply;
  });
}
