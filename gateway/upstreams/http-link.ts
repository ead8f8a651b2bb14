import { Pool, type Dispatcher } from 'undici';
import type { IncomingHttpHeaders } from 'node:http';

/** What an upstream over HTTP answers, as it arrives. Exactly one of `onEnd` and `onError` comes last. */
export interface HttpAnswer {
  onHead(status: number, headers: IncomingHttpHeaders): void;
  /** False: stop for now, `resume` will be called. */
  onData(chunk: Buffer): boolean;
  onEnd(): void;
  onError(error: Error): void;
}

export interface HttpQuestion {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Name and value in turn. */
  readonly headers: readonly string[];
  readonly body: Buffer | null;
}

export interface HttpTransfer {
  resume(): void;
  /** The answer is no longer wanted; nothing is called back after it. */
  abort(): void;
}

/** The way to one upstream over HTTP. Connections are kept alive; redirects are not followed. */
export interface HttpLink {
  send(question: HttpQuestion, answer: HttpAnswer): HttpTransfer;
  /** It has handed out an `Mcp-Session-Id`: requests without one are mistakes. */
  readonly isStateful: boolean;
  close(): Promise<void>;
}

/** `headers` are the user's own for this upstream (its credentials). */
export function createHttpLink(url: string, headers: Readonly<Record<string, string>> = {}): HttpLink {
  const { origin, pathname, search } = new URL(url);
  const path = pathname + search;
  const own = Object.entries(headers).flat();
  // No limits on silence: a tool may think for hours, and the client's own patience ends a call that never answers.
  const options: Pool.Options = {
    headersTimeout: 0,
    bodyTimeout: 0,
    connectTimeout: 10_000,
    allowH2: false,
    maxHeaderSize: 64 * 1024,
  };
  // Event streams that stay open come out of another pool than calls: they must never use up its connections.
  const calls = new Pool(origin, options);
  const streams = new Pool(origin, options);
  let isStateful = false;
  let closed: Promise<unknown> | undefined;
  return {
    get isStateful() {
      return isStateful;
    },
    send(question, answer) {
      const handler = createHandler({
        ...answer,
        onHead(status, headers) {
          isStateful ||= headers['mcp-session-id'] !== undefined;
          answer.onHead(status, headers);
        },
      });
      const pool = question.method === 'GET' ? streams : calls;
      pool.dispatch(
        { path, method: question.method, headers: [...own, ...question.headers], body: question.body },
        handler,
      );
      return handler;
    },
    async close() {
      await (closed ??= Promise.all([calls.destroy(), streams.destroy()]));
    },
  };
}

function createHandler(answer: HttpAnswer): Dispatcher.DispatchHandler & HttpTransfer {
  let controller: Dispatcher.DispatchController | undefined;
  let isOver = false;
  return {
    onRequestStart(started) {
      controller = started;
      if (isOver) started.abort(new Error('not wanted any more'));
    },
    onResponseStart(_controller, status, headers) {
      // 1xx answers are interim.
      if (!isOver && status >= 200) answer.onHead(status, headers);
    },
    onResponseData(current, chunk) {
      if (!isOver && !answer.onData(chunk)) current.pause();
    },
    onResponseEnd() {
      if (isOver) return;
      isOver = true;
      answer.onEnd();
    },
    onResponseError(_controller, error) {
      if (isOver) return;
      isOver = true;
      answer.onError(error);
    },
    resume: () => controller?.resume(),
    abort() {
      if (isOver) return;
      isOver = true;
      controller?.abort(new Error('not wanted any more'));
    },
  };
}

/** What went wrong on the way to an upstream, in words. */
export function describeHttpError(error: Error): string {
  const { code } = error as NodeJS.ErrnoException; // read as unknown text only
  switch (code) {
    case 'ECONNREFUSED':
      return 'connection refused: is it running?';
    case 'ENOTFOUND':
      return 'its host name is unknown';
    case 'ECONNRESET':
    case 'UND_ERR_SOCKET':
      return 'it closed the connection';
    case 'UND_ERR_CONNECT_TIMEOUT':
      return 'no connection within 10 s';
    default:
      return error.message || code || 'unknown network error';
  }
}
