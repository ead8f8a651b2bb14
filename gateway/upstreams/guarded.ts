import type { Breaker } from './breaker.ts';
import type { Channel, OpenChannel } from './channel.ts';
import { describeHttpError, NotDoneError, type HttpLink } from './http-link.ts';

/** Why nobody may use the upstream now (it was stopped); undefined: they may. */
export type WhyClosed = () => string | undefined;

/** Connections for sessions: refused at once while the upstream is stopped, or after it failed to start several times. */
export function guardedOpen(
  open: OpenChannel,
  breaker: Breaker,
  whyClosed: WhyClosed,
  onToolsChanged: () => void,
): OpenChannel {
  return async (listener) => {
    const refusal = whyClosed() ?? breaker.refusal();
    if (refusal !== undefined) throw new Error(refusal);
    // It has started when it has answered: many servers start, print what they lack, and end.
    let isJudged = false;
    const judge = (how: () => void) => {
      if (isJudged) return;
      isJudged = true;
      how();
    };
    let channel: Channel;
    try {
      channel = await open({
        onFrame(frame) {
          judge(breaker.succeeded);
          if (frame.envelope.method === 'notifications/tools/list_changed') onToolsChanged();
          listener.onFrame(frame);
        },
        onClose(what) {
          judge(() => breaker.failed(what));
          listener.onClose(what);
        },
      });
    } catch (error) {
      judge(() => breaker.failed(error instanceof Error ? error.message : String(error)));
      throw error;
    }
    return {
      send: channel.send,
      async close() {
        judge(breaker.abandoned);
        await channel.close();
      },
    };
  };
}

/** Failures that take their time. One that comes at once (connection refused) costs nothing, and may be over at once. */
const slow: ReadonlySet<string> = new Set([
  'UND_ERR_CONNECT_TIMEOUT',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EAI_AGAIN',
]);

/** The link as sessions use it: each of them would wait ten seconds for what cannot be reached. */
export function guardedLink(link: HttpLink, breaker: Breaker, whyClosed: WhyClosed): HttpLink {
  return {
    get isStateful() {
      return link.isStateful;
    },
    send(question, answer) {
      const refusal = whyClosed() ?? breaker.refusal();
      if (refusal !== undefined) {
        let isOver = false;
        queueMicrotask(() => !isOver && answer.onError(new NotDoneError(refusal)));
        return { resume() {}, abort: () => void (isOver = true) };
      }
      const transfer = link.send(question, {
        ...answer,
        onHead(status, headers) {
          breaker.succeeded();
          answer.onHead(status, headers);
        },
        onError(error) {
          if (!(error instanceof NotDoneError) || error.isRefusal) breaker.succeeded();
          else if (slow.has(error.code ?? '')) breaker.failed(describeHttpError(error));
          else breaker.abandoned();
          answer.onError(error);
        },
      });
      return {
        resume: transfer.resume,
        abort() {
          breaker.abandoned();
          transfer.abort();
        },
      };
    },
    close: () => link.close(),
  };
}
