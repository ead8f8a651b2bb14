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
  return new OwnReply(res, clock);
}

/** A class, where closures would be made anew for each request. */
class OwnReply implements Reply {
  readonly #res: ServerResponse;
  readonly #clock: Clock;
  #headers: Record<string, string> | undefined;
  #stream: SseStream | undefined;
  #goneListeners: (() => void)[] | undefined;
  #handedOut: 'json' | 'event-stream' | undefined;

  constructor(res: ServerResponse, clock: Clock) {
    this.#res = res;
    this.#clock = clock;
  }

  get isStreaming() {
    return this.#stream !== undefined;
  }

  get isGone() {
    return this.#res.destroyed && !this.#res.writableFinished;
  }

  onGone(listener: () => void) {
    if (this.isGone) return listener();
    if (this.#goneListeners) return void this.#goneListeners.push(listener);
    const listeners = [listener];
    this.#goneListeners = listeners;
    // Once, however many there are: the replies of a batch share this one.
    this.#res.once('close', () => {
      if (!this.#res.writableFinished) for (const it of listeners) it();
    });
  }

  setHeader(name: string, value: string) {
    this.#headers = { ...this.#headers, [name]: value };
  }

  openStream() {
    if (!this.#isOver) this.#open();
  }

  event(json: string | Buffer) {
    if (!this.#isOver) this.#open().event(json);
  }

  answer(json: string | Buffer, status = 200) {
    const res = this.#res;
    if (this.#isOver) return;
    if (this.#handedOut && res.headersSent) return cutShort(res, this.#handedOut, json);
    if (this.#stream) {
      this.#stream.event(json);
      this.#stream.end();
      return;
    }
    const length = Buffer.byteLength(json);
    res.writeHead(status, { 'content-type': 'application/json', 'content-length': length, ...this.#headers });
    res.end(json);
  }

  accepted() {
    if (this.#isOver || this.#stream) return;
    this.#res.writeHead(202, { 'content-length': 0, ...this.#headers });
    this.#res.end();
  }

  end() {
    if (this.#stream) this.#stream.end();
    else if (!this.#res.headersSent) this.accepted();
    else if (!this.#isOver) cutShort(this.#res, this.#handedOut);
  }

  passThrough(kind: 'json' | 'event-stream') {
    if (this.#stream || this.#isOver) return undefined;
    this.#handedOut = kind;
    return this.#res;
  }

  get #isOver() {
    return this.#res.writableEnded || this.#res.destroyed;
  }

  #open(): SseStream {
    return (this.#stream ??= openSse(this.#res, this.#clock, this.#headers));
  }
}

/** Ends a response that is under way: an event stream can take one more event, half a JSON document is cut off. */
function cutShort(
  res: ServerResponse,
  kind: 'json' | 'event-stream' | undefined,
  json?: string | Buffer,
): void {
  if (kind !== 'event-stream') res.destroy();
  else if (json === undefined) res.end();
  // The empty line ends whatever event was being written.
  else res.end(`\n\nevent: message\ndata: ${json.toString()}\n\n`);
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
