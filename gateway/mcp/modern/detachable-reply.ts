import type { Reply } from '../../http/reply.ts';
import type { Exchange } from '../exchange.ts';

/**
 * A reply that can be let go of in the middle: the client gets an interim result, and what is answered later waits
 * for a request that asks for it. Detached, there is nobody who could leave.
 */
export interface DetachableReply extends Reply {
  readonly isDetached: boolean;
  /** Answers the client with this; the call goes on. */
  detach(interim: string): void;
  /** Hands over to the reply of a later request; answers it at once with what came meanwhile. */
  attach(reply: Reply): void;
  /** What was answered while detached. */
  readonly kept: string | Buffer | undefined;
  /** Calls back when something was kept; at once when it was. */
  onKept(listener: () => void): void;
}

/** The reply of an exchange of a modern client: it is made with such a one. */
export function detachable(exchange: Exchange): DetachableReply {
  return exchange.reply as DetachableReply; // as above
}

export function createDetachableReply(first: Reply): DetachableReply {
  let inner: Reply | undefined = first;
  let kept: string | Buffer | undefined;
  const headers: [string, string][] = [];
  const goneListeners: (() => void)[] = [];
  const keptListeners: (() => void)[] = [];
  const watch = (reply: Reply) =>
    reply.onGone(() => {
      if (inner === reply) for (const listener of goneListeners) listener();
    });
  watch(first);
  return {
    get isDetached() {
      return inner === undefined;
    },
    get isStreaming() {
      return inner?.isStreaming ?? false;
    },
    get isGone() {
      return inner?.isGone ?? false;
    },
    get kept() {
      return kept;
    },
    onGone(listener) {
      if (inner?.isGone) listener();
      else goneListeners.push(listener);
    },
    onKept(listener) {
      if (kept === undefined) keptListeners.push(listener);
      else listener();
    },
    setHeader(name, value) {
      headers.push([name, value]);
      inner?.setHeader(name, value);
    },
    openStream: () => inner?.openStream(),
    event: (json) => inner?.event(json),
    answer(json, status) {
      if (inner) return inner.answer(json, status);
      if (kept !== undefined) return;
      kept = json;
      for (const listener of keptListeners) listener();
    },
    accepted: () => inner?.accepted(),
    end: () => inner?.end(),
    passThrough: (kind) => inner?.passThrough(kind),
    detach(interim) {
      const reply = inner;
      inner = undefined;
      reply?.answer(interim);
    },
    attach(reply) {
      inner = reply;
      watch(reply);
      if (kept !== undefined) reply.answer(kept);
    },
  };
}
