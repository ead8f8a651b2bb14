import type { Client, Dispatcher } from 'undici';
import type { IncomingHttpHeaders } from 'node:http';
import type { Clock } from '../../contract/ports.ts';
import { createConnections, type ConnectionHandler } from './http-connections.ts';

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
  /** It changes nothing there: when the connection breaks before an answer, it may be asked once more. */
  readonly isRepeatable?: boolean;
  /** Somewhere else on the same origin than the link's own address: path and query. */
  readonly path?: string;
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

/** A request that was never sent, or refused before anybody looked at it: what it asks for certainly did not happen. */
export class NotDoneError extends Error {
  readonly code: string | undefined;
  /** The upstream was there, and refused it. */
  readonly isRefusal: boolean;
  constructor(
    message: string,
    options?: { cause?: unknown; code?: string | undefined; isRefusal?: boolean },
  ) {
    super(message, { cause: options?.cause });
    this.name = 'NotDoneError';
    this.code = options?.code;
    this.isRefusal = options?.isRefusal ?? false;
  }
}

/** `headers` are the user's own for this upstream (its credentials). */
export function createHttpLink(
  url: string,
  headers: Readonly<Record<string, string>>,
  clock: Pick<Clock, 'now'>,
): HttpLink {
  const { origin, pathname, search } = new URL(url);
  const path = pathname + search;
  const own = Object.entries(headers).flat();
  // No limits on silence: a tool may think for hours, and the client's own patience ends a call that never answers.
  const options: Client.Options = {
    headersTimeout: 0,
    bodyTimeout: 0,
    connectTimeout: 10_000,
    allowH2: false,
    maxHeaderSize: 64 * 1024,
  };
  const connections = createConnections(origin, options, clock);
  let isStateful = false;
  let closed: Promise<void> | undefined;
  return {
    get isStateful() {
      return isStateful;
    },
    send(question, answer) {
      const request: Dispatcher.DispatchOptions = {
        path: question.path ?? path,
        method: question.method,
        headers: [...own, ...question.headers],
        body: question.body,
      };
      const handler = createHandler(
        {
          ...answer,
          onHead(status, answered) {
            isStateful ||= answered['mcp-session-id'] !== undefined;
            answer.onHead(status, answered);
          },
        },
        question.isRepeatable === true ? () => connections.dispatch(request, handler, true) : undefined,
      );
      if (closed)
        queueMicrotask(() => handler.onResponseError(undefined, new NotDoneError('it was removed')));
      else connections.dispatch(request, handler);
      return handler;
    },
    async close() {
      await (closed ??= connections.destroy());
    },
  };
}

type LinkHandler = Omit<ConnectionHandler, 'onResponseError'> &
  HttpTransfer & { onResponseError(controller: unknown, error: Error): void };

function createHandler(answer: HttpAnswer, repeat: (() => void) | undefined): LinkHandler {
  let controller: Dispatcher.DispatchController | undefined;
  let isOver = false;
  let isReused = false;
  let mayRepeat = repeat !== undefined;
  return {
    onRequestStart(started) {
      controller = started;
      if (isOver) started.abort(new Error('not wanted any more'));
    },
    onResponseStart(_controller, status, headers) {
      mayRepeat = false;
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
    onDone: (wasReused) => void (isReused = wasReused),
    onResponseError(_controller, error) {
      if (isOver) return;
      if (mayRepeat && isReused && isBroken(error)) {
        mayRepeat = false;
        controller = undefined;
        repeat?.();
        return;
      }
      isOver = true;
      answer.onError(controller ? error : notDone(error));
    },
    resume: () => controller?.resume(),
    abort() {
      if (isOver) return;
      isOver = true;
      controller?.abort(new Error('not wanted any more'));
    },
  };
}

function notDone(error: Error): NotDoneError {
  const { code } = error as NodeJS.ErrnoException; // read as unknown text only
  return error instanceof NotDoneError ? error : new NotDoneError(error.message, { cause: error, code });
}

function isBroken(error: Error): boolean {
  const { code } = error as NodeJS.ErrnoException; // read as unknown text only
  return code === 'ECONNRESET' || code === 'EPIPE' || code === 'UND_ERR_SOCKET';
}

/** Whether a request that failed so may have been carried out all the same. */
export function mayHaveHappened(error: Error): boolean {
  return !(error instanceof NotDoneError);
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
    case 'EPIPE':
    case 'UND_ERR_SOCKET':
      return 'it closed the connection';
    case 'UND_ERR_CONNECT_TIMEOUT':
      return 'no connection within 10 s';
    default:
      return error.message || code || 'unknown network error';
  }
}
